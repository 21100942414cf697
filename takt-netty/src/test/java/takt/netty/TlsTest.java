package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.netty.tls.TlsFiles;

/// TLS as others see it: openssl, a player over wss, and who speaks plainly to it.
class TlsTest {
  private static final int OPENSSL_SECONDS = 20;

  @TempDir Path folder;

  @Test void opensslSeesTheCertificateTheVersionAndTheProtocol() throws Exception {
    X509Bundle one = write("one");
    try (Doors doors = open()) {
      Path root = Files.writeString(folder.resolve("root.pem"), one.getRootCertificatePEM());
      String seen = openssl(doors, "-CAfile", root.toString(), "-verify_return_error", "-alpn", "http/1.1");
      assertTrue(seen.contains("subject=CN = one"), seen);
      assertTrue(seen.contains("TLSv1.3"), seen);
      assertTrue(seen.contains("ALPN protocol: http/1.1"), seen);
      assertTrue(seen.contains("Verify return code: 0 (ok)"), seen);
      assertTrue(openssl(doors, "-tls1_2").contains("subject=CN = one"));
      String old = openssl(doors, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");
      assertTrue(!old.contains("subject=CN = one"), old);
      doors.awaitMetric(1, "takt_tls_failures_total", "reason", "handshake");
    }
  }

  @Test void newFilesAreTakenByNewConnectionsAndOldOnesGoOn() throws Exception {
    X509Bundle one = write("one");
    try (Doors doors = open();
        JsonPlayer ann = JsonPlayer.at(URI.create("wss://localhost:" + doors.port() + "/takt"),
            trusting(one))) {
      ann.hello("Ann");
      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("snapshot");
      assertTrue(openssl(doors).contains("subject=CN = one"));
      write("two");
      doors.awaitMetric(1, "takt_tls_reloads_total", "outcome", "loaded");
      String seen = openssl(doors);
      assertTrue(seen.contains("subject=CN = two"), seen);
      ann.say("{\"type\":\"command\",\"room\":1,\"seq\":1,\"name\":\"say\",\"fields\":{\"text\":\"hi\"}}")
          .next("event");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "certificate | nonsense | holds no certificates",
      "certificate | '' | holds no certificates",
      "certificate | other | does not belong to the first certificate",
      "key | nonsense | holds no key; expected -----BEGIN PRIVATE KEY-----",
      "key | other | does not belong to the first certificate",
      "key | missing | cannot read",
      "key | cut | holds no",
  }) void aBadPairLeavesTheOldOneInPlaceAndIsReported(String which, String how, String why) throws Exception {
    write("one");
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Logger logger = Logger.getLogger("takt.tls");
    Handler handler = noting(log);
    logger.addHandler(handler);
    try (Doors doors = open()) {
      Path file = folder.resolve(which.equals("key") ? "key.pem" : "chain.pem");
      spoil(file, which, how);
      doors.awaitMetric(1, "takt_tls_reloads_total", "outcome", "failed");
      assertTrue(openssl(doors).contains("subject=CN = one"));
      assertEquals(1, log.size(), log.toString());
      String said = log.remove();
      assertTrue(said.startsWith("the new TLS key pair was not taken, the old one stays: "), said);
      assertTrue(said.contains(why) && said.contains(file.toString()), said);
      write("two");
      doors.awaitMetric(1, "takt_tls_reloads_total", "outcome", "loaded");
      assertTrue(openssl(doors).contains("subject=CN = two"), "and a good one is taken after it");
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test void aServerDoesNotStartWithoutItsKey() throws Exception {
    write("one");
    Files.delete(folder.resolve("key.pem"));
    var no = assertThrows(AssertionError.class, this::open);
    String why = String.valueOf(no.getCause());
    assertTrue(why.contains("cannot read " + folder.resolve("key.pem")), why);
  }

  @Test void whoSpeaksPlainlyIsToldWhatIsSpoken() throws Exception {
    write("one");
    try (Doors doors = open(); RawClient client = RawClient.to(doors.port())) {
      String answer = client.say("GET / HTTP/1.1\nHost: localhost\n\n").toEnd();
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("This port speaks TLS: use https:// and wss://"), answer);
      assertEquals(1, doors.metric("takt_tls_failures_total", "reason", "plain"));
    }
  }

  @Test void aHandshakeThatStopsHalfWayIsEnded() throws Exception {
    write("one");
    try (Doors doors = Doors.open(b -> b.tls(files()).limits(Doors.SHORT));
        RawClient client = RawClient.to(doors
            .port())) {
      client.send(new byte[]{22, 3, 1, 2, 0, 1});
      client.toEnd();
      doors.awaitConnections(0);
      assertEquals(0, doors.metric("takt_handshakes", "listener", "public"));
    }
  }

  private Doors open() {
    return Doors.open(b -> b.tls(files()).tlsCheck(Duration.ofMillis(20)));
  }

  private TlsFiles files() {
    return new TlsFiles(folder.resolve("chain.pem"), folder.resolve("key.pem"));
  }

  private static X509Bundle bundle(String name) throws Exception {
    return new CertificateBuilder().subject("CN=" + name).addSanDnsName("localhost").ecp256()
        .notBefore(Instant.now().minusSeconds(3600)).notAfter(Instant.now().plus(Duration.ofDays(90)))
        .setIsCertificateAuthority(true).buildSelfSigned();
  }

  /// Puts a pair in place as deployments do: the key and its certificate one after the other, each in one step.
  private X509Bundle write(String name) throws Exception {
    X509Bundle bundle = bundle(name);
    replace(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
    replace(folder.resolve("chain.pem"), bundle.getCertificatePathPEM());
    return bundle;
  }

  private static void replace(Path file, String text) throws Exception {
    Path fresh = Files.writeString(file.resolveSibling("new"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void spoil(Path file, String which, String how) throws Exception {
    X509Bundle other = bundle("other");
    switch (how) {
      case "missing" -> Files.delete(file);
      case "cut" -> replace(file, Files.readString(file).replaceFirst("(?s)\n.{40}.*?\n", "\n"));
      case "other" -> replace(file, which.equals("key") ? other.getPrivateKeyPEM() : other.getCertificatePathPEM());
      default -> replace(file, how);
    }
  }

  private static SSLContext trusting(X509Bundle bundle) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, bundle.toTrustManagerFactory().getTrustManagers(), null);
    return context;
  }

  private String openssl(Doors doors, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tools.path("openssl"), "s_client", "-connect", "127.0.0.1:"
        + doors.port(), "-servername", "localhost"));
    command.addAll(List.of(more));
    try (Program openssl = Program.start(folder.resolve("openssl.log"), command)) {
      return openssl.toEnd(OPENSSL_SECONDS);
    }
  }

  static Handler noting(Queue<String> log) {
    return new Handler() {
      @Override public void publish(LogRecord record) {
        log.add(record.getMessage());
      }

      @Override public void flush() {
        // Nothing is held back.
      }

      @Override public void close() {
        // Nothing is held.
      }
    };
  }
}
