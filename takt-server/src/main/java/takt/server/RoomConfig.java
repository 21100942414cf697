package takt.server;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.schema.Command;

/// How a room runs: its dials and limits, each with its default and bounds.
///
/// Room's thread, inside [Room#configure]; read by the engine later. A value out of bounds is an
/// [IllegalArgumentException] that names both. The environment overrides it: see `docs/configuration.md`.
public final class RoomConfig {
  private int tickRateHz = 20;
  private int sendRateHz = 128;
  private int seatsMax = 16;
  private int spectatorsMax = 16;
  private int entitiesMax = 4096;
  private int alarmsMax = 1024;
  private int tasksMax = 256;
  private int commandsPerTickMax = -1;
  private int catchUpTicksMax = 4;
  private int inputsRepeatTicks = -1;
  private int version = 1;
  private boolean pinned;
  private Duration reconnectFor = Duration.ofSeconds(30);
  private Duration reservationFor = Duration.ofSeconds(15);
  private Duration closeWhenEmptyFor = Duration.ofSeconds(10);
  private FaultPolicy onFault = FaultPolicy.CONTINUE;
  private @Nullable Interest interest;
  private final Set<Class<? extends Command>> spectatorsMay = new LinkedHashSet<>();

  /// Steps a second, 1 to 128; 20 at first.
  public RoomConfig tickRateHz(int hz) {
    tickRateHz = within("tickRateHz", hz, 1, 128);
    return this;
  }

  /// Ticks only when there is something to do: a command came or an alarm is due. For turn-based rooms: an idle one
  /// costs nothing.
  public RoomConfig tickOnDemand() {
    tickRateHz = 0;
    return this;
  }

  /// Most snapshots a second to each client, 1 to 128; never more than ticks. Clients may ask for fewer.
  public RoomConfig sendRateHz(int hz) {
    sendRateHz = within("sendRateHz", hz, 1, 128);
    return this;
  }

  /// Seats for players and bots, 1 to 10,000; 16 at first.
  public RoomConfig seatsMax(int seats) {
    seatsMax = within("seatsMax", seats, 1, 10_000);
    return this;
  }

  /// Places for spectators, 0 to 10,000; 16 at first.
  public RoomConfig spectatorsMax(int places) {
    spectatorsMax = within("spectatorsMax", places, 0, 10_000);
    return this;
  }

  /// Entities of all kinds together, 1 to 65,535; 4,096 at first. At it `add` fails.
  public RoomConfig entitiesMax(int entities) {
    entitiesMax = within("entitiesMax", entities, 1, 65_535);
    return this;
  }

  /// Running alarms of one [Alarms] part, 1 to 100,000; 1,024 at first. At it `start` answers false.
  public RoomConfig alarmsMax(int alarms) {
    alarmsMax = within("alarmsMax", alarms, 1, 100_000);
    return this;
  }

  /// Open questions of all tasks together, 1 to 10,000; 256 at first. At it `start` answers false.
  public RoomConfig tasksMax(int tasks) {
    tasksMax = within("tasksMax", tasks, 1, 10_000);
    return this;
  }

  /// Messages of players taken in one tick, 1 to 100,000; 512 at first, or four for each place if that is more. The
  /// rest waits for the next tick.
  public RoomConfig commandsPerTickMax(int commands) {
    commandsPerTickMax = within("commandsPerTickMax", commands, 1, 100_000);
    return this;
  }

  /// Ticks run in a row when late, 1 to 16; 4 at first. What is missing beyond is dropped from wall time.
  public RoomConfig catchUpTicksMax(int ticks) {
    catchUpTicksMax = within("catchUpTicksMax", ticks, 1, 16);
    return this;
  }

  /// Ticks a player's last input is repeated while none comes, 0 to 1,000; a quarter of a second at first.
  public RoomConfig inputsRepeatTicks(int ticks) {
    inputsRepeatTicks = within("inputsRepeatTicks", ticks, 0, 1000);
    return this;
  }

  /// How far each player sees; at first everyone knows of everything. Entities have places by `@Position double x, y`.
  public RoomConfig interest(Interest interest) {
    this.interest = interest;
    return this;
  }

  /// The version of the room's state, from 1: raise it when [Room#migrate] is needed.
  public RoomConfig version(int version) {
    this.version = within("version", version, 1, Integer.MAX_VALUE);
    return this;
  }

  /// Gives the room a thread of its own that spins before each deadline: for few rooms on machines with cores to spare.
  public RoomConfig pinned() {
    pinned = true;
    return this;
  }

  /// How long the seat of someone whose connection broke is held, 0 s to 24 h; 30 s at first.
  public RoomConfig reconnectFor(Duration time) {
    reconnectFor = within("reconnectFor", time, Duration.ofHours(24));
    return this;
  }

  /// How long a promised seat is held, 1 s to 10 min; 15 s at first.
  public RoomConfig reservationFor(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("reservationFor=" + time + ", expected PT1S..PT10M");
    }
    reservationFor = within("reservationFor", time, Duration.ofMinutes(10));
    return this;
  }

  /// How long a room without people stays open, 0 s to 24 h; 10 s at first. One that nobody has entered yet stays
  /// [#reservationFor] longer.
  public RoomConfig closeWhenEmptyFor(Duration time) {
    closeWhenEmptyFor = within("closeWhenEmptyFor", time, Duration.ofHours(24));
    return this;
  }

  /// What becomes of the room when its code throws; [FaultPolicy#CONTINUE] at first.
  public RoomConfig onFault(FaultPolicy policy) {
    onFault = policy;
    return this;
  }

  /// Lets spectators send these commands; none at first.
  @SafeVarargs public final RoomConfig spectatorsMay(Class<? extends Command>... commands) {
    Collections.addAll(spectatorsMay, commands);
    return this;
  }

  public int tickRateHz() {
    return tickRateHz;
  }

  public boolean isOnDemand() {
    return tickRateHz == 0;
  }

  public int sendRateHz() {
    return sendRateHz;
  }

  public int seatsMax() {
    return seatsMax;
  }

  public int spectatorsMax() {
    return spectatorsMax;
  }

  public int entitiesMax() {
    return entitiesMax;
  }

  public int alarmsMax() {
    return alarmsMax;
  }

  public int tasksMax() {
    return tasksMax;
  }

  public int commandsPerTickMax() {
    return commandsPerTickMax >= 0 ? commandsPerTickMax : Math.max(512, 4 * (seatsMax + spectatorsMax));
  }

  public int catchUpTicksMax() {
    return catchUpTicksMax;
  }

  public int inputsRepeatTicks() {
    return inputsRepeatTicks >= 0 ? inputsRepeatTicks : Math.max(1, tickRateHz / 4);
  }

  /// Null where everyone knows of everything.
  public @Nullable Interest interest() {
    return interest;
  }

  public int version() {
    return version;
  }

  public boolean isPinned() {
    return pinned;
  }

  public Duration reconnectFor() {
    return reconnectFor;
  }

  public Duration reservationFor() {
    return reservationFor;
  }

  public Duration closeWhenEmptyFor() {
    return closeWhenEmptyFor;
  }

  public FaultPolicy onFault() {
    return onFault;
  }

  public Set<Class<? extends Command>> spectatorsMay() {
    return Collections.unmodifiableSet(spectatorsMay);
  }

  private static int within(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + ", expected " + min + ".." + max);
    }
    return value;
  }

  private static Duration within(String name, Duration value, Duration max) {
    if (value.isNegative() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(name + "=" + value + ", expected 0.." + max);
    }
    return value;
  }
}
