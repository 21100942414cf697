package takt.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The classes of one source file, from memory, and what lies beside the file.
///
/// Any thread. Unlike other loaders it asks itself before its parent: a copy of an example is the copy, though the
/// example is on the class path.
final class FileClasses extends URLClassLoader {
  /// Where its classes say they are from, so that they are known to be of one source.
  private static final String HOME = "takt-run:/";

  static {
    registerAsParallelCapable();
  }

  private final Path folder;
  private final Map<String, byte[]> classes;
  private final CodeSource source;

  /// @param classes class files by their paths, `my/Game.class`
  FileClasses(Path file, Map<String, byte[]> classes, ClassLoader parent) throws MalformedURLException {
    super(new URL[]{folder(file).toUri().toURL()}, parent);
    folder = folder(file);
    this.classes = classes;
    source = new CodeSource(url("", new byte[0]), (Certificate[]) null);
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }

  /// Where the file is: its page is in `web` there.
  Path folder() {
    return folder;
  }

  @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    byte[] bytes = classes.get(name.replace('.', '/') + ".class");
    if (bytes == null) return super.loadClass(name, resolve);
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length, source);
    }
  }

  @Override public @Nullable URL getResource(String name) {
    byte[] bytes = classes.get(name);
    if (bytes != null) return url(name, bytes);
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = classes.get(name);
    if (bytes != null) return new ByteArrayInputStream(bytes);
    URL url = getResource(name);
    try {
      return url == null ? null : url.openStream();
    } catch (IOException _) {
      return null; // As other loaders answer it.
    }
  }

  private static URL url(String name, byte[] bytes) {
    try {
      return URL.of(URI.create(HOME + name), new URLStreamHandler() {
        @Override protected URLConnection openConnection(URL url) {
          return new URLConnection(url) {
            @Override public void connect() {}

            @Override public InputStream getInputStream() {
              return new ByteArrayInputStream(bytes);
            }
          };
        }
      });
    } catch (IOException e) {
      throw new IllegalArgumentException("name=" + name + ", expected a class file's path", e);
    }
  }
}
