package takt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.server.Authenticator;
import takt.server.Room;
import takt.server.Rooms;
import takt.server.room.RoomType;

/// What a server serves: its rooms and who may come in.
///
/// One thread: the one that calls [Takt#serve].
public final class App {
  private final List<Named> rooms = new ArrayList<>();
  private @Nullable Authenticator authenticator;
  private Consumer<Rooms> started = _ -> {};

  /// @param name empty for that of the class
  private record Named(String name, Supplier<? extends Room> factory) {}

  App() {}

  /// Serves rooms under the name of their class: `MyArena` is `my-arena`.
  public App room(Supplier<? extends Room> factory) {
    return put("", factory);
  }

  /// Serves rooms under a name.
  public App room(String name, Supplier<? extends Room> factory) {
    if (name.isEmpty()) throw new IllegalArgumentException("name=, expected letters, digits and dashes");
    return put(name, factory);
  }

  private App put(String name, Supplier<? extends Room> factory) {
    Objects.requireNonNull(factory, "a factory such as Hello::new");
    rooms.add(new Named(name, factory));
    return this;
  }

  /// Checks who players are. Without, the settings `TAKT_JWT_…` say it, or guests come in development.
  public App authenticator(Authenticator authenticator) {
    this.authenticator = authenticator;
    return this;
  }

  /// Called when the server is up, with its rooms: for a game's own web pages and tools.
  public App onStart(Consumer<Rooms> started) {
    this.started = started;
    return this;
  }

  /// The rooms by name.
  ///
  /// @throws IllegalArgumentException if two have the same, or a class is none that Takt can run
  public Map<String, Supplier<? extends Room>> rooms() {
    Map<String, Supplier<? extends Room>> byName = new LinkedHashMap<>();
    for (Named room : rooms) {
      String name = room.name.isEmpty() ? RoomType.nameOf(RoomType.classOf(room.factory)) : room.name;
      if (byName.put(name, room.factory) != null) {
        throw new IllegalArgumentException("two rooms named '" + name + "', expected another name for one of them:"
            + " room(\"another\", ...)");
      }
    }
    return byName;
  }

  public @Nullable Authenticator authenticator() {
    return authenticator;
  }

  public Consumer<Rooms> started() {
    return started;
  }
}
