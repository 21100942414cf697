package takt.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import takt.server.Credentials;
import takt.server.metrics.Metrics;

/// What settings make of it, and what is said of those that are wrong: cause, value, bound, fix, and no secret.
class SettingsTest {
  private static final String SECRET = "0123456789abcdefghijklmnopqrstuvwxyz";
  @TempDir Path folder;

  private static Map<String, String> settings(String... namesAndValues) {
    Map<String, String> settings = new HashMap<>();
    settings.put(JwtSettings.ISSUER, Issuer.ISSUER);
    settings.put(JwtSettings.AUDIENCE, Issuer.AUDIENCE);
    for (int i = 0; i < namesAndValues.length; i += 2) settings.put(namesAndValues[i], namesAndValues[i + 1]);
    return settings;
  }

  private static String wrong(Map<String, String> settings) {
    return String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> JwtAuthenticator.from(settings, new Metrics())).getMessage());
  }

  private static void says(Map<String, String> settings, String... all) {
    String said = wrong(settings);
    for (String part : all) assertTrue(said.contains(part), () -> "'" + said + "' lacks '" + part + "'");
  }

  private String file(String content) throws IOException {
    Path file = folder.resolve("file" + content.hashCode());
    Files.writeString(file, content);
    return file.toString();
  }

  private static JwtAuthenticator made(Map<String, String> settings) {
    JwtAuthenticator made = JwtAuthenticator.from(settings, new Metrics());
    assertNotNull(made);
    return made;
  }

  // ---- what works

  @Test void withoutAnyThereIsNone() {
    assertNull(JwtAuthenticator.from(Map.of("PATH", "/bin", "TAKT_PORT", "7777"), new Metrics()));
  }

  @Test void eachSourceOfKeys() throws IOException {
    long nowS = System.currentTimeMillis() / 1000;
    String claims = Issuer.claims(",\"nick\":\"Nan\"").replace(Long.toString(Issuer.NOW_S + 300),
        Long.toString(nowS + 300));
    Map<String, JwtAuthenticator> takesRsa = Map.of(
        "file", made(settings(JwtSettings.PUBLIC_KEY, file(Issuer.pem(Issuer.RSA.getPublic())), JwtSettings.NAME_CLAIM,
            "nick")),
        "text", made(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.RSA.getPublic()), JwtSettings.NAME_CLAIM,
            "nick")),
        "set", made(settings(JwtSettings.JWKS_FILE, file(Issuer.keySet(Issuer.jwk(Issuer.RSA.getPublic(), "a", ""))),
            JwtSettings.ALGORITHM, "RS256", JwtSettings.NAME_CLAIM, "nick")));
    String rsa = Issuer.token("{\"alg\":\"RS256\"}", claims, Issuer.rs256());
    for (JwtAuthenticator authenticator : takesRsa.values()) {
      assertEquals("Nan", authenticator.authenticate(new Credentials(rsa, "", "")).name());
    }
    JwtAuthenticator takesHs = made(settings(JwtSettings.SECRET, SECRET, JwtSettings.ALGORITHM, "HS256"));
    String hs = Issuer.token("{\"alg\":\"HS256\"}", claims, Issuer.hs256(SECRET.getBytes(UTF_8)));
    assertEquals("wish", takesHs.authenticate(new Credentials(hs, "wish", "")).name());
  }

  @Test void psByTheAlgorithm() throws IOException {
    JwtAuthenticator takesPs = made(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.RSA.getPublic()),
        JwtSettings.ALGORITHM, "PS256"));
    long nowS = System.currentTimeMillis() / 1000;
    String claims = Issuer.CLAIMS.replace(Long.toString(Issuer.NOW_S + 300), Long.toString(nowS + 300));
    String ps = Issuer.token("{\"alg\":\"PS256\"}", claims, Issuer.ps256());
    assertEquals("ann", takesPs.authenticate(new Credentials(ps, "", "")).id().value());
  }

  @Test void theUrlIsNotNeededToBeThereYet() {
    made(settings(JwtSettings.JWKS_URL, "http://127.0.0.1:1/keys"));
  }

  @Test void secretsAreListedToBeMasked() {
    assertEquals(8, JwtSettings.NAMES.size());
    assertTrue(JwtSettings.SECRET_NAMES.contains(JwtSettings.SECRET));
  }

  // ---- what does not

  @Test void whatIsNeeded() {
    says(Map.of(JwtSettings.SECRET, SECRET), JwtSettings.ISSUER, "is not set", "iss");
    says(Map.of(JwtSettings.SECRET, SECRET, JwtSettings.ISSUER, "x"), JwtSettings.AUDIENCE, "is not set", "aud");
    says(settings(), "no key", JwtSettings.JWKS_URL, JwtSettings.SECRET);
    says(settings(JwtSettings.SECRET, SECRET, JwtSettings.PUBLIC_KEY, "x"), JwtSettings.SECRET, JwtSettings.PUBLIC_KEY,
        "expected one");
  }

  @Test void whatIsSetButEmptyOrMisspelled() {
    for (String name : JwtSettings.NAMES) says(settings(JwtSettings.SECRET, SECRET, name, " "), name, "empty");
    says(Map.of(JwtSettings.SECRET, ""), JwtSettings.SECRET, "empty", "unset");
    says(settings("TAKT_JWT_SERCET", SECRET), "TAKT_JWT_SERCET is not a setting", JwtSettings.SECRET);
  }

  static final List<String> SECRETS_THAT_ARE_NONE = List.of("hunter2", "0123456789abcdefghijklmnopqrstu",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "changemechangemechangemechangeme");

  @ParameterizedTest
  @FieldSource("SECRETS_THAT_ARE_NONE") void secretsThatAreNone(String secret) {
    String said = wrong(settings(JwtSettings.SECRET, secret));
    assertFalse(said.contains(secret), said);
    assertTrue(said.startsWith("TAKT_JWT_SECRET=…: a secret of ") && said.contains("expected")
        && said.contains("openssl rand"), said);
  }

  @Test void algorithmsThatAreNone() {
    for (String none : new String[]{"none", "rs256", "RS512", "HS512"}) {
      says(settings(JwtSettings.SECRET, SECRET, JwtSettings.ALGORITHM, none), "TAKT_JWT_ALGORITHM=" + none, "expected");
    }
    says(settings(JwtSettings.SECRET, SECRET, JwtSettings.ALGORITHM, "RS256"), "TAKT_JWT_ALGORITHM=RS256",
        "expected HS256", JwtSettings.PUBLIC_KEY);
    says(settings(JwtSettings.JWKS_URL, "https://x.example/", JwtSettings.ALGORITHM, "HS256"),
        "TAKT_JWT_ALGORITHM=HS256", "public keys");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.EC.getPublic()), JwtSettings.ALGORITHM, "RS256"),
        JwtSettings.PUBLIC_KEY, "kind EC for RS256", "expected an RSA key");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.EC.getPublic()), JwtSettings.ALGORITHM, "HS256"),
        JwtSettings.PUBLIC_KEY, "kind EC for HS256", "expected a secret");
  }

  @Test void urlsThatAreNone() {
    says(settings(JwtSettings.JWKS_URL, "http://id.example.com/keys"), "TAKT_JWT_JWKS_URL",
        "http://id.example.com/keys",
        "expected https");
    says(settings(JwtSettings.JWKS_URL, "https://a b"), "TAKT_JWT_JWKS_URL", "no URL");
    String said = wrong(settings(JwtSettings.JWKS_URL, "https://ann:hunter2@id.example.com/"));
    assertFalse(said.contains("hunter2"), said);
    said = wrong(settings(JwtSettings.JWKS_URL, "https://ann:hunter2@id.example.com/ x"));
    assertFalse(said.contains("hunter2"), said);
  }

  @Test void filesThatAreNone() throws IOException {
    String nowhere = folder.resolve("nowhere").toString();
    says(settings(JwtSettings.PUBLIC_KEY, nowhere), "TAKT_JWT_PUBLIC_KEY=" + nowhere, "no such file");
    says(settings(JwtSettings.JWKS_FILE, nowhere), "TAKT_JWT_JWKS_FILE=" + nowhere, "no such file");
    says(settings(JwtSettings.PUBLIC_KEY, folder.toString()), "cannot be read");
    says(settings(JwtSettings.PUBLIC_KEY, "a\u0000b"), JwtSettings.PUBLIC_KEY, "no path");
    says(settings(JwtSettings.JWKS_FILE, file("{}")), "no key set");
    says(settings(JwtSettings.JWKS_FILE, file("{\"keys\":[]}")), "no key in it can be used");
    says(settings(JwtSettings.JWKS_FILE, file("{\"keys\":[{\"kty\":\"oct\"}]}")), "a secret in a document");
    says(settings(JwtSettings.JWKS_FILE, file(" ".repeat(300 * 1024))), "more than 262144 bytes");
    says(settings(JwtSettings.JWKS_FILE, file(Issuer.keySet(Issuer.jwk(Issuer.EC.getPublic(), "a", ""))),
        JwtSettings.ALGORITHM, "RS256"), "no key in it can be used", "kind EC for RS256");
  }

  @Test void pemsThatAreNone() throws IOException {
    String der = new String(Issuer.RSA.getPublic().getEncoded(), java.nio.charset.StandardCharsets.ISO_8859_1);
    says(settings(JwtSettings.PUBLIC_KEY, file(der)), JwtSettings.PUBLIC_KEY, "no PEM block");
    says(settings(JwtSettings.PUBLIC_KEY, file("a".repeat(100_000))), "expected at most 16384");
    byte[] key = Issuer.RSA.getPublic().getEncoded();
    byte[] secret = Issuer.RSA.getPrivate().getEncoded();
    String said = wrong(settings(JwtSettings.PUBLIC_KEY, Issuer.pem("PRIVATE KEY", secret)));
    assertTrue(said.contains("PRIVATE KEY") && said.contains("openssl pkey -pubout"), said);
    assertFalse(said.contains(java.util.Base64.getEncoder().encodeToString(secret).substring(0, 20)), said);
    says(settings(JwtSettings.PUBLIC_KEY, file(Issuer.pem("EC PRIVATE KEY", secret))), "openssl pkey -pubout");
    says(settings(JwtSettings.PUBLIC_KEY, file(Issuer.pem("CERTIFICATE", key))), "openssl x509 -pubkey");
    says(settings(JwtSettings.PUBLIC_KEY, file(Issuer.pem("RSA PUBLIC KEY", key))), "openssl rsa -RSAPublicKey_in");
    says(settings(JwtSettings.PUBLIC_KEY, file(Issuer.pem("DH PARAMETERS", key))), "'DH PARAMETERS'");
    String one = Issuer.pem(Issuer.RSA.getPublic());
    says(settings(JwtSettings.PUBLIC_KEY, one + one), "more than one");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem("PUBLIC KEY", new byte[40])), "holds no public key");
    says(settings(JwtSettings.PUBLIC_KEY, one.replace("\n", "\\n")), "no PEM block");
    says(settings(JwtSettings.PUBLIC_KEY, one.replace("END", "BEGIN")), "no PEM block");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.pair("RSA", 1024).getPublic())), "1024 bits",
        "expected 2048 to 8192");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(Issuer.pair("X25519", 0).getPublic())),
        "expected Ed25519, EC or RSA");
    says(settings(JwtSettings.PUBLIC_KEY, Issuer.pem(p384())), "expected an EC key on P-256");
  }

  private static java.security.PublicKey p384() {
    try {
      var generator = java.security.KeyPairGenerator.getInstance("EC");
      generator.initialize(384);
      return generator.generateKeyPair().getPublic();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  // ---- by code

  private static void saysOf(Runnable what, String part) {
    String said = String.valueOf(assertThrows(IllegalArgumentException.class, what::run).getMessage());
    assertTrue(said.contains(part), said);
  }

  @Test void theBuildersOwnBounds() {
    TokenKey ed = TokenKey.ofPublicKey(Issuer.ED.getPublic());
    TokenKey ec = TokenKey.ofPublicKey(Issuer.EC.getPublic());
    saysOf(() -> JwtAuthenticator.builder("", "a"), "empty issuer");
    saysOf(() -> JwtAuthenticator.builder("a", " "), "empty audience");
    saysOf(() -> JwtAuthenticator.builder("a", "b").build(), "no key");
    saysOf(() -> JwtAuthenticator.builder("a", "b").key(ed.named("x")).key(ec.named("x")).build(),
        "kid=x for two keys");
    saysOf(() -> JwtAuthenticator.builder("a", "b").key(ed.named("x")).key(ec).build(), "without a kid among 2");
    saysOf(() -> JwtAuthenticator.builder("a", "b").key(ed).jwks(Path.of("x")).build(), "beside a key set");
    saysOf(() -> JwtAuthenticator.builder("a", "b").jwks(Path.of("x")).jwks(Path.of("y")), "a second key set");
    saysOf(() -> JwtAuthenticator.builder("a", "b").skew(Duration.ofSeconds(31)), "expected 0 to PT30S");
    saysOf(() -> JwtAuthenticator.builder("a", "b").skew(Duration.ofSeconds(-1)), "expected 0 to PT30S");
    saysOf(() -> JwtAuthenticator.builder("a", "b").lifetimeMax(Duration.ZERO), "more than 0");
    saysOf(() -> JwtAuthenticator.builder("a", "b").ageMax(Duration.ofDays(1 << 20)), "at most");
    saysOf(() -> JwtAuthenticator.builder("a", "b").keysKept(Duration.ofMinutes(9)), "at least PT10M");
    saysOf(() -> JwtAuthenticator.builder("a", "b").nameClaim(""), "empty nameClaim");
    saysOf(() -> ed.named(""), "expected 1..128");
    saysOf(() -> ed.named("x".repeat(129)), "expected 1..128");
    saysOf(() -> TokenKey.ofSecret(new byte[31]), "at least 32");
  }

  @Test void fixedKeysBesideAKeySet() throws IOException {
    byte[] document = Issuer.keySet(Issuer.jwk(Issuer.EC.getPublic(), "theirs", "")).getBytes(UTF_8);
    Door door = new Door(b -> b.key(TokenKey.ofPublicKey(Issuer.ED.getPublic()).named("ours")).jwks(() -> document)
        .background(Runnable::run));
    door.enter(Issuer.token(Issuer.header("EdDSA", "ours", ""), Issuer.CLAIMS, Issuer.ed25519()));
    door.enter(Issuer.token(Issuer.header("ES256", "theirs", ""), Issuer.CLAIMS, Issuer.es256()));
    door.refuses(Issuer.token("{\"alg\":\"EdDSA\"}", Issuer.CLAIMS, Issuer.ed25519()), TokenFault.KEY_UNNAMED);
    door.refuses(Issuer.token(Issuer.header("EdDSA", "theirs", ""), Issuer.CLAIMS, Issuer.ed25519()),
        TokenFault.ALGORITHM_WRONG);
  }
}
