package takt.app;

import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import takt.netty.files.FileMount;

/// A game's own page: the folder `web/` with an `index.html`, beside its single file, or where its classes are.
///
/// Any thread. Another game's page may be on the class path as well, so only the room's own place counts. A folder is
/// read anew at each request; a jar once.
final class GamePage {
  private static final String FOLDER = "web";
  private static final String INDEX = "index.html";

  private GamePage() {}

  /// The page of the game that a room's class belongs to; null for none.
  static @Nullable FileMount of(Class<?> room) {
    if (room.getClassLoader() instanceof FileClasses file) return folder(file.folder());
    CodeSource source = room.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) return null;
    Path place;
    try {
      place = Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return Files.isDirectory(place) ? folder(place) : jar(source.getLocation());
  }

  private static @Nullable FileMount folder(Path place) {
    Path web = place.resolve(FOLDER);
    return Files.exists(web.resolve(INDEX)) ? FileMount.folder("/", web) : null;
  }

  private static @Nullable FileMount jar(URL jar) {
    // Kept open as long as the server: files are read from it when they are asked for.
    URLClassLoader only = new URLClassLoader(new URL[]{jar}, null);
    return only.findResource(FOLDER + "/" + INDEX) == null ? null : FileMount.resources("/", only, FOLDER);
  }
}
