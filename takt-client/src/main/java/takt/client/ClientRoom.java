package takt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Ack;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.Payload;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RecordCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;

/// One room, as this client knows it.
///
/// Owned by one thread: the one that calls [#update]. What the
/// room tells is delivered there.
public final class ClientRoom implements Refs {
  /// States kept to build differences on: what the server may still think we have last.
  private static final int STATES_MAX = 128;

  private final ClientSession session;
  private final int number;
  private final ArrayDeque<ClientState> states = new ArrayDeque<>();
  private final Map<Integer, ClientPlayer> players = new LinkedHashMap<>();
  private final Map<Class<?>, ClientEntities<?>> entities = new LinkedHashMap<>();
  private final Map<String, List<Consumer<DownFrame.Event>>> listeners = new HashMap<>();
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final List<Consumer<DownFrame.Event>> everything = new ArrayList<>();
  private final JsonValues values = new JsonValues();
  private DownFrame.Joined joined;
  private ClientState state = ClientState.EMPTY;
  private Ack told = Ack.NONE;
  private @Nullable InputSender<?> input;
  private @Nullable Supplier<Json> unnamed;
  private long unnamedSeq;
  private long snapshots;
  private @Nullable String left;
  private boolean attached = true;
  private boolean leaving;
  private int sendRateHz = -1;
  private long heard;
  private long commandSeq;
  private long inputApplied;
  private long lastInputNs = Long.MIN_VALUE;
  private long dropped;
  private long lostTicks;

  /// A command sent and not yet answered, kept to be sent again.
  private record Waiting(String name, Payload fields, CompletableFuture<Json> answer) {}

  /// What is held now, and how to send it.
  private static final class InputSender<I extends Input> {
    private final ClassCode<I> code;
    private final I input;
    private long seq;

    private InputSender(ClassCode<I> code, long seq) {
      this.code = code;
      this.seq = seq;
      input = code.make();
    }

    private Json sample() {
      Map<String, Json> members = new LinkedHashMap<>();
      for (int i = 0; i < code.fields().size(); i++) {
        var field = code.fields().get(i);
        members.put(field.name(), switch (field.storage()) {
          case WHOLE -> field.type() instanceof ValueType.Flag
              ? Json.of(code.whole(input, i) != 0)
              : Json.of(code.whole(input, i));
          case REAL -> Json.of(code.real(input, i));
          case VALUE -> JsonValues.write(field.type(), code.value(input, i));
        });
        if (field.role() == FieldCode.Role.PRESS) code.whole(input, i, 0);
      }
      return new Json.Obj(members);
    }
  }

  ClientRoom(ClientSession session, DownFrame.Joined joined) {
    this.session = session;
    this.joined = joined;
    number = joined.room();
    commandSeq = joined.commandSeq();
  }

  // ---- what it is

  /// The room's id anywhere.
  public String id() {
    return joined.roomId();
  }

  /// What friends type to join, empty for a listed room.
  public String code() {
    return joined.code();
  }

  /// The room's name on the server.
  public String type() {
    return joined.type();
  }

  public int tickRateHz() {
    return joined.tickRateHz();
  }

  /// What the room's clients read it by; absent if the server thought it known.
  public Json schema() {
    return joined.schema();
  }

  /// This client's own player, null until the first state has come.
  public @Nullable Player me() {
    return players.get(joined.player());
  }

  /// This client's number in the room.
  public int myNumber() {
    return joined.player();
  }

  /// Whether the client is in it; else [#leftReason] says why not.
  public boolean isIn() {
    return left == null;
  }

  /// Why it was left, empty while it is not.
  public String leftReason() {
    return left == null ? "" : left;
  }

  /// The newest state.
  public ClientState state() {
    return state;
  }

  public long tick() {
    return state.tick();
  }

  /// The newest of our inputs that the room has used.
  public long inputApplied() {
    return inputApplied;
  }

  /// Snapshots that came and could be read.
  public long snapshots() {
    return snapshots;
  }

  /// Ticks the server dropped from wall time.
  public long droppedTicks() {
    return dropped;
  }

  /// Ticks this client had seen that are no more, since a restore.
  public long lostTicks() {
    return lostTicks;
  }

  /// Everyone here, by number.
  public Iterable<Player> players() {
    return List.copyOf(players.values());
  }

