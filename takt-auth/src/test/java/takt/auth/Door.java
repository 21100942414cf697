package takt.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import takt.schema.Refusal;
import takt.server.Credentials;
import takt.server.Identity;
import takt.server.metrics.Metrics;
import takt.server.metrics.Metrics.Count;

/// An authenticator at a fixed time, and what it has counted.
final class Door {
  final Metrics metrics = new Metrics();
  final JwtAuthenticator authenticator;
  long nowMs = Issuer.NOW_MS;
  long clockNs;

  Door(UnaryOperator<JwtAuthenticator.Builder> keys) {
    authenticator = keys.apply(JwtAuthenticator.builder(Issuer.ISSUER, Issuer.AUDIENCE)).metrics(metrics)
        .clocks(() -> nowMs, () -> clockNs).build();
  }

  /// One with a key of every kind: `rsa`, `pss`, `ec`, `ed`, `hs`.
  static Door withAllKeys() {
    return new Door(b -> b.key(TokenKey.ofPublicKey(Issuer.RSA.getPublic()).named("rsa"))
        .key(TokenKey.ofPublicKey(Issuer.RSA.getPublic(), SigningAlgorithm.PS256).named("pss"))
        .key(TokenKey.ofPublicKey(Issuer.EC.getPublic()).named("ec"))
        .key(TokenKey.ofPublicKey(Issuer.ED.getPublic()).named("ed"))
        .key(TokenKey.ofSecret(Issuer.SECRET).named("hs")));
  }

  Identity enter(String token) {
    return enter(token, "");
  }

  Identity enter(String token, String wish) {
    try {
      return authenticator.authenticate(new Credentials(token, wish, "127.0.0.1"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The token is refused for that fault, counted once under it and nowhere else, and the bearer hears only that.
  void refuses(String token, TokenFault fault) {
    long before = count("takt_auth_refused_total", fault.label());
    long all = refusals();
    long accepted = count("takt_auth_accepted_total", "");
    Refusal refusal = assertThrows(Refusal.class, () -> enter(token));
    assertEquals(fault.said(), refusal.reason());
    assertEquals(before + 1, count("takt_auth_refused_total", fault.label()), "counted under " + fault.label());
    assertEquals(all + 1, refusals(), "counted once");
    assertEquals(accepted, count("takt_auth_accepted_total", ""));
  }

  private long refusals() {
    long all = 0;
    for (TokenFault fault : TokenFault.values()) all += count("takt_auth_refused_total", fault.label());
    return all;
  }

  /// The counter of that name whose last label is that one; empty for one without labels.
  long count(String name, String label) {
    for (Metrics.Metric metric : metrics.all()) {
      List<String> labels = metric.labels();
      boolean fits = labels.isEmpty() ? label.isEmpty() : labels.getLast().equals(label);
      if (metric instanceof Count count && metric.name().equals(name) && fits) return count.counter().count();
    }
    throw new AssertionError("no counter " + name + " " + label);
  }
}
