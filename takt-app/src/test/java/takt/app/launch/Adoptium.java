package takt.app.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// The place JDKs are fetched from, on loopback: the two answers of Adoptium's API that the launcher reads.
///
/// It serves on threads of its own; a test changes what it does before it asks.
final class Adoptium implements AutoCloseable {
  private final HttpServer server;
  private final List<URI> requests = new CopyOnWriteArrayList<>();
  private volatile byte[] archive;
  private volatile String checksum;
  private volatile boolean cut;
  private volatile CountDownLatch held = new CountDownLatch(0);

  Adoptium(byte[] archive) throws IOException {
    this.archive = archive;
    checksum = sha256(archive);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v3/assets/", this::assets);
    server.createContext("/archive/", this::archive);
    server.start();
  }

  String api() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<URI> requests() {
    return requests;
  }

  Adoptium promise(String checksum) {
    this.checksum = checksum;
    return this;
  }

  Adoptium archive(byte[] archive) {
    this.archive = archive;
    checksum = sha256(archive);
    return this;
  }

  /// Closes the connection after half of the archive, or no longer does.
  Adoptium cut(boolean cut) {
    this.cut = cut;
    return this;
  }

  /// Holds the last half of the archive back until the latch is open.
  Adoptium hold(CountDownLatch until) {
    held = until;
    return this;
  }

  /// A JDK as Temurin packs it: one folder in a compressed tar.
  static byte[] archiveOf(Path home) throws IOException, InterruptedException {
    Path file = Files.createTempFile("jdk", ".tar.gz");
    try {
      Process tar = new ProcessBuilder("tar", "-czf", file.toString(), "-C", home.resolve("..").toString(),
          home.getFileName().toString()).inheritIO().start();
      if (tar.waitFor() != 0) throw new IOException("tar ended with " + tar.exitValue());
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  @Override public void close() {
    server.stop(0);
  }

  /// One asset, in the shape of the real answer: an installer with its own link and checksum comes first.
  private void assets(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI());
    byte[] answer = """
        [
          {
            "binary": {
              "architecture": "x64",
              "installer": { "checksum": "%1$s", "link": "%2$s/archive/wrong.pkg", "name": "wrong.pkg", "size": 3 },
              "os": "linux",
              "package": {
                "checksum": "%3$s",
                "checksum_link": "%2$s/archive/jdk.tar.gz.sha256.txt",
                "download_count": 12,
                "link": "%2$s/archive/OpenJDK25U-jdk_x64_linux_hotspot_25.0.1_8.tar.gz",
                "name": "OpenJDK25U-jdk_x64_linux_hotspot_25.0.1_8.tar.gz",
                "size": %4$d
              },
              "project": "jdk"
            },
            "release_name": "jdk-25.0.1+8",
            "version": { "major": 25, "semver": "25.0.1+8" }
          }
        ]
        """.formatted("0".repeat(64), api(), checksum, archive.length).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void archive(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI());
    byte[] bytes = archive;
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      OutputStream body = exchange.getResponseBody();
      body.write(bytes, 0, bytes.length / 2);
      body.flush();
      held.await();
      if (cut) return;
      body.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
