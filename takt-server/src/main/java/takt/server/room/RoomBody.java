package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.schema.Entity;
import takt.schema.OldState;
import takt.schema.Player;
import takt.schema.spi.RoomCode;
import takt.server.CloseReason;
import takt.server.Interest;
import takt.server.Knock;
import takt.server.LeaveReason;
import takt.server.Rng;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// All that belongs to one room: the game's own object, its parts, its people, its clock and chance.
///
/// Owned by the room's thread. [Room] delegates to it; [RoomLoop] drives it. It is made around the game's object: the
/// factory runs inside [#ADMITTING], and the constructor of [Room] finds its body there.
public final class RoomBody {
  /// The longest listed fields as JSON, in bytes: with a room's id and numbers they fit what a list may hold.
  private static final int LISTED_MAX = 3 * 1024;
  private static final ScopedValue<RoomBody> ADMITTING = ScopedValue.newInstance();

  private final RoomContext context;
  private final Birth birth;
  private final Parts parts = new Parts(this);
  private final People people = new People(this);
  private final Words words = new Words(this);
  private final Calls calls = new Calls(this);
  private final Handlers handlers = new Handlers(this);
  private final EntitySlots slots = new EntitySlots();
  private final RoomConfig config = new RoomConfig();
  private final DeskWords desk;
  private final System.Logger log;
  private final Rng random;
  private final List<RoomMessage.Slipped> slips = new ArrayList<>();
  private RoomClock clock = new RoomClock(20);
  private @Nullable RoomType type;
  private @Nullable Room room;
  private @Nullable Hooks hooks;
  private @Nullable Reach reach;
  private @Nullable CloseReason closing;
  private boolean locked;
  private boolean listingChanged = true;
  private Json lastListed = Json.Obj.EMPTY;
  private boolean listedTooLong;
  private long questions;
  private long droppedTicks;
  private boolean made;
  private boolean created;

  /// What a room is born with: journalled, so that a replay is born the same.
  ///
  /// @param id unguessable
  /// @param code what friends type, empty for a listed room
  /// @param epoch 1 for a new room, one more for each restore
  /// @param options values for `@Option` fields, already checked
  public record Birth(String id, String code, long epoch, long seed, Json options) {}

  /// The game's hooks, callable from here.
  public interface Hooks {
    void configure(RoomConfig c);

    void onCreate();

    void onRestore();

    void onKnock(Knock knock);

    void onJoin(Player p);

    void onDisconnect(Player p);

    void onReconnect(Player p);

    void onTick(Tick t);

    void onLeave(Player p, LeaveReason why);

    void onClose(CloseReason why);

    void migrate(OldState old);
  }

  private RoomBody(RoomContext context, Birth birth) {
    this.context = context;
    this.birth = birth;
    desk = new DeskWords(context.desk());
    random = new Rng(birth.seed);
    log = context.isReplay() ? SilentLog.SILENT : System.getLogger("takt.room");
  }

  // ---- birth

  /// Called by the constructor of [Room].
  public static RoomBody admit(Room room, Hooks hooks) {
    if (!ADMITTING.isBound()) {
      throw new IllegalStateException("new " + room.getClass().getSimpleName() + "() by hand, expected a server to make"
          + " it: Takt.serve(" + room.getClass().getSimpleName() + "::new), or RoomTest.of(…) in a test");
    }
    RoomBody body = ADMITTING.get();
    if (body.room != null) {
      throw new IllegalStateException("a factory made two rooms, " + body.room.getClass().getName() + " and "
          + room.getClass().getName() + ", expected one a call");
    }
    body.room = room;
    body.hooks = hooks;
    return body;
  }

  /// A room that never runs: to look at its class.
  static Room prototype(Supplier<? extends Room> factory) {
    RoomBody body = new RoomBody(RoomContext.offline(), new Birth("prototype", "", 1, 1, Json.Obj.EMPTY));
    body.make(factory);
    return body.room();
  }

  /// Tries to give birth to a room of the type, which never runs: mistakes show now.
  static RoomBody check(RoomType type) {
    return body(type, RoomContext.offline(), new Birth("prototype", "", 1, 1, Json.Obj.EMPTY));
  }

