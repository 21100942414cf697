package takt.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which keys of a key set are used, for what, and why others are not.
class KeySetTest {
  private static final String RSA = Issuer.jwk(Issuer.RSA.getPublic(), "a", "");

  private static Jwks parse(String document) throws IOException {
    return parse(document, null);
  }

  private static Jwks parse(String document, @Nullable SigningAlgorithm only) throws IOException {
    return Jwks.parse(document.getBytes(UTF_8), only);
  }

  private static SigningAlgorithm algorithm(Jwks set, @Nullable String kid) {
    TokenKey key = set.keys().find(kid);
    assertNotNull(key, () -> "skipped: " + set.skipped());
    return key.algorithm();
  }

  @Test void eachKeyIsForOneAlgorithm() throws IOException {
    Jwks set = parse(Issuer.keySet(RSA, Issuer.jwk(Issuer.RSA.getPublic(), "b", ",\"alg\":\"PS256\""),
        Issuer.jwk(Issuer.EC.getPublic(), "c", ",\"use\":\"sig\""),
        Issuer.jwk(Issuer.ED.getPublic(), "d", ",\"alg\":\"Ed25519\",\"key_ops\":[\"verify\"],\"more\":{}")));
    assertEquals(Set.of("a", "b", "c", "d"), set.keys().names());
    assertEquals(SigningAlgorithm.RS256, algorithm(set, "a"));
    assertEquals(SigningAlgorithm.PS256, algorithm(set, "b"));
    assertEquals(SigningAlgorithm.ES256, algorithm(set, "c"));
    assertEquals(SigningAlgorithm.EDDSA, algorithm(set, "d"));
    assertNull(set.keys().find("e"));
    assertNull(set.keys().find(null), "of several, a token must name one");
    assertEquals(0, set.skipped().size());
  }

  @Test void theOnlyAlgorithmTaken() throws IOException {
    Jwks set = parse(Issuer.keySet(RSA, Issuer.jwk(Issuer.RSA.getPublic(), "b", ",\"alg\":\"RS256\""),
        Issuer.jwk(Issuer.EC.getPublic(), "c", "")), SigningAlgorithm.PS256);
    assertEquals(Set.of("a"), set.keys().names());
    assertEquals(SigningAlgorithm.PS256, algorithm(set, "a"));
    assertEquals(2, set.skipped().size());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"kty\":\"oct\",\"k\":\"AAAA\"} | a secret",
      "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"} | private part",
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAB\",\"d\":null} | private part",
      "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"} | 512 bits",
      "{\"kty\":\"RSA\",\"n\":\"AQAB\"} | exponent",
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\",\"y\":\"AQAB\"} | Invalid EC JWK",
      "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AQAB\",\"y\":\"AQAB\"} | Invalid EC JWK",
      "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AQAB\"} | crv=X25519 is not supported",
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAB\"} | 3 bytes",
      "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AQAB\"} | alg=ML-DSA-44 is not supported",
      "{\"kty\":\"X\"} | Unsupported key type", "{\"kty\":7} | kty", "{} | kty",
      "{\"kty\":\"RSA\",\"alg\":\"HS256\"} | alg=HS256 is not supported",
      "{\"kty\":\"RSA\",\"alg\":7} | alg= is not supported", "{\"kty\":\"RSA\",\"use\":\"enc\"} | not for signatures",
      "{\"kty\":\"RSA\",\"key_ops\":[\"sign\"]} | not for checking", "{\"kty\":\"RSA\",\"kid\":7} | kid",
      "{\"kty\":\"RSA\",\"kid\":\"\"} | kid", "7 | kty", "null | kty"}) void keysThatCannotBeUsed(String key,
          String why)
          throws IOException {
    Jwks set = parse(Issuer.keySet(RSA, key));
    assertEquals(Set.of("a"), set.keys().names());
    assertEquals(1, set.skipped().size());
    assertTrue(set.skipped().getFirst().contains(why), set.skipped().getFirst());
  }

  @Test void namesMustTellKeysApart() throws IOException {
    String nameless = Issuer.jwk(Issuer.EC.getPublic(), "", "");
    Jwks twice = parse(Issuer.keySet(RSA, Issuer.jwk(Issuer.EC.getPublic(), "a", ""),
        Issuer.jwk(Issuer.ED.getPublic(), "b", ""), nameless));
    assertEquals(Set.of("b"), twice.keys().names());
    assertEquals(2, twice.skipped().size());
    Jwks alone = parse(Issuer.keySet(nameless));
    assertEquals(SigningAlgorithm.ES256, algorithm(alone, null));
    assertEquals(SigningAlgorithm.ES256, algorithm(alone, "anything"));
    Jwks aloneWithName = parse(Issuer.keySet(RSA));
    assertEquals(SigningAlgorithm.RS256, algorithm(aloneWithName, null));
    assertNull(aloneWithName.keys().find("anything"));
  }
}
