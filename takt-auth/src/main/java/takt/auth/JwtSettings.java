package takt.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of [JwtAuthenticator], by the names they have in the environment.
///
/// Pure functions, but for files that settings name; any thread. `TAKT_JWT_ISSUER`, `TAKT_JWT_AUDIENCE` and one source
/// of keys are needed; a name that is set must have a value, and one that is misspelled is an error, for either could
/// turn the check off unnoticed.
///
/// | name | value |
/// |---|---|
/// | `TAKT_JWT_ISSUER` | `iss`, exactly as it is in tokens |
/// | `TAKT_JWT_AUDIENCE` | `aud`, exactly |
/// | `TAKT_JWT_JWKS_URL` | keys: the issuer's key set, over HTTPS |
/// | `TAKT_JWT_JWKS_FILE` | keys: a key set in a file |
/// | `TAKT_JWT_PUBLIC_KEY` | keys: a PEM file with one public key, or its text |
/// | `TAKT_JWT_SECRET` | keys: a secret shared with who signs, at least 32 bytes; for HS256 |
/// | `TAKT_JWT_ALGORITHM` | the one to take: EdDSA, ES256, RS256, PS256 or HS256; without it the usual one of the key |
/// | `TAKT_JWT_NAME_CLAIM` | the claim with the player's name; `name` without it |
public final class JwtSettings {
  public static final String ISSUER = "TAKT_JWT_ISSUER";
  public static final String AUDIENCE = "TAKT_JWT_AUDIENCE";
  public static final String JWKS_URL = "TAKT_JWT_JWKS_URL";
  public static final String JWKS_FILE = "TAKT_JWT_JWKS_FILE";
  public static final String PUBLIC_KEY = "TAKT_JWT_PUBLIC_KEY";
  public static final String SECRET = "TAKT_JWT_SECRET";
  public static final String ALGORITHM = "TAKT_JWT_ALGORITHM";
  public static final String NAME_CLAIM = "TAKT_JWT_NAME_CLAIM";

  /// All of them, in the order of the table.
  public static final List<String> NAMES = List.of(ISSUER, AUDIENCE, JWKS_URL, JWKS_FILE, PUBLIC_KEY, SECRET, ALGORITHM,
      NAME_CLAIM);
  /// Those whose values must not be shown.
  public static final Set<String> SECRET_NAMES = Set.of(SECRET);

  private static final String PREFIX = "TAKT_JWT_";
  private static final List<String> SOURCES = List.of(JWKS_URL, JWKS_FILE, PUBLIC_KEY, SECRET);

  private final Map<String, String> settings;

  private JwtSettings(Map<String, String> settings) {
    this.settings = settings;
  }

  /// Looks for what is wrong, files that are named included, and makes nothing of it.
  ///
  /// @throws IllegalArgumentException as [JwtAuthenticator#from] does
  public static void check(Map<String, String> settings) {
    JwtAuthenticator.Builder _ = read(settings);
  }

