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
import takt.protocol.Protocol;
import takt.protocol.delta.Gaps;
import takt.protocol.frame.Ack;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Payload;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.RoomLayout;
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
  /// States kept before the base of a delta: the next one may be foreseen from them.
  private static final int BASES = Gaps.OLDER_MAX;
  /// Events that may wait for the drawn time; the oldest is told early then.
  private static final int EVENTS_MAX = 1024;
  /// Commands that may wait for an answer; more are refused as `pending`.
  private static final int COMMANDS_MAX = 256;
  /// A game that has asked for no frame for so long draws none.
  private static final long UNDRAWN_NS = 1_000_000_000;
  /// How often rooms that tick on demand look whether the input has changed.
  private static final int ON_DEMAND_HZ = 20;
  private static final double MS_NS = 1e6;

  private final ClientSession session;
  private final int number;
  private final ArrayDeque<ClientState> states = new ArrayDeque<>();
  private final Map<Integer, ClientPlayer> players = new LinkedHashMap<>();
  private final Map<Class<?>, ClientEntities<?>> entities = new LinkedHashMap<>();
  private final Map<String, List<Consumer<DownFrame.Event>>> listeners = new HashMap<>();
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final List<Consumer<DownFrame.Event>> everything = new ArrayList<>();
  private final List<Watcher<? super Player>> playerWatchers = new ArrayList<>();
  private final ArrayDeque<DownFrame.Event> events = new ArrayDeque<>();
  private final JsonValues values = new JsonValues();
  private final RoomView view = new RoomView(this);
  private RoomCodec codec;
  private Timeline timeline;
  private DownFrame.Joined joined;
  private ClientState state = ClientState.EMPTY;
  private Ack told = Ack.NONE;
  private @Nullable InputSender input;
  private @Nullable String left;
  private boolean attached = true;
  private boolean leaving;
  private int sendRateHz = -1;
  private long heard;
  private long commandSeq;
  private long inputApplied;
  /// Of the last snapshot that came on this connection, taken or not: what a step counts from.
  private long sentTick;
  private long sentInput;
  private long lastInputNs = Long.MIN_VALUE;
  private long lastFrameNs = Long.MIN_VALUE;
  private long dropped;
  private long lostTicks;
  private long snapshots;
  private long snapshotBytes;
  private long snapshotsLate;
  private long snapshotsDropped;

  /// A command not yet answered, kept to be sent, or sent again.
  private static final class Waiting {
    private final String name;
    private final Json fields;
    /// Whether its fields are fitted to the server's layout in the JSON twin too.
    private final boolean fits;
    private final CompletableFuture<Json> answer = new CompletableFuture<>();
    private boolean sent;

    private Waiting(String name, Json fields, boolean fits) {
      this.name = name;
      this.fields = fields;
      this.fits = fits;
    }

    private void refuse(ErrorCode code, @Nullable String text) {
      answer.completeExceptionally(new Refused(code.code(), String.valueOf(text)));
    }
  }

  /// What is held, and what was said of it.
  private static final class InputSender {
    private final @Nullable Input held;
    private final Supplier<Json> values;
    private Json last = Json.Null.VALUE;
    private long seq;

    /// @param held the game's own object, null where values are asked for by name
    private InputSender(@Nullable Input held, Supplier<Json> values, long seq) {
      this.held = held;
      this.values = values;
      this.seq = seq;
    }
  }

  ClientRoom(ClientSession session, DownFrame.Joined joined, RoomCodec codec) {
    this.session = session;
    this.joined = joined;
    this.codec = codec;
    timeline = timeline(joined);
    number = joined.room();
    commandSeq = joined.commandSeq();
    dropped = joined.droppedTicks();
  }

  private static Timeline timeline(DownFrame.Joined joined) {
    return new Timeline(1000.0 / (joined.tickRateHz() > 0 ? joined.tickRateHz() : ON_DEMAND_HZ));
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

  /// What the room's clients read it by.
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

  /// The network as this client sees it.
  public Net net() {
    return new Net(session.rttMs(), timeline.jitterMs(), timeline.delayMs(), session.lossPermille(),
        session.receivedFrames(), session.receivedBytes(), snapshots, snapshotBytes, snapshotsLate, snapshotsDropped,
        waiting.size());
  }

  /// The entities of a class that this client knows of.
  ///
  /// @throws Incompatible if a field of theirs is of another kind at the server
  @SuppressWarnings("unchecked") public <E extends Entity> ClientEntities<E> entities(Class<E> type) {
    ClientEntities<E> known = (ClientEntities<E>) entities.get(type);
    if (known != null) return known;
    ClientEntities<E> made = new ClientEntities<>(type, parts(type), this);
    entities.put(type, made);
    mirror();
    return made;
  }

  /// The parts that have the entities of a class: none, one or more.
  ///
  /// @throws Incompatible if a field of theirs is of another kind at the server
  List<String> parts(Class<? extends Entity> type) {
    ClassCode<?> code = Companions.code(type);
    List<String> parts = new ArrayList<>();
    for (Json part : Objects.requireNonNullElse(schema().get("entities"), Json.Null.VALUE).items()) {
      if (!(part.get("class") instanceof Json.Text(String name)) || !name.equals(code.name())) continue;
      for (RoomLayout.Part known : codec.layout().entities()) {
        if (!(part.get("name") instanceof Json.Text(String called)) || !known.name().equals(called)) continue;
        Versions.check(code, known.fields());
        parts.add(called);
      }
    }
    return parts;
  }

  /// Hears what becomes of the entities of a class: those known already are told first.
  public <E extends Entity> void watch(Class<E> type, Watcher<? super E> watcher) {
    entities(type).watch(watcher);
  }

  /// Hears what becomes of the players: those known already are told first.
  public void watchPlayers(Watcher<? super Player> watcher) {
    players.values().forEach(watcher::add);
    playerWatchers.add(watcher);
  }

  /// The room as it is to be drawn now, smoothed between two snapshots: for each frame of the screen. While a game
  /// draws, events are told when the drawn time reaches their tick.
  public RoomView frame() {
    lastFrameNs = session.nowNs();
    double tick = timeline.advance(lastFrameNs / MS_NS);
    double drawn = joined.tickRateHz() > 0 && tick >= 0 ? tick : (double) state.tick();
    tellEvents(drawn);
    ClientState from = states.isEmpty() ? state : states.getFirst();
    ClientState to = from;
    for (ClientState next : states) {
      to = next;
      if (next.tick() > drawn) break;
      from = next;
    }
    view.at(from, to, drawn);
    return view;
  }

  // ---- what it does

  /// What this player holds: write its fields; it is sent once a tick. Presses are sent once and then cleared.
  ///
  /// @throws Incompatible if a field of its class is of another kind at the server
  @SuppressWarnings("unchecked") public <I extends Input> I input(Class<I> type) {
    InputSender sender = input;
    if (sender == null) {
      ClassCode<I> code = Companions.code(type);
      List<LayoutField> fields = codec.layout().inputs();
      if (fields != null) Versions.check(code, fields);
      I held = code.make();
      sender = new InputSender(held, () -> sample(code, held), joined.inputSeq());
      input = sender;
    }
    if (sender.held == null) throw new IllegalStateException("inputs by class and by name, expected one of them");
    return (I) sender.held;
  }

  /// What this player holds, for a program without the game's classes: asked once a tick, an object with the fields
  /// that the schema names.
  ///
  /// @throws IllegalStateException if an input is asked for already
  public void input(Supplier<Json> values) {
    if (input != null) throw new IllegalStateException("an input is asked for already, expected one way of holding it");
    input = new InputSender(null, values, joined.inputSeq());
  }

  private static <I extends Input> Json sample(ClassCode<I> code, I held) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      members.put(field.name(), switch (field.storage()) {
        case WHOLE -> field.type() instanceof ValueType.Flag
            ? Json.of(code.whole(held, i) != 0)
            : Json.of(code.whole(held, i));
        case REAL -> Json.of(Double.isNaN(code.real(held, i)) ? 0 : code.real(held, i));
        case VALUE -> JsonValues.write(field.type(), code.value(held, i));
      });
      if (field.role() == FieldCode.Role.PRESS) code.whole(held, i, 0);
    }
    return new Json.Obj(members);
  }

  /// Sends a command; the answer is its reply's fields, or fails with [Refused]. Sent again after a break until it is
  /// answered, taken once.
  ///
  /// @throws Incompatible if a field of its class is of another kind at the server
  public CompletableFuture<Json> send(Command command) {
    return sendRecord((Record) command);
  }

  /// Sends a command as [#send(Command)] does; the answer is the record that the room's handler gives. One that this
  /// build cannot read fails with [IllegalStateException].
  ///
  /// @throws Incompatible if a field of the command's or the answer's class is of another kind at the server
  public <R extends Record> CompletableFuture<R> send(Command command, Class<R> answer) {
    RecordCode<R> code = Companions.recordCode(answer);
    RoomLayout.Command known = codec.command(wireName(Companions.recordCode(command.getClass().asSubclass(
        Record.class))));
    if (known != null && known.answers() != null) Versions.check(code, known.answers());
    return send(command).thenApply(json -> {
      R record = values.read(code, Versions.fit(code, json), this);
      if (record == null) {
        throw new IllegalStateException("answered with " + json + ", expected a " + answer.getSimpleName());
      }
      return record;
    });
  }

  @SuppressWarnings("unchecked") private CompletableFuture<Json> sendRecord(Record record) {
    RecordCode<Record> code = (RecordCode<Record>) Companions.recordCode(record.getClass());
    String name = wireName(code);
    Json fields = JsonValues.write(code, record);
    RoomLayout.Command command = codec.command(name);
    if (command != null) Versions.check(code, command.fields());
    return send(new Waiting(name, fields, true));
  }

  private static String wireName(RecordCode<?> code) {
    return code.name().substring(0, 1).toLowerCase(Locale.ROOT) + code.name().substring(1);
  }

  /// Sends a command by its name on the wire: with the JSON twin just these fields.
  public CompletableFuture<Json> send(String name, Json fields) {
    return send(new Waiting(name, fields, false));
  }

  private CompletableFuture<Json> send(Waiting command) {
    if (left != null) return CompletableFuture.failedFuture(new Refused("left", left));
    if (waiting.size() >= COMMANDS_MAX) {
      return CompletableFuture.failedFuture(new Refused("pending", COMMANDS_MAX
          + " commands wait for an answer, expected fewer at a time"));
    }
    waiting.put(++commandSeq, command);
    sendCommands();
    return command.answer;
  }

  /// Says what is not yet said, in order, no faster than a server likes. While away all of it waits: one that overtook
  /// those of before the break would make the room skip them.
  private void sendCommands() {
    if (waiting.isEmpty()) return;
    for (Map.Entry<Long, Waiting> next : List.copyOf(waiting.entrySet())) {
      Waiting command = next.getValue();
      if (command.sent) continue;
      if (!attached || !session.takeCommandTurn()) return;
      command.sent = true;
      if (!say(next.getKey(), command)) waiting.remove(next.getKey());
    }
  }

  /// Says a command as the server's layout of now has it; one that does not fit is refused here, which answers false.
  private boolean say(long seq, Waiting command) {
    RoomLayout.Command known = codec.command(command.name);
    Payload fields = new Payload.Tree(command.fields);
    if (codec.isPacked() && known == null) {
      command.refuse(ErrorCode.COMMAND_UNKNOWN, "the room takes no command '" + command.name + "'");
      return false;
    }
    try {
      if (known != null && (codec.isPacked() || command.fits)) fields = codec.fields(known.fields(), command.fields);
    } catch (IllegalArgumentException e) {
      command.refuse(ErrorCode.COMMAND_INVALID, e.getMessage());
      return false;
    }
    int tag = codec.isPacked() ? codec.layout().commandTag(command.name) : 0;
    int tooLong = session.sayIfFits(new UpFrame.Command(number, ack(), seq, tag, command.name, fields));
    if (tooLong > 0)
      command.refuse(ErrorCode.TOO_LARGE, "a command of " + tooLong + " bytes, more than a frame may have");
    return tooLong == 0;
  }

  /// Hears events of a class.
  ///
  /// @throws Incompatible if a field of theirs is of another kind at the server
  public <T extends Record & Event> void on(Class<T> type, Consumer<T> listener) {
    RecordCode<T> code = Companions.recordCode(type);
    String name = wireName(code);
    for (RoomLayout.Event event : codec.layout().events()) {
      if (event.name().equals(name)) Versions.check(code, event.fields());
    }
    listeners.computeIfAbsent(name, _ -> new ArrayList<>()).add(event -> {
      T record = event.fields() instanceof Payload.Tree(Json json)
          ? values.read(code, Versions.fit(code, json), this)
          : null;
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
    if (!isDrawn()) tellEvents(Double.MAX_VALUE);
    if (!isIn() || !attached) return;
    sendCommands();
    InputSender sender = input;
    if (sender != null) {
      long periodNs = 1_000_000_000L / (joined.tickRateHz() > 0 ? joined.tickRateHz() : ON_DEMAND_HZ);
      boolean late = lastInputNs == Long.MIN_VALUE || nowNs - lastInputNs > 4 * periodNs;
      if (late) lastInputNs = nowNs - periodNs;
      while (nowNs - lastInputNs >= periodNs) {
        lastInputNs += periodNs;
        sample(sender);
      }
    }
    if (!told.equals(current())) say(new UpFrame.Acked(number, ack()));
  }

  /// What comes with every tick may get lost.
  private void say(UpFrame.Acked acked) {
    if (joined.tickRateHz() > 0 && acked.ack().seen() > 0) session.sayLossy(acked);
    else session.say(acked);
  }

  /// Says what is held; in a room that ticks on demand only if it has changed.
  private void sample(InputSender sender) {
    Json held = sender.values.get();
    if (joined.tickRateHz() == 0 && held.equals(sender.last)) return;
    sender.last = held;
    if (codec.isPacked() && codec.layout().inputs() == null) return;
    session.say(new UpFrame.Input(number, ack(), ++sender.seq, codec.input(held)));
  }

  private boolean isDrawn() {
    return lastFrameNs != Long.MIN_VALUE && session.nowNs() - lastFrameNs < UNDRAWN_NS && joined.tickRateHz() > 0
        && isIn();
  }

  /// Tells the events that happened up to a tick.
  private void tellEvents(double tick) {
    while (!events.isEmpty() && events.getFirst().tick() <= tick) {
      DownFrame.Event event = events.remove();
      everything.forEach(listener -> listener.accept(event));
      listeners.getOrDefault(event.name(), List.of()).forEach(listener -> listener.accept(event));
    }
  }

  private Ack current() {
    return new Ack(joined.epoch(), states.isEmpty() ? 0 : states.getLast().tick(), heard);
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
  void onJoined(DownFrame.Joined again, RoomCodec newCodec) {
    codec = newCodec;
    tellEvents(Double.MAX_VALUE);
    timeline = timeline(again);
    dropped = again.droppedTicks();
    attached = true;
    boolean newEpoch = again.epoch() != joined.epoch();
    joined = again;
    states.clear();
    sentTick = 0;
    sentInput = 0;
    told = Ack.NONE;
    if (newEpoch) {
      state = ClientState.EMPTY;
      heard = 0;
    }
    waiting.forEach((seq, command) -> command.sent = seq <= again.commandSeq());
    sendCommands();
    if (sendRateHz >= 0) session.say(new UpFrame.Tune(number, sendRateHz));
    if (leaving) session.say(new UpFrame.Leave(number));
  }

  /// Answers whether it was one.
  boolean onSnapshot(DownFrame.Snapshot snapshot, int length) {
    snapshots++;
    snapshotBytes += length;
    sentTick = snapshot.tick();
    sentInput = snapshot.input();
    ClientState base = snapshot.base() == 0 ? ClientState.EMPTY : at(snapshot.base());
    boolean old = !states.isEmpty() && snapshot.tick() <= states.getLast().tick();
    if (snapshot.epoch() != joined.epoch() || base == null || old) {
      snapshotsDropped++;
      // To have nothing asks for whole state.
      if (snapshot.epoch() == joined.epoch() && !old) states.clear();
      return true;
    }
    ClientState next = codec.state(base, this::at, snapshot);
    if (next == null) return false;
    state = next;
    if (timeline.arrived(snapshot.tick(), session.nowNs() / MS_NS)) snapshotsLate++;
    inputApplied = snapshot.input();
    int kept = session.isLossy() ? STATES_MAX : BASES;
    while (states.size() > kept && states.getFirst().tick() < snapshot.base()) states.remove();
    states.add(state);
    if (states.size() > STATES_MAX) states.remove();
    mirror();
    return true;
  }

  /// Answers whether it was one.
  boolean onStep(DownFrame.Step step, int length) {
    long tick = sentTick + 1 + step.skipped();
    long input = sentInput + step.inputs();
    if (step.undurable() > tick || tick > Protocol.WHOLE_MAX || input > Protocol.WHOLE_MAX) return false;
    return onSnapshot(new DownFrame.Snapshot(step.room(), joined.epoch(), tick, tick - step.undurable(), sentTick,
        input, step.state()), length);
  }

  private @Nullable ClientState at(long tick) {
    for (ClientState old : states) {
      if (old.tick() == tick) return old;
    }
    return null;
  }

  private void mirror() {
    List<Player> gone = new ArrayList<>();
    List<Player> came = new ArrayList<>();
    List<Player> changed = new ArrayList<>();
    players.values().removeIf(player -> {
      boolean here = state.players().containsKey((long) player.number());
      if (!here) gone.add(player);
      return !here;
    });
    state.players().forEach((n, fields) -> {
      ClientPlayer known = players.get((int) (long) n);
      ClientPlayer player = known == null ? new ClientPlayer((int) (long) n) : known;
      players.put(player.number(), player);
      boolean news = player.fields(fields);
      if (known == null) came.add(player);
      else if (news) changed.add(player);
    });
    boolean others = !gone.isEmpty() || !came.isEmpty();
    for (ClientEntities<?> all : entities.values()) others |= all.meet(all.rows(state));
    for (ClientEntities<?> all : entities.values()) all.fill(all.rows(state), others);
    for (Watcher<? super Player> watcher : List.copyOf(playerWatchers)) {
      gone.forEach(watcher::remove);
      came.forEach(watcher::add);
      changed.forEach(watcher::change);
    }
    List.copyOf(entities.values()).forEach(ClientEntities::tell);
  }

  /// Answers whether it was one.
  boolean onEvent(DownFrame.Event event) {
    if (event.number() != 0 && event.number() <= heard) return true;
    DownFrame.Event named = codec.event(event);
    if (named == null) return false;
    if (event.number() != 0) heard = event.number();
    events.add(named);
    if (!isDrawn()) tellEvents(Double.MAX_VALUE);
    if (events.size() > EVENTS_MAX) tellEvents((double) events.getFirst().tick());
    return true;
  }

  /// Answers whether it was one.
  boolean onReply(DownFrame.Reply reply) {
    if (reply.number() <= heard) return true;
    Waiting command = waiting.get(reply.seq());
    boolean yes = reply.code().isEmpty();
    Json answer = command == null || !yes ? Json.Obj.EMPTY : codec.answer(command.name, reply.fields());
    if (answer == null) return false;
    heard = reply.number();
    waiting.remove(reply.seq());
    if (command == null) return true;
    if (yes) command.answer.complete(answer);
    else command.answer.completeExceptionally(new Refused(reply.code(), reply.text()));
    return true;
  }

  /// A command did not reach the room.
  void onRefused(long seq, String code, String text) {
    Waiting command = waiting.remove(seq);
    if (command != null) command.answer.completeExceptionally(new Refused(code, text));
  }

  void onTimeline(DownFrame.Timeline news) {
    if (news.epoch() == joined.epoch()) timeline.dropped(Math.max(0, news.droppedTicks() - dropped));
    dropped = news.droppedTicks();
    lostTicks += news.lostTicks();
  }

  void onLeft(String reason) {
    left = reason;
    tellEvents(Double.MAX_VALUE);
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
