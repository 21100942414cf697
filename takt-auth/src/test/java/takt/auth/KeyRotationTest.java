package takt.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.server.Credentials;

/// The issuer's keys come and go, and so does the issuer: on a virtual clock.
class KeyRotationTest {
  private static final PublicKey OLD = Issuer.ED.getPublic();
  private static final KeyPair NEXT = Issuer.pair("EC", 0);

  /// What the issuer shows now, null for nothing; and how often it was asked.
  private @Nullable String shown = Issuer.keySet(Issuer.jwk(OLD, "old", ""));
  private int asked;
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final Door door = new Door(b -> b.jwks(this::fetch).background(background::add)
      .keysKept(Duration.ofHours(1)));

  private byte[] fetch() throws IOException {
    asked++;
    if (shown == null) throw new IOException("the issuer is down");
    return shown.getBytes(UTF_8);
  }

  private static String old() {
    return Issuer.token(Issuer.header("EdDSA", "old", ""), Issuer.CLAIMS, Issuer.ed25519());
  }

  private static String next() {
    return Issuer.token(Issuer.header("ES256", "next", ""), Issuer.CLAIMS, what -> {
      var signer = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(NEXT.getPrivate());
      signer.update(what);
      return signer.sign();
    });
  }

  private static String madeUp(int i) {
    return Issuer.token(Issuer.header("EdDSA", "made-up-" + i, ""), Issuer.CLAIMS, Issuer.ed25519());
  }

  private void pass(Duration time) {
    door.clockNs += time.toNanos();
  }

  private void runBackground() {
    for (Runnable work = background.poll(); work != null; work = background.poll()) work.run();
  }

  private IOException unavailable(String token) {
    return assertThrows(IOException.class,
        () -> door.authenticator.authenticate(new Credentials(token, "", "127.0.0.1")));
  }

  /// Somebody has come, and nothing is left to do.
  private void begin() {
    door.enter(old());
    runBackground();
  }

  @Test void keysAreFetchedBeforeAnybodyComes() {
    assertEquals(1, background.size());
    runBackground();
    assertEquals(1, asked);
    for (int i = 0; i < 100; i++) door.enter(old());
    assertEquals(1, asked);
    assertEquals(1, door.count("takt_auth_key_fetches_total", "ok"));
  }

  @Test void whoComesFirstWaitsForThem() {
    door.enter(old());
    assertEquals(1, asked);
    runBackground();
    assertEquals(1, asked, "the early fetch finds it done");
  }

  @Test void aNewKeyIsPickedUpByTheFirstTokenThatNamesIt() {
    begin();
    pass(Duration.ofSeconds(10));
    shown = Issuer.keySet(Issuer.jwk(OLD, "old", ""), Issuer.jwk(NEXT.getPublic(), "next", ""));
    door.enter(next());
    door.enter(old());
    assertEquals(2, asked);
  }

  @Test void anOldKeyIsDroppedWhenTheIssuerDoes() {
    begin();
    shown = Issuer.keySet(Issuer.jwk(NEXT.getPublic(), "next", ""));
    door.enter(old());
    pass(Duration.ofMinutes(10));
    door.enter(old()); // nobody waits: the refresh is under way
    runBackground();
    door.refuses(old(), TokenFault.KEY_UNKNOWN);
    door.enter(next());
  }