  /// A room, configured and with its parts bound, that has not begun.
  ///
  /// @throws RuntimeException what the room's own constructor or `configure` throw, or what is wrong with it; reported
  ///   as a fault too
  public static RoomBody body(RoomType type, RoomContext context, Birth birth) {
    RoomBody body = new RoomBody(context, birth);
    body.type = type;
    try {
      body.begin(type);
    } catch (Throwable e) {
      body.fault(body.made ? "configure" : "constructor", e);
      throw e;
    }
    return body;
  }

  private void begin(RoomType type) {
    make(type.factory());
    Class<?> expected = type.code().type();
    if (room().getClass() != expected) {
      throw new IllegalStateException("the factory of " + type.name() + " made a " + room().getClass().getName()
          + ", expected a " + expected.getName() + " every time");
    }
    Options.apply(type.code(), room(), birth.options);
    hooks().configure(config);
    type.override(config);
    clock = new RoomClock(config.tickRateHz());
    context.inbox().fit(config.seatsMax() + config.spectatorsMax());
    people.configure(config);
    parts.bind(type.code());
    Interest interest = config.interest();
    if (interest != null) reach = new Reach(this, interest);
  }

  private void make(Supplier<? extends Room> factory) {
    Room made = ScopedValue.where(ADMITTING, this).call(factory::get);
    if (room == null || made != room) {
      throw new IllegalStateException("a factory gave a room made before, expected a new one at every call");
    }
    this.made = true;
  }

  /// The room begins, with its first tick.
  void createOnce() {
    if (created) return;
    created = true;
    calls.onCreate();
  }

  // ---- what belongs to it

  public Room room() {
    return Objects.requireNonNull(room);
  }

  Hooks hooks() {
    return Objects.requireNonNull(hooks);
  }

  public RoomType type() {
    return Objects.requireNonNull(type);
  }

  public RoomConfig config() {
    return config;
  }

  public Parts parts() {
    return parts;
  }

  public People people() {
    return people;
  }

  /// How far each player sees, null where everyone knows of everything.
  public @Nullable Reach reach() {
    return reach;
  }

  /// Whether everyone sees the same: then a snapshot is encoded once for all.
  boolean isSameForAll() {
    return reach == null && type().sight().isSameForAll();
  }

  /// Whether a sender may name an entity in a command. It follows from the room as it is, so a replay decides the same.
  public boolean mayName(Occupant who, Entity entity) {
    return type().sight().mayKnow(this, who, entity) && (reach == null || reach.mayName(who, entity));
  }

  /// Whether someone may be told of an entity in an event or an answer.
  boolean mayBeTold(Occupant who, Entity entity) {
    return type().sight().mayKnow(this, who, entity) && (reach == null || reach.mayBeTold(who, entity));
  }

  public void focus(Player p, Entity e) {
    if (!slots.isPlaced(e)) {
      throw new IllegalArgumentException(e.getClass().getSimpleName() + " " + e.id()
          + ", expected one in the room with @Position double x, y");
    }
    people.here(p).centre().focus(e);
  }

