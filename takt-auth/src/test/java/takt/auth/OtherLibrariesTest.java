package takt.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.schema.PlayerId;
import takt.server.Identity;

/// Tokens that other libraries sign are taken.
class OtherLibrariesTest {
  private static final Identity ANN = new Identity(new PlayerId("ann"), "Ann");

  @ParameterizedTest
  @CsvSource({"RS256, rsa", "ES256, ec", "HS256, hs"}) void javaJwt(String alg, String kid) {
    Door door = Door.withAllKeys();
    Algorithm algorithm = switch (alg) {
      case "RS256" -> Algorithm.RSA256((RSAPublicKey) Issuer.RSA.getPublic(), (RSAPrivateKey) Issuer.RSA.getPrivate());
      case "ES256" -> Algorithm.ECDSA256((ECPublicKey) Issuer.EC.getPublic(), (ECPrivateKey) Issuer.EC.getPrivate());
      default -> Algorithm.HMAC256(Issuer.SECRET);
    };
    for (int i = 0; i < 20; i++) { // an ECDSA signature is another each time
      String token = JWT.create().withKeyId(kid).withIssuer(Issuer.ISSUER).withAudience(Issuer.AUDIENCE)
          .withSubject("ann").withClaim("name", "Ann").withIssuedAt(Instant.ofEpochMilli(Issuer.NOW_MS))
          .withNotBefore(Instant.ofEpochMilli(Issuer.NOW_MS))
          .withExpiresAt(Instant.ofEpochMilli(Issuer.NOW_MS + 60_000))
          .sign(algorithm);
      assertEquals(ANN, door.enter(token));
    }
    assertEquals(20, door.count("takt_auth_accepted_total", ""));
  }

  @ParameterizedTest
  @CsvSource({"RS256, rsa", "PS256, pss", "ES256, ec", "EdDSA, ed", "HS256, hs"}) void jose4j(
      String alg, String kid) throws JoseException {
    Door door = Door.withAllKeys();
    Key key = switch (alg) {
      case "RS256", "PS256" -> Issuer.RSA.getPrivate();
      case "ES256" -> Issuer.EC.getPrivate();
      case "EdDSA" -> Issuer.ED.getPrivate();
      default -> new HmacKey(Issuer.SECRET);
    };
    for (int i = 0; i < 20; i++) assertEquals(ANN, door.enter(jose4jToken(alg, kid, key)));
    assertEquals(20, door.count("takt_auth_accepted_total", ""));
  }

  /// The keys as that library writes them, in one key set.
  @Test void keySetOfJose4j() throws JoseException {
    PublicJsonWebKey rsa = RsaJwkGenerator.generateJwk(2048);
    PublicJsonWebKey ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    PublicJsonWebKey ed = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
    rsa.setKeyId("a");
    rsa.setAlgorithm("PS256");
    rsa.setUse("sig");
    ec.setKeyId("b");
    ed.setKeyId("c");
    byte[] document = new JsonWebKeySet(rsa, ec, ed).toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Door door = new Door(b -> b.jwks(() -> document).background(Runnable::run));
    assertEquals(ANN, door.enter(jose4jToken("PS256", "a", rsa.getPrivateKey())));
    assertEquals(ANN, door.enter(jose4jToken("ES256", "b", ec.getPrivateKey())));
    assertEquals(ANN, door.enter(jose4jToken("EdDSA", "c", ed.getPrivateKey())));
    door.refuses(jose4jToken("RS256", "a", rsa.getPrivateKey()), TokenFault.ALGORITHM_WRONG);
  }

  private static String jose4jToken(String alg, String kid, Key key) throws JoseException {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(Issuer.ISSUER);
    claims.setAudience("elsewhere", Issuer.AUDIENCE);
    claims.setSubject("ann");
    claims.setStringClaim("name", "Ann");
    claims.setIssuedAt(NumericDate.fromMilliseconds(Issuer.NOW_MS));
    claims.setExpirationTime(NumericDate.fromMilliseconds(Issuer.NOW_MS + 60_000));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setAlgorithmHeaderValue(alg);
    jws.setKeyIdHeaderValue(kid);
    jws.setKey(key);
    return jws.getCompactSerialization();
  }
}
