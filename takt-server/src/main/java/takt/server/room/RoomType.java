package takt.server.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.Layout;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.RoomLayout;
import takt.schema.Event;
import takt.schema.spi.Companions;
import takt.schema.spi.RecordCode;
import takt.schema.spi.RoomCode;
import takt.schema.wire.Schema;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.metrics.Metrics;

/// A kind of room that a server offers: its name, how one is made, and everything known of its class.
///
/// Immutable; any thread. Making one tries the factory, so that mistakes show at the start and not at the first join.
public final class RoomType {
  private final String name;
  private final Supplier<? extends Room> factory;
  private final RoomCode<Object> code;
  private final Layout layout;
  private final RoomLayout roomLayout;
  private final RoomMetrics metrics;
  private final Consumer<RoomConfig> overrides;
  private final Map<String, TakenCommand> commands = new HashMap<>();
  private final Map<Class<?>, TakenCommand> commandsByType = new HashMap<>();
  private final Map<Class<?>, TakenCommand> serverCommands = new HashMap<>();
  private final List<TakenCommand> commandsByTag = new ArrayList<>();
  private final Map<Class<?>, ToldEvent> events = new HashMap<>();
  private final Map<Class<?>, List<LayoutField>> answers = new HashMap<>();
  private final Sight sight;
  private final boolean pinned;
  private final int seats;
  private final int spectators;
  private final Json listed;

  /// A command this room takes.
  ///
  /// @param handler the handler's place
  /// @param index the command's own place, for its rate
  /// @param fields what its bits are
  public record TakenCommand(RecordCode<?> code, int handler, int index, double perSecond, List<LayoutField> fields) {}

  /// An event this room tells.
  ///
  /// @param name how the JSON twin calls it
  /// @param tag how the binary protocol does
  /// @param fields what its bits are
  record ToldEvent(String name, int tag, boolean lossy, List<LayoutField> fields) {}

  /// @param name how clients ask for it: 1 to 64 letters, digits and dashes
  /// @param overrides what the environment says about its configuration, run after the room's own
  /// @throws IllegalArgumentException if the name does not fit
  /// @throws IllegalStateException if the class has no companion, or a room cannot be made; the message says why
  public RoomType(String name, Supplier<? extends Room> factory, Metrics metrics, Consumer<RoomConfig> overrides) {
    this(name, factory, metrics, overrides, true);
  }

  /// A kind of room as if it had never been trained, to train it.
  public static RoomType untrained(String name, Supplier<? extends Room> factory) {
    return new RoomType(name, factory, new Metrics(), _ -> {}, false);
  }

  @SuppressWarnings("unchecked") private RoomType(String name, Supplier<? extends Room> factory, Metrics metrics,
      Consumer<RoomConfig> overrides, boolean isTrained) {
    if (!name.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("name=" + name + ", expected 1..64 letters, digits and dashes");
    }
    this.name = name;
    this.factory = factory;
    this.overrides = overrides;
    Room prototype = RoomBody.prototype(factory);
    if (!(Companions.code(prototype.getClass()) instanceof RoomCode<?> found)) {
      throw new IllegalStateException(prototype.getClass().getName() + " is no room to its companion: compile again");
    }
    code = (RoomCode<Object>) found;
    Layout plain = Schema.of(code);
    layout = isTrained ? HabitsFile.in(plain, prototype.getClass()) : plain;
    roomLayout = RoomLayout.of(layout.document());
    sight = new Sight(code);
    indexEvents();
    indexCommands();
    this.metrics = new RoomMetrics(metrics, name, roomLayout.entities().stream().map(RoomLayout.Part::name).toList());
    RoomBody checked = RoomBody.check(this);
    pinned = checked.config().isPinned();
    seats = checked.config().seatsMax();
    spectators = checked.config().spectatorsMax();
    listed = Options.listed(code, checked.room());
  }

  /// Seats of a room whose options are left alone.
  public int seats() {
    return seats;
  }

  /// Places for spectators of a room whose options are left alone.
  public int spectators() {
    return spectators;
  }

