package takt.server.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// Signs and checks what a server hands out to be shown again: reservations and resume tokens.
///
/// Any thread. A token is `kind.payload.mac`: JSON in base64url, and its HMAC-SHA256 over kind and payload. So one kind
/// cannot pass for another, and any node with the same secret can check it. It is signed, not encrypted: no secrets in
/// it.
public final class Tokens {
  /// The shortest secret, in bytes.
  public static final int SECRET_MIN = 32;
  private static final String RESERVATION = "r1";
  private static final String RESUME = "s1";

  private final SecretKeySpec key;

  public Tokens(byte[] secret) {
    if (secret.length < SECRET_MIN) {
      throw new IllegalArgumentException("secret of " + secret.length + " bytes, expected at least " + SECRET_MIN);
    }
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /// A promise of a seat: signed, used once, until a time.
  ///
  /// @param key what the room knows the promise by
  public record Reservation(String roomId, String key, String playerId, String name, boolean spectator,
      long untilMs) {}

  /// The right to a session.
  public record Resume(String sessionId, String key) {}

  public String sign(Reservation r) {
    Map<String, Json> payload = new LinkedHashMap<>();
    payload.put("room", Json.of(r.roomId));
    payload.put("key", Json.of(r.key));
    payload.put("player", Json.of(r.playerId));
    payload.put("name", Json.of(r.name));
    payload.put("spectator", Json.of(r.spectator));
    payload.put("until", Json.of(r.untilMs));
    return sign(RESERVATION, new Json.Obj(payload));
  }

  public String sign(Resume r) {
    Map<String, Json> payload = new LinkedHashMap<>();
    payload.put("session", Json.of(r.sessionId));
    payload.put("key", Json.of(r.key));
    return sign(RESUME, new Json.Obj(payload));
  }

  /// The promise in a token, or null if we did not sign it. Whether its time is over is the caller's to see.
  public @Nullable Reservation reservation(String token) {
    Json payload = check(RESERVATION, token);
    if (payload == null) return null;
    return new Reservation(text(payload, "room"), text(payload, "key"), text(payload, "player"), text(payload, "name"),
        member(payload, "spectator").flag(false), member(payload, "until").whole(0));
  }

  /// The right in a token, or null if we did not sign it.
  public @Nullable Resume resume(String token) {
    Json payload = check(RESUME, token);
    return payload == null ? null : new Resume(text(payload, "session"), text(payload, "key"));
  }

  private static String text(Json payload, String name) {
    return member(payload, name).text("");
  }

  private static Json member(Json payload, String name) {
    Json member = payload.get(name);
    return member == null ? Json.Null.VALUE : member;
  }

  private String sign(String kind, Json payload) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed = kind + "." + base64.encodeToString(new JsonWriter().value(payload).toBytes());
    return signed + "." + base64.encodeToString(mac(signed));
  }

  private @Nullable Json check(String kind, String token) {
    int end = token.lastIndexOf('.');
    if (end < 0 || !token.startsWith(kind + ".") || end <= kind.length()) return null;
    byte[] given = decode(token.substring(end + 1));
    if (given == null || !MessageDigest.isEqual(given, mac(token.substring(0, end)))) return null;
    byte[] payload = decode(token.substring(kind.length() + 1, end));
    return payload == null ? null : new JsonReader(JsonLimits.HOSTILE).read(payload, 0, payload.length);
  }

  /// Base64url in its one canonical form, so that a token has one spelling.
  private static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      byte[] again = Base64.getUrlEncoder().withoutPadding().encode(bytes);
      return Arrays.equals(again, text.getBytes(UTF_8)) ? bytes : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }
}
