package takt.auth;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.schema.Refusal;
import takt.server.Authenticator;
import takt.server.Credentials;
import takt.server.Identity;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// Takes players in by signed JSON Web Tokens (RFC 7519), as RFC 8725 says they should be checked.
///
/// Any thread, many at a time; it blocks only while keys are fetched. Each key is for one algorithm, and the token has
/// no say in it; keys come from settings, a file or the issuer's key set, never from the token. `iss`, `aud` and `exp`
/// must be there and fit. A token that does not fit is refused with a sentence that tells its bearer what to do, and
/// counted under what exactly was wrong.
/// ```java
/// Authenticator players = JwtAuthenticator.builder("https://id.example.com/", "arena")
///     .jwks(URI.create("https://id.example.com/.well-known/jwks.json"))
///     .build();
/// ```
public final class JwtAuthenticator implements Authenticator {
  /// By how much clocks may differ at most: more only helps who uses tokens after their time.
  public static final Duration SKEW_MAX = Duration.ofSeconds(30);
  /// The longest time that can be set.
  private static final Duration DURATION_MAX = Duration.ofDays(366);

  private final KeyRing fixed;
  private final @Nullable LiveKeys live;
  private final Claims claims;
  private final LongSupplier wallMs;
  private final Counter accepted;
  private final Counter unjudged;
  private final Map<TokenFault, Counter> refused = new EnumMap<>(TokenFault.class);

  private JwtAuthenticator(Builder b) {
    fixed = new KeyRing(b.keys);
    live = b.source == null
        ? null
        : new LiveKeys(b.source, b.only, b.pace, b.clockNs, b.background, b.metrics);
    claims = new Claims(b.issuer, b.audience, b.skew, b.lifetimeMax, b.ageMax, b.nameClaim);
    wallMs = b.wallMs;
    accepted = b.metrics.counter("takt_auth_accepted_total", "Tokens taken.");
    unjudged = b.metrics.counter("takt_auth_unavailable_total", "Tokens not judged, for want of keys.");
    for (TokenFault fault : TokenFault.values()) {
      refused.put(fault,
          b.metrics.counter("takt_auth_refused_total", "Tokens refused, by reason.", "reason", fault.label()));
    }
    if (live != null) live.warmUp();
  }

  /// One made from settings: see [JwtSettings]. Null if there are none.
  ///
  /// @param settings names and values, such as the environment; others' names are ignored
  /// @throws IllegalArgumentException for settings that are wrong; the message has cause, value, bound and fix, and no
  ///   secret
  public static @Nullable JwtAuthenticator from(Map<String, String> settings, Metrics metrics) {
    Builder builder = JwtSettings.read(settings);
    return builder == null ? null : builder.metrics(metrics).build();
  }

  /// @param issuer what tokens must have as `iss`, exactly
  /// @param audience what they must have as `aud`, exactly, or among others there
  public static Builder builder(String issuer, String audience) {
    return new Builder(issuer, audience);
  }

  /// @throws Refusal for a token that does not fit
  /// @throws IOException if it cannot be judged, for the keys cannot be had
  @Override public Identity authenticate(Credentials credentials) throws IOException {
    try {
      SignedToken token = SignedToken.parse(credentials.token());
      TokenKey key = key(token);
      Identity identity = claims.identity(token.claims(key), credentials, wallMs.getAsLong());
      accepted.add(1);
      return identity;
    } catch (TokenRefused no) {
      count(no.fault());
      throw new Refusal(no.fault().said());
    }
  }

  private TokenKey key(SignedToken token) throws TokenRefused, IOException {
    TokenKey key = fixed.find(token.kid());
    if (live != null && (key == null || token.kid() == null)) key = liveKey(live, token.kid());
    if (key != null) return key;
    throw new TokenRefused(token.kid() == null ? TokenFault.KEY_UNNAMED : TokenFault.KEY_UNKNOWN);
  }

  /// A token that names no key is for the one key there is, if there is one.
  private @Nullable TokenKey liveKey(LiveKeys live, @Nullable String kid) throws IOException {
    if (kid == null && !fixed.isEmpty()) return null;
    try {
      return live.find(kid);
    } catch (IOException e) {
      unjudged.add(1);
      throw e;
    }
  }

  private void count(TokenFault fault) {
    Counter counter = refused.get(fault);
    if (counter != null) counter.add(1);
  }