  /// A builder with what the settings say, null if there are none.
  static JwtAuthenticator.@Nullable Builder read(Map<String, String> settings) {
    List<String> given = settings.keySet().stream().filter(name -> name.startsWith(PREFIX)).sorted().toList();
    if (given.isEmpty()) return null;
    for (String name : given) {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(name + " is not a setting, expected one of " + String.join(", ", NAMES));
      }
      if (settings.getOrDefault(name, "").isBlank()) {
        throw new IllegalArgumentException(name + " is set but empty, expected a value: set it, or unset it");
      }
    }
    return new JwtSettings(settings).builder();
  }

  private JwtAuthenticator.Builder builder() {
    String issuer = needed(ISSUER, "what tokens have as iss, such as https://id.example.com/");
    String audience = needed(AUDIENCE, "what tokens have as aud, such as the name of your game");
    JwtAuthenticator.Builder builder = JwtAuthenticator.builder(issuer, audience);
    SigningAlgorithm algorithm = algorithm();
    String source = source();
    switch (source) {
      case JWKS_URL -> builder.jwks(url());
      case JWKS_FILE -> builder.jwks(keySetFile(algorithm));
      case PUBLIC_KEY -> builder.key(publicKey(algorithm));
      default -> builder.key(secret(algorithm));
    }
    boolean keySet = source.equals(JWKS_URL) || source.equals(JWKS_FILE);
    if (keySet && algorithm != null) keySetAlgorithm(builder, algorithm);
    String nameClaim = settings.get(NAME_CLAIM);
    return nameClaim == null ? builder : builder.nameClaim(nameClaim);
  }

  private String needed(String name, String what) {
    String value = settings.get(name);
    if (value != null) return value;
    throw new IllegalArgumentException(name + " is not set, expected " + what + ": tokens are taken only if it fits");
  }

  /// The one setting that says where keys come from.
  private String source() {
    List<String> given = new ArrayList<>(SOURCES);
    given.removeIf(name -> !settings.containsKey(name));
    if (given.size() == 1) return given.getFirst();
    String choice = String.join(", ", SOURCES);
    if (given.isEmpty()) throw new IllegalArgumentException("no key to check tokens with: set one of " + choice);
    throw new IllegalArgumentException(String.join(" and ", given)
        + " are set, expected one of them: several keys belong into one key set, each with its kid");
  }

  private @Nullable SigningAlgorithm algorithm() {
    String value = settings.get(ALGORITHM);
    if (value == null) return null;
    SigningAlgorithm algorithm = SigningAlgorithm.of(value);
    if (algorithm == null) throw wrong(ALGORITHM, value, "expected EdDSA, ES256, RS256, PS256 or HS256, spelled so");
    return algorithm;
  }

  private static void keySetAlgorithm(JwtAuthenticator.Builder builder, SigningAlgorithm algorithm) {
    try {
      builder.algorithm(algorithm);
    } catch (IllegalArgumentException e) {
      throw wrong(ALGORITHM, algorithm.label(), reason(e) + "; for a shared secret set " + SECRET + " instead");
    }
  }

  private URI url() {
    String value = value(JWKS_URL);
    try {
      URI uri = new URI(value);
      new HttpJwks(uri);
      return uri;
    } catch (URISyntaxException e) {
      throw wrong(JWKS_URL, "…",
          "no URL (" + e.getReason() + " at character " + e.getIndex() + "), expected https://host/path");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(JWKS_URL + ": " + reason(e), e);
    }
  }

  /// Read once now, for the start is when people look at what is wrong.
  private Path keySetFile(@Nullable SigningAlgorithm only) {
    Path path = path(JWKS_FILE);
    try {
      Jwks found = Jwks.parse(new FileJwks(path).fetch(), only);
      if (!found.keys().isEmpty()) return path;
      throw wrong(JWKS_FILE, path, "no key in it can be used, expected at least one. Not used: " + found.skipped());
    } catch (IOException e) {
      throw wrong(JWKS_FILE, path, unread(e));
    }
  }

  private TokenKey publicKey(@Nullable SigningAlgorithm algorithm) {
    String value = value(PUBLIC_KEY);
    boolean isText = value.strip().startsWith("-----BEGIN");
    String pem = isText ? value : pemFile(path(PUBLIC_KEY));
    try {
      return TokenKey.ofPem(pem, algorithm);
    } catch (IllegalArgumentException e) {
      throw wrong(PUBLIC_KEY, isText ? "(a PEM text)" : value, reason(e));
    }
  }

  /// As characters of one byte: PEM is ASCII, and what is not is answered with what was expected.
  private static String pemFile(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(Pem.LENGTH_MAX + 1), ISO_8859_1);
    } catch (IOException e) {
      throw wrong(PUBLIC_KEY, path, unread(e));
    }
  }

  private TokenKey secret(@Nullable SigningAlgorithm algorithm) {
    if (algorithm != null && algorithm != SigningAlgorithm.HS256) {
      throw wrong(ALGORITHM, algorithm.label(), "with " + SECRET + " set, expected HS256: " + algorithm
          + " needs a public key, by " + PUBLIC_KEY + " or " + JWKS_URL);
    }
    try {
      return TokenKey.ofSecret(value(SECRET).getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      throw wrong(SECRET, "…", reason(e) + "; make one with `openssl rand -base64 48`");
    }
  }

  private Path path(String name) {
    try {
      return Path.of(value(name));
    } catch (InvalidPathException e) {
      throw wrong(name, value(name), "no path: " + e.getReason());
    }
  }

  private String value(String name) {
    return settings.getOrDefault(name, "");
  }

  private static String unread(IOException e) {
    if (e instanceof NoSuchFileException) return "there is no such file, expected one that the server can read";
    return "it cannot be read: " + e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static String reason(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  private static IllegalArgumentException wrong(String name, Object value, String why) {
    return new IllegalArgumentException(name + "=" + value + ": " + why);
  }
}
