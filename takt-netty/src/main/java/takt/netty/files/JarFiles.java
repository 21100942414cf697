package takt.netty.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Files of the class path, each read once from a jar and kept: a jar does not change while it is used.
///
/// Any thread that may block. What it keeps is at most what the jars hold. In a build folder, which does change,
/// nothing is kept.
final class JarFiles {
  private static final int ETAG_BYTES = 8;

  private final ClassLoader loader;
  private final String folder;
  private final Map<String, Entry> kept = new ConcurrentHashMap<>();

  JarFiles(ClassLoader loader, String folder) {
    this.loader = loader;
    this.folder = folder;
  }

  /// A file's content, shared, and its tag.
  @SuppressWarnings("ArrayRecordComponent") record Entry(byte[] bytes, String etag) {}

  /// The file of that name, null for none.
  ///
  /// @param name a safe one: see [SafePath]
  @Nullable Entry find(String name) throws IOException {
    Entry known = kept.get(name);
    if (known != null) return known;
    URL url = loader.getResource(folder + "/" + name);
    if (url == null) return null;
    if (url.getProtocol().equals("file")) return read(url);
    // A folder in a jar is an entry without bytes, or none.
    if (loader.getResource(folder + "/" + name + "/") != null) return null;
    try (InputStream in = url.openStream()) {
      Entry entry = entry(in.readAllBytes());
      kept.put(name, entry);
      return entry;
    }
  }

  private static @Nullable Entry read(URL url) throws IOException {
    try {
      Path file = Path.of(url.toURI());
      return Files.isRegularFile(file) ? entry(Files.readAllBytes(file)) : null;
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static Entry entry(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Entry(bytes, "\"" + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