  /// What it is made of: an issuer, an audience, and keys.
  ///
  /// One thread. What is wrong shows where it is given, or in [#build()].
  public static final class Builder {
    private final String issuer;
    private final String audience;
    private final List<TokenKey> keys = new ArrayList<>();
    private @Nullable JwksSource source;
    private @Nullable SigningAlgorithm only;
    private Duration skew = SKEW_MAX;
    private Duration lifetimeMax = Duration.ofHours(24);
    private @Nullable Duration ageMax;
    private String nameClaim = "name";
    private Metrics metrics = new Metrics();
    private LiveKeys.Pace pace = LiveKeys.Pace.DEFAULT;
    private LongSupplier wallMs = System::currentTimeMillis;
    private LongSupplier clockNs = System::nanoTime;
    private Executor background = Thread::startVirtualThread;

    private Builder(String issuer, String audience) {
      if (issuer.isBlank()) throw new IllegalArgumentException("an empty issuer, expected what tokens have as iss");
      if (audience.isBlank()) throw new IllegalArgumentException("an empty audience, expected what tokens have as aud");
      this.issuer = issuer;
      this.audience = audience;
    }

    /// One more key. Several must each have a name, see [TokenKey#named(String)].
    public Builder key(TokenKey key) {
      keys.add(key);
      return this;
    }

    /// The issuer's key set at a URL: HTTPS, or plain HTTP on this machine.
    ///
    /// @throws IllegalArgumentException for another URL
    public Builder jwks(URI uri) {
      return jwks(new HttpJwks(uri));
    }

    /// A key set in a file, read again when it may have changed.
    public Builder jwks(Path file) {
      return jwks(new FileJwks(file));
    }

    /// A key set from elsewhere.
    public Builder jwks(JwksSource source) {
      if (this.source != null) throw new IllegalArgumentException("a second key set, expected one");
      this.source = source;
      return this;
    }

    /// The one algorithm that keys of the key set are used for; what each of them says, or is usual for its kind, at
    /// first.
    public Builder algorithm(SigningAlgorithm only) {
      if (only == SigningAlgorithm.HS256) {
        throw new IllegalArgumentException("algorithm=HS256 for a key set, expected one with public keys");
      }
      this.only = only;
      return this;
    }

    /// By how much clocks may differ, up to [#SKEW_MAX], which it is at first.
    public Builder skew(Duration skew) {
      if (skew.isNegative() || skew.compareTo(SKEW_MAX) > 0) {
        throw new IllegalArgumentException("skew=" + skew + ", expected 0 to " + SKEW_MAX);
      }
      this.skew = skew;
      return this;
    }

    /// How long a token may still be good for, from now; a day at first.
    public Builder lifetimeMax(Duration lifetime) {
      lifetimeMax = bounded("lifetimeMax", lifetime);
      return this;
    }

    /// How long ago a token may have been issued; then `iat` is needed. No bound at first.
    public Builder ageMax(Duration age) {
      ageMax = bounded("ageMax", age);
      return this;
    }

    /// The claim with the player's name; `name` at first. Without it players are called as they wish.
    public Builder nameClaim(String claim) {
      if (claim.isBlank()) throw new IllegalArgumentException("an empty nameClaim, expected a claim such as 'name'");
      nameClaim = claim;
      return this;
    }

    /// How long the key set works without being fetched again; six hours at first.
    public Builder keysKept(Duration kept) {
      bounded("keysKept", kept);
      if (kept.compareTo(pace.refreshed()) < 0) {
        throw new IllegalArgumentException("keysKept=" + kept + ", expected at least " + pace.refreshed()
            + ", after which they are fetched again");
      }
      pace = new LiveKeys.Pace(pace.refreshed(), pace.pause(), kept);
      return this;
    }

    /// Where to count.
    public Builder metrics(Metrics metrics) {
      this.metrics = metrics;
      return this;
    }

    /// The clocks; the system's at first.
    ///
    /// @param wallMs the time of day, for what tokens say
    /// @param clockNs the monotonic clock, for the age of keys
    public Builder clocks(LongSupplier wallMs, LongSupplier clockNs) {
      this.wallMs = wallMs;
      this.clockNs = clockNs;
      return this;
    }

    /// What runs fetches that nobody waits for; virtual threads at first.
    public Builder background(Executor background) {
      this.background = background;
      return this;
    }

    private static Duration bounded(String name, Duration value) {
      if (value.isPositive() && value.compareTo(DURATION_MAX) <= 0) return value;
      throw new IllegalArgumentException(name + "=" + value + ", expected more than 0 and at most " + DURATION_MAX);
    }

    /// @throws IllegalArgumentException for no key, two keys of one name, or a nameless one among several
    public JwtAuthenticator build() {
      if (keys.isEmpty() && source == null) throw new IllegalArgumentException("no key, expected one or a key set");
      if (source != null && keys.stream().anyMatch(k -> k.kid() == null)) {
        throw new IllegalArgumentException("a key without a kid beside a key set, expected a name: key.named(…)");
      }
      return new JwtAuthenticator(this);
    }
  }
}