  @Test void madeUpNamesCostTheIssuerOneFetchInTenSeconds() {
    begin();
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofMillis(100));
      door.refuses(madeUp(i), TokenFault.KEY_UNKNOWN);
    }
    assertEquals(1 + 10, asked);
    assertEquals(1_000, door.count("takt_auth_refused_total", "key-unknown"));
  }

  @Test void namesThatNoKeyCanHaveCostNothing() {
    begin();
    pass(Duration.ofSeconds(10));
    door.refuses(Issuer.token(Issuer.header("EdDSA", "", ""), Issuer.CLAIMS, Issuer.ed25519()), TokenFault.KEY_UNKNOWN);
    door.refuses(Issuer.token(Issuer.header("EdDSA", "x".repeat(129), ""), Issuer.CLAIMS, Issuer.ed25519()),
        TokenFault.KEY_UNKNOWN);
    assertEquals(1, asked);
  }

  @Test void theIssuersOutageIsNotOurs() {
    begin();
    shown = null;
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      door.enter(old());
      runBackground();
    }
    assertTrue(asked > 10 && asked <= 61, "asked " + asked);
    assertEquals(asked - 1, door.count("takt_auth_key_fetches_total", "failed"));
  }

  @Test void butKeysDoNotLiveForEver() {
    begin();
    shown = null;
    pass(Duration.ofHours(1));
    door.enter(old());
    pass(Duration.ofNanos(1));
    String said = String.valueOf(unavailable(old()).getMessage());
    assertTrue(said.contains("no keys to check tokens with"), said);
    assertEquals(1, door.count("takt_auth_unavailable_total", ""));
    shown = Issuer.keySet(Issuer.jwk(OLD, "old", ""));
    pass(Duration.ofSeconds(10));
    door.enter(old());
  }

  @Test void anIssuerDownFromTheStartIsAskedAgain() {
    shown = null;
    for (int i = 0; i < 100; i++) {
      unavailable(old());
      pass(Duration.ofMillis(100));
    }
    assertEquals(1, asked);
    shown = Issuer.keySet(Issuer.jwk(OLD, "old", ""));
    door.enter(old());
    assertEquals(2, asked);
  }

  @Test void nonsenseIsAnOutage() {
    begin();
    String[] nonsense = {"", "x", "{}", "[]", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "<html>Sign in</html>",
        "{\"keys\":[" + "{},".repeat(100) + "{}]}"};
    for (String document : nonsense) {
      shown = document;
      pass(Duration.ofSeconds(10));
      door.refuses(madeUp(1), TokenFault.KEY_UNKNOWN);
      door.enter(old());
    }
    assertEquals(nonsense.length, door.count("takt_auth_key_fetches_total", "failed"));
  }

  @Test void anIssuerThatTakesAllKeysBackIsBelieved() {
    begin();
    shown = "{\"keys\":[]}";
    pass(Duration.ofMinutes(10));
    door.enter(old());
    runBackground();
    door.refuses(old(), TokenFault.KEY_UNKNOWN);
  }

  @Test void oneRefreshAtATime() {
    begin();
    pass(Duration.ofMinutes(10));
    for (int i = 0; i < 100; i++) door.enter(old());
    assertEquals(1, background.size());
    runBackground();
    assertEquals(2, asked);
  }

  @Test void aRefreshThatNobodyHasTimeForIsTriedAgain() {
    int[] refused = new int[1];
    Door full = new Door(b -> b.jwks(this::fetch).background(_ -> {
      refused[0]++;
      throw new RejectedExecutionException();
    }));
    full.enter(old());
    full.clockNs += Duration.ofMinutes(10).toNanos();
    full.enter(old());
    full.enter(old());
    assertEquals(3, refused[0], "at the start, and for each token since the keys are old");
    assertEquals(1, asked);
  }

  @Test void othersWordsWriteNoLinesInOurLog() {
    assertEquals("kid=a?INFO forged?[2J?", LiveKeys.line("kid=a\nINFO forged\u001b[2J\u202e"));
    assertEquals(4097, LiveKeys.line("x".repeat(1 << 16)).length());
  }

  /// A hundred players come back with a new key's tokens at once: all wait for one fetch, none is turned away.
  @Test void manyWaitForOneFetch() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch underWay = new CountDownLatch(1);
    int[] fetches = new int[1];
    Door busy = new Door(b -> b.background(_ -> {}).jwks(() -> {
      fetches[0]++;
      underWay.countDown();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return Issuer.keySet(Issuer.jwk(OLD, "old", "")).getBytes(UTF_8);
    }));
    List<Thread> players = new ArrayList<>();
    for (int i = 0; i < 100; i++) players.add(Thread.startVirtualThread(() -> busy.enter(old())));
    underWay.await();
    answer.countDown();
    for (Thread player : players) player.join();
    assertEquals(1, fetches[0]);
    assertEquals(100, busy.count("takt_auth_accepted_total", ""));
  }
}
