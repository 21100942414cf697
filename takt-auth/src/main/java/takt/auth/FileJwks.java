package takt.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A key set in a file, read again as a URL would be fetched again.
///
/// Any thread.
record FileJwks(Path path) implements JwksSource {
  @Override public byte[] fetch() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] document = in.readNBytes(LENGTH_MAX + 1);
      if (document.length <= LENGTH_MAX) return document;
    }
    throw new IOException("more than " + LENGTH_MAX + " bytes");
  }

  @Override public String toString() {
    return path.toString();
  }
}