  /// The entities of a class that this client knows of.
  ///
  /// @throws IllegalArgumentException if the room has no part of that class
  @SuppressWarnings("unchecked") public <E extends Entity> ClientEntities<E> entities(Class<E> type) {
    ClientEntities<E> known = (ClientEntities<E>) entities.get(type);
    if (known != null) return known;
    ClientEntities<E> made = new ClientEntities<>(type, this);
    entities.put(type, made);
    mirror();
    return made;
  }

  // ---- what it does

  /// What this player holds: write its fields; it is sent once a tick. Presses are sent once and then cleared.
  @SuppressWarnings("unchecked") public <I extends Input> I input(Class<I> type) {
    InputSender<?> sender = input;
    if (sender == null) {
      sender = new InputSender<>(Companions.code(type), joined.inputSeq());
      input = sender;
    }
    return (I) sender.input;
  }

  /// What this player holds, for a program without the game's classes: asked once a tick, with the fields that the
  /// schema names.
  ///
  /// @throws IllegalStateException if an input is held by its class already
  public void input(Supplier<Json> values) {
    if (input != null) throw new IllegalStateException("inputs by class and by name, expected one of them");
    if (unnamed == null) unnamedSeq = joined.inputSeq();
    unnamed = values;
  }

  /// Sends a command; the answer is its reply's fields, or fails with [Refused]. Sent again after a break until it is
  /// answered, taken once.
  public CompletableFuture<Json> send(Command command) {
    return sendRecord((Record) command);
  }

  @SuppressWarnings("unchecked") private CompletableFuture<Json> sendRecord(Record record) {
    RecordCode<Record> code = (RecordCode<Record>) Companions.recordCode(record.getClass());
    String name = code.name().substring(0, 1).toLowerCase(Locale.ROOT) + code.name().substring(1);
    return send(name, JsonValues.write(code, record));
  }

  /// Sends a command by its name on the wire.
  public CompletableFuture<Json> send(String name, Json fields) {
    if (left != null) return CompletableFuture.failedFuture(new Refused("left", left));
    long seq = ++commandSeq;
    Waiting command = new Waiting(name, new Payload.Tree(fields), new CompletableFuture<>());
    waiting.put(seq, command);
    // While away it only waits: one that overtook those of before the break would make the room skip them.
    if (attached) say(seq, command);
    return command.answer;
  }

  private void say(long seq, Waiting command) {
    session.say(new UpFrame.Command(number, ack(), seq, 0, command.name, command.fields));
  }

  /// Hears events of a class.
  public <T extends Record & Event> void on(Class<T> type, Consumer<T> listener) {
    RecordCode<T> code = Companions.recordCode(type);
    String name = code.name().substring(0, 1).toLowerCase(Locale.ROOT) + code.name().substring(1);
    listeners.computeIfAbsent(name, _ -> new ArrayList<>()).add(event -> {
      T record = event.fields() instanceof Payload.Tree(Json json) ? values.read(code, json, this) : null;
      if (record != null) listener.accept(record);
    });
  }

  /// Hears events by name, with their place and raw fields.
  public void on(String name, Consumer<DownFrame.Event> listener) {
    listeners.computeIfAbsent(name, _ -> new ArrayList<>()).add(listener);
  }

  /// Hears every event.
  public void onAny(Consumer<DownFrame.Event> listener) {
    everything.add(listener);
  }

  /// Asks for fewer snapshots, 0 for all.
  public void sendRateHz(int hz) {
    sendRateHz = hz;
    if (attached) session.say(new UpFrame.Tune(number, hz));
  }

  /// Leaves for good.
  public void leave() {
    leaving = true;
    if (attached) session.say(new UpFrame.Leave(number));
  }

  // ---- time

  /// Sends what is due: an input each tick, or an ack if there is nothing else to carry it.
  void update(long nowNs) {
    if (!isIn() || !attached) return;
    InputSender<?> sender = input;
    Supplier<Json> values = unnamed;
    if ((sender != null || values != null) && joined.tickRateHz() > 0) {
      long periodNs = 1_000_000_000L / joined.tickRateHz();
      boolean late = lastInputNs == Long.MIN_VALUE || nowNs - lastInputNs > 4 * periodNs;
      if (late) lastInputNs = nowNs - periodNs;
      while (nowNs - lastInputNs >= periodNs) {
        lastInputNs += periodNs;
        if (sender != null) sayInput(++sender.seq, sender.sample());
        else if (values != null) sayInput(++unnamedSeq, values.get());
      }
    }
    if (!told.equals(current())) session.say(new UpFrame.Acked(number, ack()));
  }

