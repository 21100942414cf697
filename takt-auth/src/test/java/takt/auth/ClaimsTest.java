package takt.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What signed tokens must claim, to the second.
class ClaimsTest {
  private static final long NOW = Issuer.NOW_S;

  private final Door door = door(b -> b);

  private static Door door(UnaryOperator<JwtAuthenticator.Builder> more) {
    return new Door(b -> more.apply(b.key(TokenKey.ofPublicKey(Issuer.ED.getPublic()))));
  }

  private static String signed(String claims) {
    return Issuer.token("{\"alg\":\"EdDSA\"}", claims, Issuer.ed25519());
  }

  private static String with(String what, String by) {
    return signed(Issuer.claims(what, by));
  }

  private static String more(String more) {
    return signed(Issuer.claims(more));
  }

  private static String expiring(String exp) {
    return with("\"exp\":" + (NOW + 300), "\"exp\":" + exp);
  }

  // ---- issuer and audience

  static final List<String> ISSUERS_THAT_ARE_NOT_OURS = List.of("\"https://id.example.com\"",
      "\"https://id.example.com//\"", "\"https://ID.example.com/\"", "\"https://id.example.com/ \"",
      "\"https://id.example.com/x\"", "\"\"", "null", "7", "[\"https://id.example.com/\"]", "{}",
      "\"https://id.example.com/\\u0000\"");

  @ParameterizedTest
  @FieldSource("ISSUERS_THAT_ARE_NOT_OURS") void issuersThatAreNotOurs(String iss) {
    door.refuses(with("\"" + Issuer.ISSUER + "\"", iss), TokenFault.ISSUER_WRONG);
  }

  @Test void noIssuer() {
    door.refuses(with("\"iss\"", "\"ISS\""), TokenFault.ISSUER_WRONG);
  }

  static final List<String> AUDIENCES_THAT_ARE_NOT_OURS = List.of("\"arena2\"", "\"aren\"", "\"Arena\"", "\"\"",
      "\"*\"", "null", "true", "{}", "[]", "[\"arena2\"]", "[[\"arena\"]]", "[\"arena\",7]", "[\"arena\",null]",
      "\"arena elsewhere\"",
      "[" + "\"x\",".repeat(16) + "\"arena\"]");

  @ParameterizedTest
  @FieldSource("AUDIENCES_THAT_ARE_NOT_OURS") void audiencesThatAreNotOurs(String aud) {
    door.refuses(with("\"arena\"", aud), TokenFault.AUDIENCE_WRONG);
  }

  static final List<String> ONE_OF_SEVERAL_AUDIENCES = List.of("[\"arena\"]", "[\"elsewhere\",\"arena\"]");

  @ParameterizedTest
  @FieldSource("ONE_OF_SEVERAL_AUDIENCES") void oneOfSeveralAudiences(String aud) {
    assertEquals("ann", door.enter(with("\"arena\"", aud)).id().value());
  }

  @Test void noAudience() {
    door.refuses(with("\"aud\"", "\"AUD\""), TokenFault.AUDIENCE_WRONG);
  }

  // ---- times

  @Test void expiryToTheMillisecond() {
    String token = expiring(Long.toString(NOW));
    door.nowMs = Issuer.NOW_MS + 29_999;
    door.enter(token);
    door.nowMs++;
    door.refuses(token, TokenFault.EXPIRED);
    Door strict = door(b -> b.skew(Duration.ZERO));
    strict.nowMs = Issuer.NOW_MS - 1;
    strict.enter(token);
    strict.nowMs++;
    strict.refuses(token, TokenFault.EXPIRED);
  }

  @Test void fractionsOfASecond() {
    Door strict = door(b -> b.skew(Duration.ZERO));
    String token = expiring(NOW + ".5");
    strict.nowMs = Issuer.NOW_MS + 499;
    strict.enter(token);
    strict.nowMs++;
    strict.refuses(token, TokenFault.EXPIRED);
    door.enter(expiring("18.00000300e8"));
  }

  @Test void expiryMustBeThere() {
    door.refuses(with("\"exp\"", "\"EXP\""), TokenFault.EXPIRY_MISSING);
  }

  static final List<String> TIMES_THAT_ARE_NONE = List.of("null", "\"1800000300\"", "true", "[1800000300]",
      "{}", "-1", "1e300", "1e17", "9223372036854775807", "-9223372036854775808");

  @ParameterizedTest
  @FieldSource("TIMES_THAT_ARE_NONE") void timesThatAreNone(String time) {
    door.refuses(expiring(time), TokenFault.TIME_INVALID);
    door.refuses(more(",\"nbf\":" + time), TokenFault.TIME_INVALID);
    door.refuses(more(",\"iat\":" + time), TokenFault.TIME_INVALID);
  }