  public void focus(Player p, double x, double y) {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("x=" + x + " y=" + y + ", expected finite numbers");
    }
    people.here(p).centre().focus(x, y);
  }

  /// Everyone in the room, in the order they came.
  public List<Occupant> everyone() {
    return people.occupants();
  }

  public Words words() {
    return words;
  }

  Calls calls() {
    return calls;
  }

  Handlers handlers() {
    return handlers;
  }

  EntitySlots slots() {
    return slots;
  }

  public RoomClock clock() {
    return clock;
  }

  public Rng random() {
    return random;
  }

  public System.Logger log() {
    return log;
  }

  DeskWords desk() {
    return desk;
  }

  TaskRunner tasks() {
    return context.tasks();
  }

  FaultLog faults() {
    return context.faults();
  }

  RoomMetrics metrics() {
    return type().metrics();
  }

  /// Reports a fault of the room's own code found outside a callback.
  public void fault(String callback, Throwable thrown) {
    faults().report(this, callback, thrown);
  }

  public Birth birth() {
    return birth;
  }

  public String id() {
    return birth.id;
  }

  public String code() {
    return birth.code;
  }

  public long epoch() {
    return birth.epoch;
  }

  // ---- time

  public long tick() {
    return clock.tick();
  }

  /// The newest tick that survives a crash: without a journal on disk, what runs is all there is.
  long durableTick() {
    return clock.tick();
  }

  /// Ticks dropped from wall time since the room's birth.
  long droppedTicks() {
    return droppedTicks;
  }

  void droppedTicks(long ticks) {
    droppedTicks = ticks;
  }

  /// When something is due next, in units of the clock.
  long nextDue() {
    return Math.min(parts.nextDue(), people.nextDue());
  }

  // ---- life

  public boolean isLocked() {
    return locked;
  }

  public void lock(boolean lock) {
    listingChanged |= lock != locked;
    locked = lock;
  }

  boolean isClosing() {
    return closing != null;
  }

  @Nullable CloseReason closing() {
    return closing;
  }

  /// Ends the room after this tick; the first reason stays.
  public void close(CloseReason why) {
    if (closing == null) closing = why;
  }

  /// Tells the front desk what the list of open rooms should say, if that changed.
  void list() {
    Json listed = listed();
    boolean peopleChanged = people.takeChanged();
    if (!peopleChanged && !listingChanged && listed == lastListed) return;
    lastListed = listed;
    listingChanged = false;
    Seats gallery = people.gallery();
    desk().listing(people.seated(), people.freeSeats(), config.seatsMax(), gallery.max() - gallery.taken(), locked,
        listed);
  }

  /// The listed fields; those of the last tick if they are more than a list may hold.
  private Json listed() {
    if (Options.isListed(type().code(), room(), lastListed)) return lastListed;
    Json listed = Options.listed(type().code(), room());
    int length = new JsonWriter().value(listed).length();
    boolean before = listedTooLong;
    listedTooLong = length > LISTED_MAX;
    if (!listedTooLong) return listed;
    if (!before) {
      fault("@Listed", new IllegalStateException("listed fields of " + length + " bytes, expected at most " + LISTED_MAX
          + ": lists keep showing the values before"));
    }
    return lastListed;
  }

  // ---- tasks

  long nextQuestion() {
    return ++questions;
  }

  int openQuestions() {
    int open = 0;
    for (AskedTask<?, ?> task : parts.tasks()) open += task.pending();
    return open;
  }

  /// An answer came, on any thread: it goes the way of every command.
  void answer(RoomMessage.Answered answer) {
    context.inbox().offer(answer);
  }

  /// A computation was late in this tick: the journal must say so.
  void journalSlip(RoomMessage.Slipped slip) {
    metrics().tasksSlipped.add(1);
    slips.add(slip);
  }

  void takeSlips(List<RoomMessage.RoomCommand> into) {
    if (slips.isEmpty()) return;
    into.addAll(slips);
    slips.clear();
  }

  // ---- sending

  /// The newest input of a player that was used.
  long appliedInput(Occupant who) {
    InputTable<?> inputs = parts.inputTable();
    return inputs == null || who.isSpectator() ? 0 : inputs.queue(who).appliedSeq();
  }

  /// The newest input of a player that came.
  long newestInput(Occupant who) {
    InputTable<?> inputs = parts.inputTable();
    return inputs == null || who.isSpectator() ? 0 : inputs.queue(who).newestSeq();
  }

  /// The code of the room's own class.
  public RoomCode<Object> roomCode() {
    return type().code();
  }

  // ---- saving

  long questions() {
    return questions;
  }

  /// The engine's part of the state, to be written or read.
  public RoomState state() {
    return new RoomState(this);
  }

  /// The room goes on from a checkpoint.
  public void restored() {
    calls.onRestore();
  }

  void restore(boolean locked, @Nullable CloseReason closing, long questions) {
    this.locked = locked;
    this.closing = closing;
    this.questions = questions;
    created = clock.tick() > 0;
  }
}
