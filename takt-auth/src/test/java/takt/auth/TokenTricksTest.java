package takt.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What people try with a token's shape, header, key and signature: each trick is refused under a reason of its own.
class TokenTricksTest {
  private static final String RSA = Issuer.header("RS256", "rsa", "");
  private static final String EC = Issuer.header("ES256", "ec", "");
  private static final String ED = Issuer.header("EdDSA", "ed", "");
  private static final String GOOD = Issuer.token(RSA, Issuer.CLAIMS, Issuer.rs256());
  /// The order of P-256.
  private static final BigInteger N = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
      16);
  /// The order of Ed25519's group.
  private static final BigInteger L = BigInteger.ONE.shiftLeft(252)
      .add(new BigInteger("27742317777372353535851937790883648493"));

  private final Door door = Door.withAllKeys();

  @Test void allOfThemFitOtherwise() {
    assertEquals("ann", door.enter(GOOD).id().value());
    assertEquals("ann", door.enter(Issuer.token(EC, Issuer.CLAIMS, Issuer.es256())).id().value());
    assertEquals("ann", door.enter(Issuer.token(ED, Issuer.CLAIMS, Issuer.ed25519())).id().value());
    assertEquals("ann", door.enter(hs("")).id().value());
    String pss = Issuer.token(Issuer.header("PS256", "pss", ""), Issuer.CLAIMS, Issuer.ps256());
    assertEquals("ann", door.enter(pss).id().value());
    String newName = Issuer.token(Issuer.header("Ed25519", "ed", ""), Issuer.CLAIMS, Issuer.ed25519());
    assertEquals("ann", door.enter(newName).id().value());
  }

  private static String hs(String moreHeader) {
    return Issuer.token(Issuer.header("HS256", "hs", moreHeader), Issuer.CLAIMS, Issuer.hs256(Issuer.SECRET));
  }

  // ---- the algorithm

  static final List<String> NONE = List.of("none", "None", "NONE", "nOnE", " none", "none ", "\\u006eone");

  @ParameterizedTest
  @FieldSource("NONE") void none(String alg) {
    String signed = Issuer.token(Issuer.header(alg, "rsa", ""), Issuer.CLAIMS, Issuer.rs256());
    String unsigned = signed.substring(0, signed.lastIndexOf('.') + 1);
    door.refuses(unsigned, TokenFault.ALGORITHM_NONE);
    door.refuses(signed, TokenFault.ALGORITHM_NONE);
    String noKey = Issuer.token("{\"alg\":\"" + alg + "\"}", Issuer.CLAIMS, what -> new byte[0]);
    door.refuses(noKey, TokenFault.ALGORITHM_NONE);
  }

  @Test void publicKeyTakenForASecret() {
    byte[] der = Issuer.RSA.getPublic().getEncoded();
    byte[] pem = Issuer.pem(Issuer.RSA.getPublic()).getBytes(UTF_8);
    byte[] trimmed = Issuer.pem(Issuer.RSA.getPublic()).strip().getBytes(UTF_8);
    for (byte[] secret : new byte[][]{der, pem, trimmed}) {
      String forged = Issuer.token(Issuer.header("HS256", "rsa", ""), Issuer.CLAIMS, Issuer.hs256(secret));
      door.refuses(forged, TokenFault.ALGORITHM_WRONG);
      String honest = Issuer.token(RSA, Issuer.CLAIMS, Issuer.hs256(secret));
      door.refuses(honest, TokenFault.SIGNATURE_WRONG);
    }
  }

  static final List<String> ANOTHER_ALGORITHM_THAN_THE_KEYS = List.of("RS384", "RS512", "PS256", "ES256",
      "ES256K", "EdDSA", "HS256", "rs256", "RS256 ", "dir", "");

  @ParameterizedTest
  @FieldSource("ANOTHER_ALGORITHM_THAN_THE_KEYS") void anotherAlgorithmThanTheKeys(String alg) {
    door.refuses(Issuer.token(Issuer.header(alg, "rsa", ""), Issuer.CLAIMS, Issuer.rs256()),
        TokenFault.ALGORITHM_WRONG);
  }

  @Test void eitherWayOfRsa() {
    door.refuses(Issuer.token(Issuer.header("RS256", "pss", ""), Issuer.CLAIMS, Issuer.rs256()),
        TokenFault.ALGORITHM_WRONG);
    door.refuses(Issuer.token(Issuer.header("PS256", "pss", ""), Issuer.CLAIMS, Issuer.rs256()),
        TokenFault.SIGNATURE_WRONG);
  }

  static final List<String> A_HEADER_THAT_IS_NONE = List.of("{}", "{\"alg\":null}", "{\"alg\":7}",
      "{\"alg\":[\"RS256\"]}", "{\"alg\":\"RS256\",\"alg\":\"none\"}", "{\"alg\":\"none\",\"alg\":\"RS256\"}", "[]",
      "\"RS256\"", "{\"alg\":", "{\"alg\":\"RS256\",\"kid\":7}", "{\"alg\":\"RS256\",\"kid\":\"rsa\"} x",
      "{'alg':'RS256'}", "\ufeff{\"alg\":\"RS256\"}",
      "{\"alg\":\"RS256\",\"x\":" + "[".repeat(16) + "]".repeat(16) + "}");

  @ParameterizedTest
  @FieldSource("A_HEADER_THAT_IS_NONE") void aHeaderThatIsNone(String header) {
    door.refuses(Issuer.token(header, Issuer.CLAIMS, Issuer.rs256()), TokenFault.HEADER_INVALID);
  }

  @Test void headersThatAreNotUtf8() {
    byte[] broken = RSA.replace("rsa", "r\u00e9a").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    door.refuses(Issuer.token(broken, Issuer.CLAIMS.getBytes(UTF_8), Issuer.rs256()), TokenFault.HEADER_INVALID);
    door.refuses(Issuer.token(RSA.replace("rsa", "\\ud800"), Issuer.CLAIMS, Issuer.rs256()), TokenFault.HEADER_INVALID);
  }

  // ---- keys

  static final List<String> NAMES_OF_KEYS_THAT_ARE_NONE = List.of("../../../../dev/null", "/dev/null",
      "rsa/../rsa", "file:///etc/passwd", "' OR 1=1 --", "rsa\\u0000", "RSA", "rsa ", "",
      "https://evil.example/keys.json", "${jndi:ldap://evil.example}", "|/usr/bin/uname");

  @ParameterizedTest
  @FieldSource("NAMES_OF_KEYS_THAT_ARE_NONE") void namesOfKeysThatAreNone(String kid) {
    door.refuses(Issuer.token(Issuer.header("RS256", kid, ""), Issuer.CLAIMS, Issuer.rs256()), TokenFault.KEY_UNKNOWN);
    // What such paths hope for: a file of zeros or nothing as the secret.
    door.refuses(Issuer.token(Issuer.header("HS256", kid, ""), Issuer.CLAIMS, Issuer.hs256(new byte[1])),
        TokenFault.KEY_UNKNOWN);
  }

  @Test void aNameLongerThanAnyKeys() {
    door.refuses(Issuer.token(Issuer.header("RS256", "a".repeat(129), ""), Issuer.CLAIMS, Issuer.rs256()),
        TokenFault.KEY_UNKNOWN);
  }

  @Test void noNameWhereThereAreSeveral() {
    door.refuses(Issuer.token("{\"alg\":\"RS256\"}", Issuer.CLAIMS, Issuer.rs256()), TokenFault.KEY_UNNAMED);
  }

  @Test void anotherKeyOfOurs() {
    door.refuses(Issuer.token(Issuer.header("ES256", "ec", ""), Issuer.CLAIMS, Issuer.ed25519()),
        TokenFault.SIGNATURE_WRONG);
    door.refuses(
        Issuer.token(Issuer.header("HS256", "hs", ""), Issuer.CLAIMS, Issuer.hs256("x".repeat(32).getBytes(UTF_8))),
        TokenFault.SIGNATURE_WRONG);
  }

  static Stream<String> forbidden() {
    String ours = Issuer.jwk(Issuer.pair("EC", 0).getPublic(), "ec", "");
    return Stream.of(",\"jku\":\"https://evil.example/keys.json\"", ",\"x5u\":\"https://evil.example/cert.pem\"",
        ",\"jwk\":" + ours, ",\"x5c\":[\"MIIB\"]", ",\"b64\":false", ",\"zip\":\"DEF\"", ",\"enc\":\"A128GCM\"",
        ",\"epk\":" + ours, ",\"cty\":\"JWT\"", ",\"jku\":null");
  }

  @ParameterizedTest
  @MethodSource("forbidden") void keysTheBearerBrings(String more) {
    door.refuses(Issuer.token(Issuer.header("RS256", "rsa", more), Issuer.CLAIMS, Issuer.rs256()),
        TokenFault.HEADER_FORBIDDEN);
    door.refuses(hs(more), TokenFault.HEADER_FORBIDDEN);
  }

  static final List<String> EXTENSIONS = List.of(",\"crit\":[\"exp\"]", ",\"crit\":[]", ",\"crit\":null",
      ",\"crit\":[\"b64\"],\"b64\":false");

  @ParameterizedTest
  @FieldSource("EXTENSIONS") void extensions(String more) {
    door.refuses(hs(more), TokenFault.HEADER_CRITICAL);
  }

  static final List<String> OTHER_KINDS_OF_JWT = List.of("logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "",
      "jwt ", "application/", "text/jwt");

  @ParameterizedTest
  @FieldSource("OTHER_KINDS_OF_JWT") void otherKindsOfJwt(String type) {
    door.refuses(hs(",\"typ\":\"" + type + "\""), TokenFault.TYPE_WRONG);
  }

  static final List<String> KINDS_THAT_FIT = List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt",
      "application/JWT");

  @ParameterizedTest
  @FieldSource("KINDS_THAT_FIT") void kindsThatFit(String type) {
    assertEquals("ann", door.enter(hs(",\"typ\":\"" + type + "\"")).id().value());
    door.refuses(hs(",\"typ\":[\"" + type + "\"]"), TokenFault.TYPE_WRONG);
  }

  @Test void whatElseStandsInHeadersIsNoMatter() {
    assertEquals("ann", door.enter(hs(",\"x5t\":\"abc\",\"ver\":\"2\"")).id().value());
  }

  // ---- the shape

  static Stream<String> malformed() {
    String[] parts = GOOD.split("\\.", -1);
    String bare = parts[0] + "." + parts[1] + ".";
    return Stream.of("x", ".", "..", "...", bare, parts[0] + "." + parts[1], "." + parts[1] + "." + parts[2],
        parts[0] + ".." + parts[2], GOOD + ".", GOOD + "." + parts[2], GOOD + ".x.y", " " + GOOD, GOOD + " ",
        GOOD + "\n",
        GOOD + "\u0000", GOOD + "=", GOOD + "==", GOOD + "!", "Bearer " + GOOD, "\"" + GOOD + "\"",
        parts[0] + " ." + parts[1] + "." + parts[2], parts[0] + ".\r\n" + parts[1] + "." + parts[2],
        parts[0] + "\t." + parts[1] + "." + parts[2], parts[0] + "." + parts[1] + "=." + parts[2],
        parts[0] + "." + parts[1] + "." + parts[2].replace('-', '+').replace('_', '/') + "+",
        parts[0] + "\u2024" + parts[1] + "\u2024" + parts[2], "\ufeff" + GOOD, GOOD.replace("e", "\u0435"),
        // JSON serialisations of JWS, and a JWE
        "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"}",
        bare + parts[2] + "." + parts[2] + "." + parts[2]);
  }

  @ParameterizedTest
  @MethodSource("malformed") void shapes(String token) {
    door.refuses(token, TokenFault.MALFORMED);
  }

  /// A part of 43 characters has two bits nobody reads: only one spelling of them is taken.
  @Test void spareBitsOfBase64() {
    String token = Issuer.token(Issuer.header("HS256", "hs", ""), Issuer.CLAIMS, Issuer.hs256(Issuer.SECRET));
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    String stem = token.substring(0, token.length() - 1);
    byte[] same = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    for (int spare = 1; spare < 4; spare++) {
      String twin = stem + alphabet.charAt(last ^ spare);
      byte[] decoded = Base64.getUrlDecoder().decode(twin.substring(twin.lastIndexOf('.') + 1));
      assertEquals(Base64.getEncoder().encodeToString(same), Base64.getEncoder().encodeToString(decoded));
      door.refuses(twin, TokenFault.MALFORMED);
    }
  }

  @Test void noneAtAllAndTooMuch() {
    door.refuses("", TokenFault.MISSING);
    door.refuses("a".repeat(3 * 1024 + 1), TokenFault.TOO_LARGE);
    door.refuses(".".repeat(1 << 20), TokenFault.TOO_LARGE);
    String fitting = Issuer.claims(",\"x\":\"" + "a".repeat(1600) + "\"");
    assertEquals("ann", door.enter(Issuer.token(RSA, fitting, Issuer.rs256())).id().value());
    String large = Issuer.claims(",\"x\":\"" + "a".repeat(2200) + "\"");
    door.refuses(Issuer.token(RSA, large, Issuer.rs256()), TokenFault.TOO_LARGE);
  }

  static final List<String> PAYLOADS_THAT_ARE_NONE = List.of("", "x", "[]", "null",
      "{\"iss\":\"a\",\"iss\":\"b\"}", "{} {}");

  @ParameterizedTest
  @FieldSource("PAYLOADS_THAT_ARE_NONE") void payloadsThatAreNone(String payload) {
    TokenFault fault = payload.isEmpty() ? TokenFault.MALFORMED : TokenFault.CLAIMS_INVALID;
    door.refuses(Issuer.token(RSA, payload, Issuer.rs256()), fault);
  }

  @Test void doubledClaimsAndBrokenTexts() {
    door.refuses(Issuer.token(RSA, Issuer.claims(",\"sub\":\"admin\""), Issuer.rs256()), TokenFault.CLAIMS_INVALID);
    door.refuses(Issuer.token(RSA, Issuer.claims(",\"s\\u0075b\":\"admin\""), Issuer.rs256()),
        TokenFault.CLAIMS_INVALID);
    byte[] notUtf8 = Issuer.CLAIMS.replace("ann", "\u00ffnn").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    door.refuses(Issuer.token(RSA.getBytes(UTF_8), notUtf8, Issuer.rs256()), TokenFault.CLAIMS_INVALID);
    byte[] overlong = Issuer.CLAIMS.getBytes(UTF_8);
    int at = Issuer.CLAIMS.indexOf("ann");
    overlong[at] = (byte) 0xc0;
    overlong[at + 1] = (byte) 0xaf;
    door.refuses(Issuer.token(RSA.getBytes(UTF_8), overlong, Issuer.rs256()), TokenFault.CLAIMS_INVALID);
  }

  // ---- signatures

  private static String signed(String token, byte[] signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + Issuer.base64(signature);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  private static byte[] join(BigInteger r, BigInteger s) {
    byte[] both = new byte[64];
    put(both, 0, r);
    put(both, 32, s);
    return both;
  }

  private static void put(byte[] out, int at, BigInteger number) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, out, at + 32 - length, length);
  }

  /// CVE-2022-21449: zeros, and what is zero modulo the order, were good signatures of anything.
  @Test void psychicSignatures() {
    String token = Issuer.token(EC, Issuer.CLAIMS, Issuer.es256());
    BigInteger max = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    BigInteger[] numbers = {BigInteger.ZERO, BigInteger.ONE, N, N.subtract(BigInteger.ONE), N.add(BigInteger.ONE), max};
    for (BigInteger r : numbers) {
      for (BigInteger s : numbers) door.refuses(signed(token, join(r, s)), TokenFault.SIGNATURE_WRONG);
    }
    byte[] own = signature(token);
    BigInteger r = new BigInteger(1, Arrays.copyOf(own, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(own, 32, 64));
    door.refuses(signed(token, join(r, BigInteger.ZERO)), TokenFault.SIGNATURE_WRONG);
    door.refuses(signed(token, join(BigInteger.ZERO, s)), TokenFault.SIGNATURE_WRONG);
    door.refuses(signed(token, join(s, r)), TokenFault.SIGNATURE_WRONG);
  }

  /// ECDSA itself lets (r, n − s) pass for (r, s), and signers make the larger one half of the time: it is taken, and
  /// changes nothing, for nothing here knows a token by its signature.
  @Test void theOtherOfTwoEcdsaSignatures() {
    String token = Issuer.token(EC, Issuer.CLAIMS, Issuer.es256());
    byte[] own = signature(token);
    BigInteger r = new BigInteger(1, Arrays.copyOf(own, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(own, 32, 64));
    assertEquals(door.enter(token), door.enter(signed(token, join(r, N.subtract(s)))));
    String others = Issuer.token(EC, Issuer.claims("\"ann\"", "\"bob\""), Issuer.es256());
    door.refuses(signed(others, join(r, N.subtract(s))), TokenFault.SIGNATURE_WRONG);
  }

  /// As ECDSA signatures are elsewhere: JWS has two numbers side by side, not DER.
  @Test void derSignatures() throws java.security.GeneralSecurityException {
    var signer = java.security.Signature.getInstance("SHA256withECDSA");
    signer.initSign(Issuer.EC.getPrivate());
    String token = Issuer.token(EC, Issuer.CLAIMS, Issuer.es256());
    signer.update(token.substring(0, token.lastIndexOf('.')).getBytes(UTF_8));
    door.refuses(signed(token, signer.sign()), TokenFault.SIGNATURE_WRONG);
  }

  /// S + L instead of S is the same point; RFC 8032 5.1.7 forbids it.
  @Test void theOtherOfTwoEd25519Signatures() {
    String token = Issuer.token(ED, Issuer.CLAIMS, Issuer.ed25519());
    byte[] signature = signature(token);
    byte[] s = new byte[33];
    for (int i = 0; i < 32; i++) s[32 - i] = signature[32 + i];
    byte[] more = new BigInteger(s).add(L).toByteArray();
    for (int i = 0; i < 32; i++) signature[32 + i] = i < more.length ? more[more.length - 1 - i] : 0;
    door.refuses(signed(token, signature), TokenFault.SIGNATURE_WRONG);
    door.refuses(signed(token, new byte[64]), TokenFault.SIGNATURE_WRONG);
    byte[] neutral = new byte[64];
    neutral[0] = 1;
    door.refuses(signed(token, neutral), TokenFault.SIGNATURE_WRONG);
  }

  @Test void cutAndLongerSignatures() {
    for (String token : new String[]{GOOD, Issuer.token(EC, Issuer.CLAIMS, Issuer.es256()),
        Issuer.token(ED, Issuer.CLAIMS, Issuer.ed25519()), hs("")}) {
      byte[] signature = signature(token);
      int[] lengths = {1, signature.length / 2, signature.length - 1, signature.length + 1, 2 * signature.length};
      for (int length : lengths) {
        door.refuses(signed(token, Arrays.copyOf(signature, length)), TokenFault.SIGNATURE_WRONG);
      }
      byte[] shifted = new byte[signature.length + 1];
      System.arraycopy(signature, 0, shifted, 1, signature.length);
      door.refuses(signed(token, shifted), TokenFault.SIGNATURE_WRONG);
    }
  }

  /// RSA signatures of ours are numbers of 2048 bits: 0, 1 and the modulus itself are none.
  @Test void trivialRsaSignatures() {
    byte[] modulus = ((java.security.interfaces.RSAPublicKey) Issuer.RSA.getPublic()).getModulus().toByteArray();
    byte[] own = Arrays.copyOfRange(modulus, modulus.length - 256, modulus.length);
    byte[] one = new byte[256];
    one[255] = 1;
    for (byte[] signature : new byte[][]{new byte[256], one, own}) {
      door.refuses(signed(GOOD, signature), TokenFault.SIGNATURE_WRONG);
    }
  }

  @Test void signaturesOfSomethingElse() throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(GOOD.getBytes(UTF_8));
    door.refuses(signed(hs(""), hash), TokenFault.SIGNATURE_WRONG);
    String[] ann = GOOD.split("\\.", -1);
    String admin = Issuer.base64(Issuer.claims("\"ann\"", "\"admin\"").getBytes(UTF_8));
    door.refuses(ann[0] + "." + admin + "." + ann[2], TokenFault.SIGNATURE_WRONG);
  }

  // ---- what is said

  @Test void refusalsSayNothingThatHelpsToForge() {
    for (TokenFault fault : TokenFault.values()) {
      String said = fault.said();
      for (String secret : new String[]{Issuer.ISSUER, Issuer.AUDIENCE, "rsa", "RS256", "kid", "alg", "iss"}) {
        assertFalse(said.contains(secret + " "), said);
      }
    }
    assertFalse(TokenKey.ofSecret(Issuer.SECRET).toString().contains("0123"));
  }
}
