package takt.server.room;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import takt.protocol.delta.TrainedHabits;
import takt.protocol.layout.Layout;

/// What `takt train` found out of a room: a resource beside its class, `arena/Arena.habits.json` for `arena.Arena`.
///
/// Stateless; any thread. Without it the room is untrained.
public final class HabitsFile {
  private HabitsFile() {}

  /// Where it is among a game's resources.
  public static String path(Class<?> room) {
    return room.getName().replace('.', '/') + ".habits.json";
  }

  /// The layout with what is known.
  ///
  /// @throws IllegalStateException if the file is there and cannot be used; the message has cause and fix
  static Layout in(Layout layout, Class<?> room) {
    String path = path(room);
    try (InputStream file = room.getResourceAsStream("/" + path)) {
      if (file == null) return layout;
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Layout.of(TrainedHabits.of(text).in(layout.document()));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(path + " cannot be used: " + e.getMessage() + "; write it anew with ./takt train,"
          + " or delete it", e);
    }
  }
}
