package takt.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// Keys from a document elsewhere: kept, fetched again in time, and once more for a name nobody knows yet.
///
/// Any thread; whoever needs a key waits for the fetch, on a virtual thread. There is one fetch at a time, and between
/// two of them a pause, so that made-up names cost the issuer nothing. While the issuer cannot be reached the keys it
/// last showed go on working, for a while: its outage is not ours, but a key it took back must not live for ever.
final class LiveKeys {
  private static final System.Logger LOG = System.getLogger("takt.auth");

  /// A hundred keys with names of a usual length fit.
  private static final int LINE_MAX = 4096;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final JwksSource source;
  private final @Nullable SigningAlgorithm only;
  private final Pace pace;
  private final LongSupplier clockNs;
  private final Executor background;
  private final Counter fetched;
  private final Counter failed;
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile State state;

  /// How often and how long.
  ///
  /// @param refreshed keys older than this are fetched again, while they go on working
  /// @param pause between two fetches, whatever the reason
  /// @param kept keys that could not be fetched again for this long work no more
  record Pace(Duration refreshed, Duration pause, Duration kept) {
    static final Pace DEFAULT = new Pace(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofHours(6));
  }

  /// What is known after an attempt.
  ///
  /// @param fetchedNs when the keys came, null for never
  /// @param failures attempts in a row that failed
  private record State(KeyRing keys, @Nullable Long fetchedNs, long attemptedNs, int failures) {}

  /// @param only the one algorithm tokens may have; null: each key's own
  /// @param clockNs the monotonic clock
  /// @param background runs a refresh nobody waits for
  LiveKeys(JwksSource source, @Nullable SigningAlgorithm only, Pace pace, LongSupplier clockNs, Executor background,
      Metrics metrics) {
    this.source = source;
    this.only = only;
    this.pace = pace;
    this.clockNs = clockNs;
    this.background = background;
    String help = "Fetches of the key set that tokens are checked with, by result.";
    fetched = metrics.counter("takt_auth_key_fetches_total", help, "result", "ok");
    failed = metrics.counter("takt_auth_key_fetches_total", help, "result", "failed");
    state = new State(KeyRing.EMPTY, null, clockNs.getAsLong() - pace.pause.toNanos(), 0);
    metrics.gauge("takt_auth_keys", "Keys of the key set that tokens are checked with.", () -> state.keys.size());
  }

  /// The key for a token that names this one, null if there is none.
  ///
  /// @throws IOException if no keys can be had at all
  @Nullable TokenKey find(@Nullable String kid) throws IOException {
    State known = state;
    if (!isUsable(known)) known = fetch(known);
    else if (age(known) >= pace.refreshed.toNanos()) refresh();
    if (!isUsable(known)) throw new IOException("no keys to check tokens with: " + source + " cannot be read");
    TokenKey key = known.keys.find(kid);
    return key != null || kid == null ? key : fetch(known).keys.find(kid);
  }

  /// Fetches the keys before anybody needs them, so that what is wrong shows at the start.
  void warmUp() {
    refresh();
  }

  private boolean isUsable(State s) {
    return s.fetchedNs != null && age(s) <= pace.kept.toNanos();
  }

  private long age(State s) {
    return s.fetchedNs == null ? Long.MAX_VALUE : clockNs.getAsLong() - s.fetchedNs;
  }

  private void refresh() {
    State known = state;
    if (isPausing(known) || !refreshing.compareAndSet(false, true)) return;
    try {
      background.execute(() -> {
        try {
          fetch(known);
        } finally {
          refreshing.set(false);
        }
      });
    } catch (RejectedExecutionException _) {
      // Whoever runs these has too much to do or is ending: the keys there are go on, the next token asks again.
      refreshing.set(false);
    }
  }

  private boolean isPausing(State s) {
    return clockNs.getAsLong() - s.attemptedNs < pace.pause.toNanos();
  }

  /// Fetches, unless somebody did meanwhile or just did; answers what is known then.
  private State fetch(State known) {
    fetching.lock();
    try {
      if (state == known && !isPausing(known)) state = attempt(known);
      return state;
    } finally {
      fetching.unlock();
    }
  }

  private State attempt(State before) {
    try {
      Jwks found = Jwks.parse(source.fetch(), only);
      fetched.add(1);
      tell(before, found);
      long nowNs = clockNs.getAsLong();
      return new State(found.keys(), nowNs, nowNs, 0);
    } catch (IOException | RuntimeException e) {
      failed.add(1);
      State after = new State(before.keys, before.fetchedNs, clockNs.getAsLong(), before.failures + 1);
      tell(after, e);
      return after;
    }
  }

  /// Writes down which keys there are, when that is news.
  private void tell(State before, Jwks found) {
    boolean same = before.fetchedNs != null && before.keys.names().equals(found.keys().names());
    if (same && before.failures == 0) return;
    LOG.log(found.keys().isEmpty() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
        line("keys for tokens, from " + source + ": " + found.keys().size() + " " + found.keys().names()
            + (found.skipped().isEmpty() ? "" : "; not used: " + found.skipped())));
  }

  /// Writes down a failure: the first and at each power of two, so that an outage of a day is a dozen lines.
  private void tell(State after, Exception failure) {
    if (Integer.bitCount(after.failures) != 1) return;
    String meanwhile = "";
    if (isUsable(after)) {
      Duration left = pace.kept.minusNanos(age(after));
      meanwhile = "; those of before go on working for " + left.toMinutes() + " min";
    }
    LOG.log(System.Logger.Level.WARNING, line("the keys for tokens could not be fetched from " + source + " ("
        + after.failures + " in a row): " + failure.getMessage() + meanwhile));
  }

  /// One line of bounded length: names of keys and where a redirect leads are others' words, and must not write lines
  /// of ours.
  static String line(String text) {
    String cut = text.length() <= LINE_MAX ? text : text.substring(0, LINE_MAX) + "…";
    return UNPRINTABLE.matcher(cut).replaceAll("?");
  }
}
