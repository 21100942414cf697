package takt.auth;

import org.jspecify.annotations.Nullable;

/// How a token is signed. A key is for one of these and no other, so a token cannot choose.
///
/// Constants; any thread. `none` is not among them, and what RFC 8725 advises against is not either.
public enum SigningAlgorithm {
  /// Ed25519. Tokens name it `EdDSA`, or `Ed25519` since RFC 9864.
  EDDSA("EdDSA", "Ed25519"),
  /// ECDSA over P-256 with SHA-256.
  ES256("ES256", "ES256"),
  /// RSA PKCS #1 v1.5 with SHA-256.
  RS256("RS256", "RS256"),
  /// RSA PSS with SHA-256.
  PS256("PS256", "PS256"),
  /// HMAC with SHA-256: who can check can sign.
  HS256("HS256", "HS256");

  private final String label;
  private final String alias;

  SigningAlgorithm(String label, String alias) {
    this.label = label;
    this.alias = alias;
  }

  /// Its name in a token's header.
  public String label() {
    return label;
  }

  /// Whether a token's `alg` means this.
  boolean isNamed(String alg) {
    return alg.equals(label) || alg.equals(alias);
  }

  /// The algorithm of that name, spelled exactly so, or null.
  public static @Nullable SigningAlgorithm of(String alg) {
    for (SigningAlgorithm algorithm : values()) {
      if (algorithm.isNamed(alg)) return algorithm;
    }
    return null;
  }

  @Override public String toString() {
    return label;
  }
}
