package takt.auth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.schema.PlayerId;
import takt.server.Credentials;
import takt.server.Identity;

/// What the claims of a token must be for it to be taken, and whom they name.
///
/// Immutable; any thread. Time comes in as an argument.
///
/// @param issuer `iss`, exactly
/// @param audience `aud`, exactly, or one of its items (RFC 7519 4.1.3: issuers list several services)
/// @param skew by how much our clock and the issuer's may differ
/// @param lifetimeMax how long a token may still be good for: a token for years is a password
/// @param ageMax how long ago it may have been issued; null: `iat` is not needed
/// @param nameClaim where the player's name is
record Claims(String issuer, String audience, Duration skew, Duration lifetimeMax, @Nullable Duration ageMax,
    String nameClaim) {
  /// Services a token may be for; nobody lists as many.
  private static final int AUDIENCES_MAX = 16;

  /// Who these claims name.
  ///
  /// @param wish what they would like to be called, used if the claims have no name
  Identity identity(Json claims, Credentials wish, long nowMs) throws TokenRefused {
    TokenRefused.unless(issuer.equals(text(claims, "iss")), TokenFault.ISSUER_WRONG);
    TokenRefused.unless(isForUs(claims.get("aud")), TokenFault.AUDIENCE_WRONG);
    checkTimes(claims, nowMs);
    String name = text(claims, nameClaim);
    return new Identity(subject(claims.get("sub")), name == null || name.isBlank() ? wish.name() : name);
  }

  private static @Nullable String text(Json claims, String name) {
    return claims.get(name) instanceof Json.Text text ? text.value() : null;
  }

  private boolean isForUs(@Nullable Json aud) {
    if (aud instanceof Json.Text text) return text.value().equals(audience);
    if (!(aud instanceof Json.Arr several) || several.items().size() > AUDIENCES_MAX) return false;
    boolean found = false;
    for (Json item : several.items()) {
      if (!(item instanceof Json.Text text)) return false;
      found |= text.value().equals(audience);
    }
    return found;
  }

  private void checkTimes(Json claims, long nowMs) throws TokenRefused {
    Long expiresMs = timeMs(claims, "exp");
    Long notBeforeMs = timeMs(claims, "nbf");
    Long issuedMs = timeMs(claims, "iat");
    long skewMs = skew.toMillis();
    if (expiresMs == null) throw new TokenRefused(TokenFault.EXPIRY_MISSING);
    TokenRefused.unless(nowMs < expiresMs + skewMs, TokenFault.EXPIRED);
    TokenRefused.unless(expiresMs <= nowMs + lifetimeMax.toMillis() + skewMs, TokenFault.EXPIRY_FAR);
    TokenRefused.unless(notBeforeMs == null || notBeforeMs <= nowMs + skewMs, TokenFault.NOT_YET_VALID);
    TokenRefused.unless(issuedMs == null || issuedMs <= nowMs + skewMs, TokenFault.ISSUED_LATER);
    if (ageMax == null) return;
    if (issuedMs == null) throw new TokenRefused(TokenFault.ISSUED_MISSING);
    TokenRefused.unless(nowMs <= issuedMs + ageMax.toMillis() + skewMs, TokenFault.TOO_OLD);
  }

  /// A `NumericDate`: seconds since 1970, fractions allowed.
  private static @Nullable Long timeMs(Json claims, String name) throws TokenRefused {
    Json time = claims.get(name);
    if (time == null) return null;
    double seconds = time.number(-1);
    TokenRefused.unless(seconds >= 0 && seconds <= Protocol.WHOLE_MAX / 1000.0, TokenFault.TIME_INVALID);
    return (long) (seconds * 1000);
  }

  private static PlayerId subject(@Nullable Json sub) throws TokenRefused {
    if (!(sub instanceof Json.Text text)) throw new TokenRefused(TokenFault.SUBJECT_INVALID);
    String id = text.value();
    boolean fits = !id.isEmpty() && id.length() <= PlayerId.LENGTH_MAX && id.codePoints().allMatch(Claims::isVisible);
    TokenRefused.unless(fits, TokenFault.SUBJECT_INVALID);
    TokenRefused.unless(!begins(id, "guest:") && !begins(id, "bot:"), TokenFault.SUBJECT_RESERVED);
    return new PlayerId(id);
  }

  /// Ids go into logs, labels of consoles and keys of stores: nothing invisible in them.
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
          Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }

  private static boolean begins(String id, String prefix) {
    return id.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
