package takt.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// A token taken apart, nothing of it believed yet.
///
/// ```
///  base64url(header) . base64url(payload) . base64url(signature)
///  └────────── signed: these bytes ─────┘
/// ```
/// Immutable; any thread.
final class SignedToken {
  /// As [takt.server.Credentials] says.
  static final int LENGTH_MAX = 3 * 1024;

  /// Keys the bearer brings along (RFC 8725 3.10), and whatever would make the payload something else than it is.
  private static final Set<String> FORBIDDEN = Set.of("jku", "jwk", "x5u", "x5c", "b64", "zip", "enc", "epk", "cty");
  /// A JWT, or an access token (RFC 9068).
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private final String alg;
  private final @Nullable String kid;
  private final byte[] signed;
  private final byte[] payload;
  private final byte[] signature;

  private SignedToken(String alg, @Nullable String kid, byte[] signed, byte[] payload, byte[] signature) {
    this.alg = alg;
    this.kid = kid;
    this.signed = signed;
    this.payload = payload;
    this.signature = signature;
  }

  /// Takes a token apart.
  static SignedToken parse(String token) throws TokenRefused {
    TokenRefused.unless(!token.isEmpty(), TokenFault.MISSING);
    TokenRefused.unless(token.length() <= LENGTH_MAX, TokenFault.TOO_LARGE);
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    boolean threeParts = first > 0 && second > 0 && token.indexOf('.', second + 1) < 0;
    TokenRefused.unless(threeParts, TokenFault.MALFORMED);
    byte[] header = decode(token.substring(0, first));
    byte[] payload = decode(token.substring(first + 1, second));
    byte[] signature = decode(token.substring(second + 1));
    // An unsigned token has an empty third part. Its header says so too, and is worth its own counter.
    Json head = object(header, TokenFault.HEADER_INVALID);
    String alg = algorithm(head);
    checkHeader(head);
    TokenRefused.unless(payload.length > 0 && signature.length > 0, TokenFault.MALFORMED);
    byte[] signed = token.substring(0, second).getBytes(US_ASCII);
    return new SignedToken(alg, kid(head), signed, payload, signature);
  }

  /// The key it names, null for none: only ever looked up among ours.
  @Nullable String kid() {
    return kid;
  }

  /// What it claims, once the key has been found to have signed it with the one algorithm it is for. What the header
  /// says of the algorithm is only compared.
  Json claims(TokenKey key) throws TokenRefused {
    TokenRefused.unless(key.algorithm().isNamed(alg), TokenFault.ALGORITHM_WRONG);
    TokenRefused.unless(key.holds(signed, signature), TokenFault.SIGNATURE_WRONG);
    return object(payload, TokenFault.CLAIMS_INVALID);
  }

  /// Base64url without padding in its one canonical form, so that a token has one spelling.
  private static byte[] decode(String part) throws TokenRefused {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException _) {
      throw new TokenRefused(TokenFault.MALFORMED);
    }
    byte[] again = Base64.getUrlEncoder().withoutPadding().encode(bytes);
    TokenRefused.unless(part.equals(new String(again, US_ASCII)), TokenFault.MALFORMED);
    return bytes;
  }

  private static Json object(byte[] json, TokenFault otherwise) throws TokenRefused {
    Json value = new JsonReader(JsonLimits.HOSTILE).read(json, 0, json.length);
    if (!(value instanceof Json.Obj)) throw new TokenRefused(otherwise);
    return value;
  }

  private static String algorithm(Json header) throws TokenRefused {
    if (!(header.get("alg") instanceof Json.Text alg)) throw new TokenRefused(TokenFault.HEADER_INVALID);
    TokenRefused.unless(!alg.value().strip().equalsIgnoreCase("none"), TokenFault.ALGORITHM_NONE);
    return alg.value();
  }

  private static void checkHeader(Json header) throws TokenRefused {
    TokenRefused.unless(header.get("crit") == null, TokenFault.HEADER_CRITICAL);
    for (String name : header.members().keySet())
      TokenRefused.unless(!FORBIDDEN.contains(name), TokenFault.HEADER_FORBIDDEN);
    Json type = header.get("typ");
    TokenRefused.unless(type == null || type instanceof Json.Text text && isType(text.value()), TokenFault.TYPE_WRONG);
  }

  /// Media types are compared without case, and `application/` may be left out (RFC 7515 4.1.9).
  private static boolean isType(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return TYPES.contains(lower.startsWith("application/") ? lower.substring("application/".length()) : lower);
  }

  private static @Nullable String kid(Json header) throws TokenRefused {
    Json kid = header.get("kid");
    if (kid == null) return null;
    if (!(kid instanceof Json.Text text)) throw new TokenRefused(TokenFault.HEADER_INVALID);
    // Names that no key of ours can have are not worth a look at the issuer's.
    TokenRefused.unless(!text.value().isEmpty() && text.value().length() <= TokenKey.KID_MAX, TokenFault.KEY_UNKNOWN);
    return text.value();
  }
}