  @Test void goodForTooLong() {
    long day = Duration.ofHours(24).toSeconds();
    door.enter(expiring(Long.toString(NOW + day + 30)));
    door.refuses(expiring(Long.toString(NOW + day + 31)), TokenFault.EXPIRY_FAR);
    door.refuses(expiring("4102444800"), TokenFault.EXPIRY_FAR);
    door.refuses(expiring("9007199254740"), TokenFault.EXPIRY_FAR);
    Door brief = door(b -> b.lifetimeMax(Duration.ofMinutes(15)).skew(Duration.ZERO));
    brief.enter(expiring(Long.toString(NOW + 900)));
    brief.refuses(expiring(Long.toString(NOW + 901)), TokenFault.EXPIRY_FAR);
  }

  @Test void notBeforeItsTime() {
    String token = more(",\"nbf\":" + (NOW + 60));
    door.nowMs = Issuer.NOW_MS + 29_999;
    door.refuses(token, TokenFault.NOT_YET_VALID);
    door.nowMs++;
    door.enter(token);
  }

  @Test void issuedInTheFuture() {
    door.enter(more(",\"iat\":" + (NOW + 30)));
    door.refuses(more(",\"iat\":" + (NOW + 31)), TokenFault.ISSUED_LATER);
    door.refuses(more(",\"iat\":9007199254740"), TokenFault.ISSUED_LATER);
  }

  @Test void issuedTooLongAgo() {
    door.enter(more(",\"iat\":0"));
    Door fresh = door(b -> b.ageMax(Duration.ofMinutes(5)));
    fresh.enter(more(",\"iat\":" + (NOW - 330)));
    fresh.refuses(more(",\"iat\":" + (NOW - 331)), TokenFault.TOO_OLD);
    fresh.refuses(signed(Issuer.CLAIMS), TokenFault.ISSUED_MISSING);
  }

  // ---- who

  static final List<String> SUBJECTS_THAT_ARE_NONE = List.of("null", "7", "true", "[\"ann\"]",
      "{\"id\":\"ann\"}", "\"\"", "\" \"", "\"an n\"", "\"ann\\n\"", "\"ann\\u0000\"", "\"\\u202enna\"",
      "\"ann\\u200b\"", "\"\\ufeffann\"", "\"ann\\u00a0\"", "\"ann\\u0085\"", "\"\\u2028\"", "\"\\ue000\"");

  @ParameterizedTest
  @FieldSource("SUBJECTS_THAT_ARE_NONE") void subjectsThatAreNone(String sub) {
    door.refuses(with("\"ann\"", sub), TokenFault.SUBJECT_INVALID);
  }

  @Test void subjectsMissingAndLong() {
    door.refuses(with("\"sub\"", "\"SUB\""), TokenFault.SUBJECT_INVALID);
    String longest = "a".repeat(128);
    assertEquals(longest, door.enter(with("ann", longest)).id().value());
    door.refuses(with("ann", longest + "a"), TokenFault.SUBJECT_INVALID);
  }

  static final List<String> SUBJECTS_OF_OTHERS = List.of("guest:1", "guest:", "bot:7", "Guest:1", "BOT:");

  @ParameterizedTest
  @FieldSource("SUBJECTS_OF_OTHERS") void subjectsOfOthers(String sub) {
    door.refuses(with("ann", sub), TokenFault.SUBJECT_RESERVED);
  }

  static final List<String> SUBJECTS_THAT_FIT = List.of("auth0|5f7c8ec7", "google-oauth2|1234",
      "ann@example.com", "bots", "guests", "漢字", "https://id.example.com/users/1", "00u-🙂");

  @ParameterizedTest
  @FieldSource("SUBJECTS_THAT_FIT") void subjectsThatFit(String sub) {
    assertEquals(sub, door.enter(with("ann", sub)).id().value());
  }

  @ParameterizedTest
  @CsvSource({"'', wish, wish", "'', '', Player", "',\"name\":\"Ann\"', wish, Ann",
      "',\"name\":\" \"', wish, wish", "',\"name\":7', wish, wish", "',\"nick\":\"Nan\"', wish, wish",
      "',\"name\":\"A\\u0000\\u202en\"', wish, An"}) void names(String claim, String wish, String name) {
    assertEquals(name, door.enter(more(claim), wish).name());
  }

  @Test void nameOfAnotherClaim() {
    Door nick = door(b -> b.nameClaim("nick"));
    assertEquals("Nan", nick.enter(more(",\"name\":\"Ann\",\"nick\":\"Nan\""), "wish").name());
  }
}
