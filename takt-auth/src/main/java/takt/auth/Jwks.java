package takt.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// Reads a JSON Web Key Set (RFC 7517): keeps the keys we can check with, and says of each other one why not.
///
/// Immutable; any thread. A key of a kind we do not know is no fault: issuers publish keys for others too.
///
/// @param keys what can be used
/// @param skipped what cannot, a line each, for logs
record Jwks(KeyRing keys, List<String> skipped) {
  /// Keys a document may hold: issuers show two or three, big ones some twenty.
  private static final int KEYS_MAX = 100;
  private static final JsonLimits LIMITS = new JsonLimits(8, 16 * 1024, 8 * 1024);
  /// What makes a public key; all else stays here.
  private static final List<String> PUBLIC = List.of("kty", "crv", "x", "y", "n", "e");
  private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth");

  /// Why a key is not used.
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    private Unfit(String why) {
      super(why, null, false, false);
    }
  }

  /// @param only the one algorithm tokens may have; null: each key's own
  /// @throws IOException for what is no key set
  static Jwks parse(byte[] document, @Nullable SigningAlgorithm only) throws IOException {
    JsonReader reader = new JsonReader(LIMITS);
    Json set = reader.read(document, 0, document.length);
    if (set == null) throw new IOException("no key set: " + reader.error());
    if (!(set.get("keys") instanceof Json.Arr array)) throw new IOException("no key set: 'keys' is no array");
    if (array.items().size() > KEYS_MAX) throw new IOException("more than " + KEYS_MAX + " keys");
    List<TokenKey> keys = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (Json item : array.items()) {
      try {
        keys.add(key(item, only));
      } catch (Unfit unfit) {
        skipped.add(name(item) + ": " + unfit.getMessage());
      }
    }
    return new Jwks(ring(keys, skipped), skipped);
  }

  /// Leaves out what would be ambiguous: all keys that share a name, and nameless ones among several.
  private static KeyRing ring(List<TokenKey> keys, List<String> skipped) {
    Set<@Nullable String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (TokenKey key : keys) {
      if (!seen.add(key.kid()) && key.kid() != null) twice.add(key.kid());
    }
    boolean several = keys.size() > 1;
    List<TokenKey> clear = new ArrayList<>(keys);
    clear.removeIf(key -> key.kid() == null ? several : twice.contains(key.kid()));
    twice.forEach(kid -> skipped.add("kid=" + kid + ": several keys have this name"));
    if (several && seen.contains(null)) skipped.add("a key without a kid: there are others");
    return new KeyRing(clear);
  }

  private static String name(Json key) {
    return key.get("kid") instanceof Json.Text kid ? "kid=" + kid.value() : "a key without a kid";
  }

  private static TokenKey key(Json key, @Nullable SigningAlgorithm only) throws Unfit {
    Json kid = key.get("kid");
    String name = kid == null ? null : kid.text("");
    if (name != null && (name.isEmpty() || name.length() > TokenKey.KID_MAX)) {
      throw new Unfit("its kid is not a text of 1 to " + TokenKey.KID_MAX + " characters");
    }
    checkUse(key);
    SigningAlgorithm algorithm = algorithm(key, only);
    TokenKey made;
    try {
      PublicKey publicKey = publicKey(key);
      made = algorithm == null ? TokenKey.ofPublicKey(publicKey) : TokenKey.ofPublicKey(publicKey, algorithm);
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new Unfit(String.valueOf(e.getMessage()));
    }
    return name == null ? made : made.named(name);
  }

  private static void checkUse(Json key) throws Unfit {
    String kind = text(key, "kty");
    if (kind.equals("oct")) throw new Unfit("a secret in a document of public keys");
    for (String part : PRIVATE) {
      if (key.get(part) != null) throw new Unfit("its private part is published: anybody can sign with it");
    }
    Json use = key.get("use");
    if (use != null && !use.text("").equals("sig")) throw new Unfit("it is not for signatures");
    Json operations = key.get("key_ops");
    if (operations != null && operations.items().stream().noneMatch(o -> o.text("").equals("verify"))) {
      throw new Unfit("it is not for checking signatures");
    }
  }

  /// The algorithm the key is for: its own, else the only one, else null for the usual one of its kind.
  private static @Nullable SigningAlgorithm algorithm(Json key, @Nullable SigningAlgorithm only) throws Unfit {
    if (key.get("alg") == null) return only;
    SigningAlgorithm own = SigningAlgorithm.of(text(key, "alg"));
    if (own == null || own == SigningAlgorithm.HS256) throw new Unfit("alg=" + text(key, "alg") + " is not supported");
    if (only != null && own != only) throw new Unfit("alg=" + own + ", and only " + only + " is taken");
    return own;
  }

  private static PublicKey publicKey(Json key) throws ParseException, JOSEException, Unfit {
    JsonWriter json = new JsonWriter().beginObject();
    for (String name : PUBLIC) {
      if (key.get(name) instanceof Json.Text text) json.name(name).value(text.value());
    }
    JWK jwk = JWK.parse(json.endObject().toString());
    return switch (text(key, "kty")) {
      case "RSA" -> jwk.toRSAKey().toRSAPublicKey();
      case "EC" -> jwk.toECKey().toECPublicKey();
      case "OKP" -> {
        if (!text(key, "crv").equals("Ed25519")) throw new Unfit("crv=" + text(key, "crv") + " is not supported");
        yield Pem.ed25519(jwk.toOctetKeyPair().getDecodedX());
      }
      default -> throw new Unfit("kty=" + text(key, "kty") + " is not supported");
    };
  }

  private static String text(Json key, String name) {
    Map<String, Json> members = key.members();
    return members.containsKey(name) ? members.get(name).text("") : "";
  }
}