  private void sayInput(long seq, Json values) {
    session.say(new UpFrame.Input(number, ack(), seq, new Payload.Tree(values)));
  }

  private Ack current() {
    return new Ack(joined.epoch(), state.tick(), heard);
  }

  private Ack ack() {
    told = current();
    return told;
  }

  // ---- what comes

  /// Whether a join is of the stay that this is.
  boolean isSameStay(DownFrame.Joined other) {
    return other.roomId().equals(joined.roomId()) && other.player() == joined.player();
  }

  /// The connection broke: nothing is sent until the room has greeted us again.
  void onBroken() {
    attached = false;
  }

  /// In again after a break: everything starts from whole state; what was not answered is sent again, in order.
  void onJoined(DownFrame.Joined again) {
    attached = true;
    boolean newEpoch = again.epoch() != joined.epoch();
    joined = again;
    states.clear();
    told = Ack.NONE;
    if (newEpoch) {
      state = ClientState.EMPTY;
      heard = 0;
    }
    waiting.forEach((seq, command) -> {
      if (seq > again.commandSeq()) say(seq, command);
    });
    if (sendRateHz >= 0) session.say(new UpFrame.Tune(number, sendRateHz));
    if (leaving) session.say(new UpFrame.Leave(number));
  }

  void onSnapshot(DownFrame.Snapshot snapshot) {
    if (snapshot.epoch() != joined.epoch() || !(snapshot.state() instanceof Payload.Tree(Json delta))) return;
    ClientState base = snapshot.base() == 0 ? ClientState.EMPTY : at(snapshot.base());
    if (base == null) return;
    state = base.apply(snapshot.tick(), delta);
    snapshots++;
    inputApplied = snapshot.input();
    states.removeIf(old -> old.tick() < snapshot.base());
    states.add(state);
    if (states.size() > STATES_MAX) states.remove();
    mirror();
  }

  private @Nullable ClientState at(long tick) {
    for (ClientState old : states) {
      if (old.tick() == tick) return old;
    }
    return null;
  }

  private void mirror() {
    players.keySet().removeIf(n -> !state.players().containsKey((long) n));
    state.players().forEach((n, fields) -> players.computeIfAbsent((int) (long) n, ClientPlayer::new).fields(fields));
    entities.values().forEach(all -> all.meet(rows(all)));
    entities.values().forEach(all -> all.fill(rows(all)));
  }

  /// The part of these entities, by the class that the schema names.
  private Map<Long, Map<String, Json>> rows(ClientEntities<?> all) {
    for (Json part : Objects.requireNonNullElse(joined.schema().get("entities"), Json.Null.VALUE).items()) {
      Json type = part.get("class");
      Json name = part.get("name");
      if (type != null && name != null && type.text("").equals(all.code().name())) return state.entities(name.text(""));
    }
    return Map.of();
  }

  void onEvent(DownFrame.Event event) {
    if (event.number() != 0 && event.number() <= heard) return;
    if (event.number() != 0) heard = event.number();
    everything.forEach(listener -> listener.accept(event));
    listeners.getOrDefault(event.name(), List.of()).forEach(listener -> listener.accept(event));
  }

  void onReply(DownFrame.Reply reply) {
    if (reply.number() <= heard) return;
    heard = reply.number();
    Waiting command = waiting.remove(reply.seq());
    if (command == null) return;
    if (!reply.code().isEmpty()) command.answer.completeExceptionally(new Refused(reply.code(), reply.text()));
    else command.answer.complete(reply.fields() instanceof Payload.Tree(Json json) ? json : Json.Obj.EMPTY);
  }

  /// A command did not reach the room.
  void onRefused(long seq, String code, String text) {
    Waiting command = waiting.remove(seq);
    if (command != null) command.answer.completeExceptionally(new Refused(code, text));
  }

  void onTimeline(DownFrame.Timeline timeline) {
    dropped = timeline.droppedTicks();
    lostTicks += timeline.lostTicks();
  }

  void onLeft(String reason) {
    left = reason;
    waiting.values().forEach(command -> command.answer.completeExceptionally(new Refused("left", reason)));
    waiting.clear();
  }

  // ---- references

  @Override public @Nullable Player player(long number) {
    return players.get((int) number);
  }

  @Override public @Nullable Entity entity(long id) {
    for (ClientEntities<?> all : entities.values()) {
      Entity entity = all.get(id);
      if (entity != null) return entity;
    }
    return null;
  }

  /// The number of this room on the session.
  int number() {
    return number;
  }
}
