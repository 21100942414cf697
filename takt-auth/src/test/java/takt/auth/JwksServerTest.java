package takt.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A key set fetched from a real server on this machine, and all the ways that can go wrong.
class JwksServerTest {
  private static final byte[] KEYS = Issuer.keySet(Issuer.jwk(Issuer.ED.getPublic(), "a", "")).getBytes(UTF_8);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable HttpServer server;

  @AfterEach void stop() {
    over.countDown();
    if (server != null) server.stop(0);
    threads.shutdownNow();
  }

  private URI serve(HttpHandler handler) throws IOException {
    return serve(HttpServer.create(loopback(), 0), "http", handler);
  }

  private URI serve(HttpServer made, String scheme, HttpHandler handler) {
    server = made;
    made.setExecutor(threads);
    made.createContext("/", exchange -> {
      asked.incrementAndGet();
      try (exchange) {
        handler.handle(exchange);
      }
    });
    made.start();
    return URI.create(scheme + "://127.0.0.1:" + made.getAddress().getPort() + "/keys");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String failure(URI uri) {
    return failure(new HttpJwks(uri, PATIENCE, null));
  }

  private static String failure(HttpJwks source) {
    return String.valueOf(assertThrows(IOException.class, source::fetch).getMessage());
  }

  private static String token() {
    return Issuer.token(Issuer.header("EdDSA", "a", ""), Issuer.CLAIMS, Issuer.ed25519());
  }

  @Test void keysComeAndAreKept() throws IOException {
    URI uri = serve(exchange -> answer(exchange, 200, KEYS));
    Door door = new Door(b -> b.jwks(uri).background(Runnable::run));
    for (int i = 0; i < 100; i++) door.enter(token());
    assertEquals(1, asked.get());
  }

  @Test void aNewKeyComesAndAnOldOneGoes() throws IOException {
    byte[][] shown = {KEYS};
    URI uri = serve(exchange -> answer(exchange, 200, shown[0]));
    Door door = new Door(b -> b.jwks(uri).background(Runnable::run));
    door.enter(token());
    shown[0] = Issuer.keySet(Issuer.jwk(Issuer.EC.getPublic(), "b", "")).getBytes(UTF_8);
    door.clockNs += Duration.ofSeconds(10).toNanos();
    door.enter(Issuer.token(Issuer.header("ES256", "b", ""), Issuer.CLAIMS, Issuer.es256()));
    door.refuses(token(), TokenFault.KEY_UNKNOWN);
    assertEquals(2, asked.get());
  }

  @Test void aServerThatGoesDownIsNoMatterForAWhile() throws IOException {
    URI uri = serve(exchange -> answer(exchange, 200, KEYS));
    Door door = new Door(b -> b.jwks(uri).background(Runnable::run));
    door.enter(token());
    stop();
    for (int hour = 0; hour < 6; hour++) {
      door.clockNs += Duration.ofMinutes(59).toNanos();
      door.enter(token());
    }
    assertEquals(6, door.count("takt_auth_key_fetches_total", "failed"));
    door.clockNs += Duration.ofMinutes(10).toNanos();
    assertThrows(AssertionError.class, () -> door.enter(token()));
    assertEquals(1, door.count("takt_auth_unavailable_total", ""));
  }

  @Test void nobodyThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket()) {
      free.bind(loopback());
      port = free.getLocalPort();
    }
    assertTrue(failure(URI.create("http://127.0.0.1:" + port + "/keys")).contains("ConnectException"));
  }

  @Test void aServerThatDoesNotAnswer() throws IOException {
    URI uri = serve(_ -> await());
    String why = failure(uri);
    assertTrue(why.contains("timed out") || why.equals("no whole answer within 300 ms"), why);
  }

  @Test void aServerThatDrips() throws IOException {
    URI uri = serve(exchange -> {
      exchange.sendResponseHeaders(200, KEYS.length);
      OutputStream out = exchange.getResponseBody();
      out.write(KEYS, 0, KEYS.length - 1);
      out.flush();
      await();
    });
    assertEquals("no whole answer within 300 ms", failure(uri));
  }

  private void await() throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test void anEndlessAnswer() throws IOException {
    CountDownLatch cutOff = new CountDownLatch(1);
    URI uri = serve(exchange -> {
      exchange.sendResponseHeaders(200, 0); // chunked, without end
      try {
        while (over.getCount() > 0) exchange.getResponseBody().write(new byte[16 * 1024]);
      } finally {
        cutOff.countDown();
      }
    });
    String why = failure(new HttpJwks(uri));
    assertTrue(why.contains("capacity"), why);
    assertTrue(await(cutOff), "the connection is cut");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test void anAnswerAtTheBoundAndOneBeyond() throws IOException {
    byte[] largest = new byte[JwksSource.LENGTH_MAX];
    java.util.Arrays.fill(largest, (byte) ' ');
    System.arraycopy(KEYS, 0, largest, 0, KEYS.length);
    int[] length = {largest.length};
    URI uri = serve(exchange -> answer(exchange, 200, java.util.Arrays.copyOf(largest, length[0])));
    assertEquals(largest.length, new HttpJwks(uri).fetch().length);
    length[0]++;
    assertTrue(failure(uri).contains("capacity"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308}) void redirectsAreNotFollowed(int status)
      throws IOException {
    AtomicInteger followed = new AtomicInteger();
    URI uri = serve(exchange -> {
      if (exchange.getRequestURI().getPath().equals("/elsewhere")) followed.incrementAndGet();
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      answer(exchange, status, new byte[0]);
    });
    assertTrue(failure(uri).startsWith("a redirect to /elsewhere, which is not followed"), failure(uri));
    assertEquals(0, followed.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 401, 404, 429, 500, 503}) void otherStatuses(int status)
      throws IOException {
    URI uri = serve(exchange -> answer(exchange, status, status == 204 ? new byte[0] : KEYS));
    assertEquals("status " + status + ", expected 200", failure(uri));
  }

  @Test void aPageInsteadOfKeys() throws IOException {
    URI uri = serve(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      answer(exchange, 200, "<!doctype html><title>Sign in to the network</title>".getBytes(UTF_8));
    });
    Door door = new Door(b -> b.jwks(uri).background(Runnable::run));
    assertEquals(1, door.count("takt_auth_key_fetches_total", "failed"));
    assertThrows(AssertionError.class, () -> door.enter(token()));
  }

  @Test void answersThatAreNoHttp() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(loopback());
      threads.execute(() -> {
        try (var accepted = socket.accept()) {
          accepted.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      String why = failure(URI.create("http://127.0.0.1:" + socket.getLocalPort()));
      assertTrue(why.contains("Exception"), why);
    }
  }

  // ---- TLS

  @Test void overTlsOnlyFromWhoIsTrusted(@TempDir Path folder) throws Exception {
    KeyStore store = selfSigned(folder);
    HttpsServer https = HttpsServer.create(loopback(), 0);
    SSLContext own = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    own.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    https.setHttpsConfigurator(new HttpsConfigurator(own));
    URI uri = serve(https, "https", exchange -> answer(exchange, 200, KEYS));
    Duration patience = Duration.ofSeconds(30);
    assertTrue(failure(new HttpJwks(uri, patience, null)).contains("SSLHandshakeException"));
    assertEquals(0, asked.get());
    assertEquals(KEYS.length, new HttpJwks(uri, patience, own).fetch().length);
    URI otherName = URI.create(uri.toString().replace("127.0.0.1", "localhost"));
    assertTrue(failure(new HttpJwks(otherName, patience, own)).contains("SSLHandshakeException"),
        "another host's name");
  }

  private static KeyStore selfSigned(Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-keystore", file.toString(), "-storepass", "changeit", "-alias", "server", "-keyalg", "EC",
        "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1", "-validity", "2").redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }

  // ---- where keys may come from

  static final List<String> ELSEWHERE = List.of("http://id.example.com/keys",
      "http://127.0.0.1.example.com/keys", "http://localhost.example.com/", "http://0.0.0.0/", "http://[::]/",
      "ftp://127.0.0.1/", "file:///etc/keys.json", "jar:file:/x!/y", "https:/keys", "//id.example.com/keys",
      "keys.json", "https://id.example.com/keys#a", "mailto:a@b");

  @ParameterizedTest
  @FieldSource("ELSEWHERE") void elsewhere(String uri) {
    String said = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> new HttpJwks(URI.create(uri))).getMessage());
    assertTrue(said.contains(uri) && said.contains("expected https"), said);
  }

  @Test void passwordsInUrls() {
    String said = String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> new HttpJwks(URI.create("https://ann:hunter2@id.example.com/"))).getMessage());
    assertTrue(!said.contains("hunter2") && said.contains("expected none"), said);
  }

  static final List<String> HERE = List.of("https://id.example.com/keys", "HTTPS://id.example.com",
      "http://localhost:1/", "http://127.0.0.1/keys", "http://127.8.9.10:80/", "http://[::1]:8080/keys?x=y");

  @ParameterizedTest
  @FieldSource("HERE") void here(String uri) {
    assertEquals(uri, new HttpJwks(URI.create(uri)).toString());
  }
}
