package takt.server.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.spi.RoomCode;
import takt.schema.spi.ValueType;
import takt.server.Alarms;

/// The part [Alarms].
///
/// Owned by the room's thread; saved. What is due in one tick runs in the order it was started.
///
/// @param <K> the key
public final class KeyedAlarms<K> implements Alarms<K>, Part, Timed {
  private final RoomBody body;
  private final Consumer<K> what;
  private final Map<K, Running> running = new LinkedHashMap<>();
  /// What a walk over those that run does, made once: a lambda or an iterator of its own would be garbage.
  private final BiConsumer<K, Running> find = this::find;
  private final BiConsumer<K, Running> first = this::first;
  private final List<K> due = new ArrayList<>();
  private String name = "";
  private @Nullable ValueType keyType;
  private long nextDue = NEVER;
  private boolean dueStale;

  KeyedAlarms(RoomBody body, Consumer<K> what) {
    this.body = body;
    this.what = what;
  }

  /// One that runs.
  ///
  /// @param due when it rings, in units
  /// @param period 0 if it rings once
  public record Running(long due, long period) {}

  @Override public void bind(RoomCode.Part part) {
    name = part.name();
    keyType = part.takes();
  }

  public String name() {
    return name;
  }

  public ValueType keyType() {
    return Objects.requireNonNull(keyType);
  }

  /// Those that run, in the order they were started.
  public Map<K, Running> running() {
    return running;
  }

  @Override public boolean start(K key, Duration after) {
    if (after.isNegative()) throw new IllegalArgumentException("after=" + after + ", expected 0 or more");
    return put(key, new Running(body.clock().due(after), 0));
  }

  @Override public boolean every(K key, Duration period) {
    if (!period.isPositive()) throw new IllegalArgumentException("period=" + period + ", expected more than 0");
    return put(key, new Running(body.clock().due(period), Math.max(1, body.clock().units(period))));
  }

  private boolean put(K key, Running alarm) {
    if (isGone(key)) throw new IllegalStateException(name + ": " + key + " is not in the room (any more)");
    stop(key);
    if (running.size() >= body.config().alarmsMax()) dropGone();
    if (running.size() >= body.config().alarmsMax()) {
      body.metrics().alarmsRefused.add(1);
      return false;
    }
    restore(key, alarm);
    return true;
  }

  private void dropGone() {
    dueStale |= running.keySet().removeIf(KeyedAlarms::isGone);
  }

  /// The alarm of someone who is gone for good does not run.
  @Override public void forget(Occupant who) {
    dueStale |= running.keySet().removeIf(key -> key == who);
  }

  /// Takes up one that was saved.
  public void restore(K key, Running alarm) {
    running.put(key, alarm);
    nextDue = Math.min(nextDue, alarm.due);
  }

  @Override public void stop(K key) {
    dueStale |= running.remove(key) != null;
  }

  @Override public void stopAll() {
    running.clear();
    nextDue = NEVER;
  }

  @Override public boolean isRunning(K key) {
    return running.containsKey(key);
  }

  @Override public Duration left(K key) {
    Running alarm = running.get(key);
    return alarm == null ? Duration.ZERO : body.clock().duration(Math.max(0, alarm.due - body.clock().now()));
  }

  @Override public void ring() {
    long now = body.clock().now();
    if (nextDue() > now) return;
    running.forEach(find);
    for (int i = 0; i < due.size(); i++) ring(due.get(i), now);
    due.clear();
    dueStale = true;
  }

  private void find(K key, Running alarm) {
    if (alarm.due <= body.clock().now()) due.add(key);
  }

  private void ring(K key, long now) {
    Running alarm = running.get(key);
    if (alarm == null || alarm.due > now) return;
    if (alarm.period == 0 || isGone(key)) running.remove(key);
    else running.put(key, new Running(alarm.due + alarm.period, alarm.period));
    if (!isGone(key)) body.calls().alarm(name, what, key);
  }

  /// Exactly, whatever was stopped since: a room that ticks on demand ticks by it, and must tick alike after a restore.
  @Override public long nextDue() {
    if (dueStale) {
      nextDue = NEVER;
      running.forEach(first);
      dueStale = false;
    }
    return nextDue;
  }

  private void first(K key, Running alarm) {
    nextDue = Math.min(nextDue, alarm.due);
  }

  private static boolean isGone(@Nullable Object key) {
    return key instanceof Occupant who && who.isGone() || key instanceof Entity e && !e.isPresent();
  }
}