  /// What the list will say of a new room, as far as its options tell: it has not said a word itself yet.
  public Json listed(Json options) {
    Map<String, Json> all = new LinkedHashMap<>(listed.members());
    all.replaceAll((name, value) -> Objects.requireNonNullElse(options.get(name), value));
    return new Json.Obj(all);
  }

  /// Whether its rooms have a thread of their own.
  public boolean isPinned() {
    return pinned;
  }

  private void indexEvents() {
    for (int tag = 0; tag < code.events().size(); tag++) {
      RoomCode.Told told = code.events().get(tag);
      events.put(told.type(), new ToldEvent(told.name(), tag, told.lossy(), roomLayout.events().get(tag).fields()));
    }
  }

  private void indexCommands() {
    int index = 0;
    for (int handler = 0; handler < code.handlers().size(); handler++) {
      RoomCode.Handler h = code.handlers().get(handler);
      for (RoomCode.Taken taken : h.commands()) {
        RecordCode<?> record = Companions.recordCode(taken.type());
        if (h.fromServers()) {
          serverCommands.put(taken.type(),
              new TakenCommand(record, handler, index++, taken.perSecond(), List.of()));
          continue;
        }
        RoomLayout.Command known = roomLayout.commands().get(commandsByTag.size());
        TakenCommand command = new TakenCommand(record, handler, index++, taken.perSecond(), known.fields());
        commands.put(taken.name(), command);
        commandsByType.put(taken.type(), command);
        commandsByTag.add(command);
        Class<?> answer = h.answers();
        if (answer != null && known.answers() != null) answers.put(answer, known.answers());
      }
    }
  }

  /// The class of the rooms a factory makes; it makes one to find out.
  ///
  /// @throws IllegalStateException if a room cannot be made; the message says why
  public static Class<? extends Room> classOf(Supplier<? extends Room> factory) {
    return RoomBody.prototype(factory).getClass();
  }

  /// The name a class goes by if nobody says another: `MyArena` is `my-arena`.
  public static String nameOf(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  public String name() {
    return name;
  }

  public RoomCode<Object> code() {
    return code;
  }

  /// What clients read its rooms by.
  public Layout layout() {
    return layout;
  }

  /// The same, ready to read and write bits by.
  public RoomLayout roomLayout() {
    return roomLayout;
  }

  /// What the bits of an input are; for rooms that take any.
  List<LayoutField> inputLayout() {
    return Objects.requireNonNull(roomLayout.inputs());
  }

  public RoomMetrics metrics() {
    return metrics;
  }

  Supplier<? extends Room> factory() {
    return factory;
  }

  void override(RoomConfig config) {
    overrides.accept(config);
  }

  public Sight sight() {
    return sight;
  }

  /// The command that players call by that name, null for none.
  @Nullable TakenCommand command(String name) {
    return commands.get(name);
  }

  /// The command that players call by that tag, null for none.
  @Nullable TakenCommand command(int tag) {
    return tag >= 0 && tag < commandsByTag.size() ? commandsByTag.get(tag) : null;
  }

  /// What the bits of an answer of that class are.
  ///
  /// @throws IllegalArgumentException if no handler of the room answers so
  List<LayoutField> answer(Class<?> type) {
    List<LayoutField> fields = answers.get(type);
    if (fields == null) {
      throw new IllegalArgumentException("answer=" + type.getName() + ", expected one that a handler of " + name
          + " says it gives");
    }
    return fields;
  }

  /// The command of that class, as a bot sends it; null for none.
  @Nullable TakenCommand command(Class<?> type) {
    return commandsByType.get(type);
  }

  /// The command of that class, as a server sends it; null for none.
  public @Nullable TakenCommand serverCommand(Class<?> type) {
    return serverCommands.get(type);
  }

  /// The event of that class.
  ///
  /// @throws IllegalArgumentException if the room does not know it
  ToldEvent event(Class<? extends Event> type) {
    ToldEvent told = events.get(type);
    if (told == null) {
      throw new IllegalArgumentException("event=" + type.getName() + ", expected one of " + name + "'s own: declare it"
          + " in the room class or in an interface that the room implements");
    }
    return told;
  }
}
