package takt.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import takt.auth.JwtSettings;
import takt.netty.address.Cidr;
import takt.netty.pages.Origins;
import takt.server.RoomConfig;
import takt.server.session.Tokens;

/// How a server runs, as the environment and a file say.
///
/// Immutable; any thread. The environment comes first, then the file `takt.properties` (or the one that `TAKT_CONFIG`
/// names), then the default. A value that does not fit is told with its bound and fix, all of them at once; an unknown
/// name in the file is one too, for it is most likely a slip. `docs/configuration.md` lists them and is checked against
/// this list.
final class Settings {
  static final String DEVELOPMENT = "development";
  static final String PRODUCTION = "production";
  /// Whoever edits a game does not want to wait for its rooms.
  private static final Duration DRAIN_DEVELOPMENT = Duration.ofSeconds(2);
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final String HIDDEN = "(hidden)";
  private static final String ROOM_PREFIX = "TAKT_ROOM_";
  /// Read by the launcher, by tests and by [Settings] itself.
  private static final List<String> ELSEWHERE = List.of("TAKT_JAVA_OPTS", "TAKT_JVM_DIRS", "TAKT_JDK_API", "TAKT_TOOL_",
      "TAKT_CONFIG", "TAKT_CLASSPATH", "TAKT_SBIN", "TAKT_JAVA_HOME_TOOL");

  static final Setting<String> MODE = Setting.choice("TAKT_MODE", DEVELOPMENT, List.of(DEVELOPMENT, PRODUCTION),
      "production refuses what is only fit for a desk: no authenticator, no secret");
  static final Setting<Integer> PORT = Setting.whole("TAKT_PORT", 7777, 0, 65_535,
      "players' port, TCP; 0 takes a free one; PORT is used if this is not set");
  static final Setting<String> HOST = Setting.text("TAKT_HOST", "::", "address players' port listens on; :: is all");
  static final Setting<Integer> ADMIN_PORT = Setting.whole("TAKT_ADMIN_PORT", 7778, 0, 65_535,
      "port of /metrics, /livez and /readyz; 0 takes a free one");
  static final Setting<String> ADMIN_HOST = Setting.text("TAKT_ADMIN_HOST", "127.0.0.1",
      "address the admin port listens on; anything but loopback shows it to the network");
  static final Setting<List<String>> ADMIN_NAMES = Setting.list("TAKT_ADMIN_NAMES",
      "names the admin port may be called by besides localhost, such as a machine's; * for any", _ -> {});
  static final Setting<String> TLS_CERT = Setting.file("TAKT_TLS_CERT",
      "certificate chain, PEM; read again when it changes");
  static final Setting<String> TLS_KEY = Setting.file("TAKT_TLS_KEY", "its private key, PEM, PKCS #8");
  static final Setting<String> SECRET = Setting.secret("TAKT_SECRET", Tokens.SECRET_MIN,
      "signs reservations and resume tokens; random if not set, so a restart voids them");
  static final Setting<List<String>> ORIGINS = Setting.list("TAKT_ORIGINS",
      "web pages that may connect, such as https://game.example, separated by commas; self for this server's own, * for"
          + " all; empty: in development all, else self",
      Origins::new);
  static final Setting<List<String>> TRUSTED_PROXIES = Setting.list("TAKT_TRUSTED_PROXIES",
      "addresses or networks whose X-Forwarded-For and PROXY header are believed: 10.0.0.0/8,::1",
      networks -> networks.forEach(Cidr::parse));
  static final Setting<Boolean> PROXY_PROTOCOL = Setting.flag("TAKT_PROXY_PROTOCOL", false,
      "trusted proxies send a PROXY v2 header");
  static final Setting<Integer> CONNECTIONS_MAX = Setting.whole("TAKT_CONNECTIONS_MAX", 10_000, 1, 1_000_000,
      "connections at a time");
  static final Setting<Integer> CONNECTIONS_PER_ADDRESS_MAX = Setting.whole("TAKT_CONNECTIONS_PER_ADDRESS_MAX", 256, 1,
      1_000_000, "connections from one address, or one IPv6 /64");
  static final Setting<Integer> SESSIONS_MAX = Setting.whole("TAKT_SESSIONS_MAX", 10_000, 1, 1_000_000,
      "sessions at a time, connected or not");
  static final Setting<Integer> ROOMS_MAX = Setting.whole("TAKT_ROOMS_MAX", 5_000, 1, 1_000_000, "rooms at a time");
  static final Setting<Boolean> GUESTS = Setting.flag("TAKT_GUESTS", false,
      "people may come in without a token; always so in development without an authenticator");
  static final Setting<Integer> WORKERS = Setting.whole("TAKT_WORKERS", Math.max(1, CORES - 1), 1, 256,
      "threads that rooms run on; one less than there are cores");
  static final Setting<Integer> IO_THREADS = Setting.whole("TAKT_IO_THREADS", Math.clamp(CORES / 2, 1, 4), 1, 64,
      "event loops for sockets; half the cores, at most 4");
  static final Setting<String> IO = Setting.choice("TAKT_IO", "auto", List.of("auto", "epoll", "io_uring", "nio"),
      "how sockets are driven; auto is epoll on Linux, else nio");
  static final Setting<Duration> DRAIN = Setting.seconds("TAKT_DRAIN_SECONDS", 30, 86_400,
      "how long rooms may go on after the server was told to stop; " + DRAIN_DEVELOPMENT.toSeconds()
          + " in development");
  static final Setting<String> LOG = Setting.choice("TAKT_LOG", "info", List.of("error", "warn", "info", "debug"),
      "what is logged, on standard error");

  static final List<Setting<?>> ALL = List.of(MODE, PORT, HOST, ADMIN_PORT, ADMIN_HOST, ADMIN_NAMES, TLS_CERT, TLS_KEY,
      SECRET, ORIGINS, TRUSTED_PROXIES, PROXY_PROTOCOL, CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, SESSIONS_MAX,
      ROOMS_MAX, GUESTS,
      WORKERS, IO_THREADS, IO, DRAIN, LOG);

  private final Map<Setting<?>, Object> values;
  private final Map<String, String> jwt;
  private final Map<String, Map<RoomSetting, Integer>> rooms;
  private final List<String> remarks;

  private Settings(Map<Setting<?>, Object> values, Map<String, String> jwt,
      Map<String, Map<RoomSetting, Integer>> rooms, List<String> remarks) {
    this.values = values;
    this.jwt = jwt;
    this.rooms = rooms;
    this.remarks = remarks;
  }

  /// What can be said of rooms of one name: `TAKT_ROOM_MY_ARENA_SEATS_MAX=32`.
  enum RoomSetting {
    TICK_RATE_HZ,
    SEND_RATE_HZ,
    SEATS_MAX,
    SPECTATORS_MAX,
    ENTITIES_MAX,
    RECONNECT_SECONDS,
    CLOSE_WHEN_EMPTY_SECONDS;

    void set(RoomConfig config, int value) {
      RoomConfig _ = switch (this) {
        case TICK_RATE_HZ -> config.tickRateHz(value);
        case SEND_RATE_HZ -> config.sendRateHz(value);
        case SEATS_MAX -> config.seatsMax(value);
        case SPECTATORS_MAX -> config.spectatorsMax(value);
        case ENTITIES_MAX -> config.entitiesMax(value);
        case RECONNECT_SECONDS -> config.reconnectFor(Duration.ofSeconds(value));
        case CLOSE_WHEN_EMPTY_SECONDS -> config.closeWhenEmptyFor(Duration.ofSeconds(value));
      };
    }
  }

  /// Reads the environment and the file it names, if there is one.
  ///
  /// @param folder where `takt.properties` is looked for
  /// @param ownAuthenticator whether the game itself says who may come in
  static Settings read(Map<String, String> environment, Path folder, boolean ownAuthenticator) throws SettingsError {
    List<String> problems = new ArrayList<>();
    Map<String, String> said = new TreeMap<>(file(environment, folder, problems));
    for (String name : said.keySet()) {
      if (!isKnown(name))
        problems.add("the configuration file sets " + name + ", which is none of the settings"
            + nearest(name) + " See docs/configuration.md, or run with --settings for the list.");
    }
    List<String> remarks = new ArrayList<>();
    environment.forEach((name, value) -> {
      if (!name.startsWith("TAKT_") && !name.equals("PORT")) return;
      if (isKnown(name)) said.put(name, value);
      else if (ELSEWHERE.stream().noneMatch(name::startsWith)) {
        remarks.add(name + " is set, but is none of the settings" + nearest(name));
      }
    });
    Map<Setting<?>, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : ALL) parse(setting, said, values, problems);
    Map<String, Map<RoomSetting, Integer>> rooms = rooms(said, problems);
    Map<String, String> jwt = new TreeMap<>();
    said.forEach((name, value) -> {
      if (name.startsWith("TAKT_JWT_")) jwt.put(name, value);
    });
    if (values.get(MODE) instanceof String mode && !mode.equals(PRODUCTION) && !said.containsKey(DRAIN.name())) {
      values.put(DRAIN, DRAIN_DEVELOPMENT);
    }
    Settings settings = new Settings(values, jwt, rooms, remarks);
    settings.checkTogether(said, ownAuthenticator, problems);
    if (!problems.isEmpty()) throw new SettingsError(problems);
    return settings;
  }

  private static Map<String, String> file(Map<String, String> environment, Path folder, List<String> problems) {
    String named = environment.get("TAKT_CONFIG");
    Path file = folder.resolve(named == null ? "takt.properties" : named);
    if (named == null && !Files.exists(file)) return Map.of();
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("the configuration file " + file + " cannot be read (" + e.getMessage() + "); give it lines such as"
          + " TAKT_PORT=7777, or take TAKT_CONFIG away.");
    }
    Map<String, String> said = new LinkedHashMap<>();
    properties.forEach((name, value) -> said.put((String) name, ((String) value).strip()));
    return said;
  }

  private static boolean isKnown(String name) {
    return name.equals("PORT") || name.startsWith("TAKT_JWT_") || name.startsWith(ROOM_PREFIX)
        || ALL.stream().anyMatch(setting -> setting.name().equals(name));
  }

  private static <T> void parse(Setting<T> setting, Map<String, String> said, Map<Setting<?>, Object> values,
      List<String> problems) {
    String text = said.get(setting.name());
    if (text == null && setting == (Setting<?>) PORT) text = said.get("PORT");
    if (text == null) text = setting.fallback();
    try {
      values.put(setting, Objects.requireNonNull(setting.parse().apply(text)));
    } catch (IllegalArgumentException e) {
      values.put(setting, Objects.requireNonNull(setting.parse().apply(setting.fallback())));
      problems.add(setting.name() + "=" + (setting.secret() ? HIDDEN : text) + ": " + e.getMessage() + ". It is: "
          + setting.help() + ".");
    }
  }

  private static Map<String, Map<RoomSetting, Integer>> rooms(Map<String, String> said, List<String> problems) {
    Map<String, Map<RoomSetting, Integer>> rooms = new TreeMap<>();
    said.forEach((name, value) -> {
      if (!name.startsWith(ROOM_PREFIX)) return;
      for (RoomSetting setting : RoomSetting.values()) {
        if (!name.endsWith("_" + setting.name())) continue;
        if (name.length() < ROOM_PREFIX.length() + setting.name().length() + 2) continue;
        String room = name.substring(ROOM_PREFIX.length(), name.length() - setting.name().length() - 1);
        try {
          setting.set(new RoomConfig(), Integer.parseInt(value));
          rooms.computeIfAbsent(room, _ -> new TreeMap<>()).put(setting, Integer.valueOf(value));
        } catch (NumberFormatException _) {
          problems.add(name + "=" + value + ": expected a whole number.");
        } catch (IllegalArgumentException e) {
          problems.add(name + "=" + value + ": it says " + e.getMessage() + ".");
        }
        return;
      }
      problems
          .add(name + "=" + value + ": that is no setting of a room, expected " + ROOM_PREFIX + "<NAME>_ and one of "
              + List.of(RoomSetting.values()) + "; the room my-arena is MY_ARENA here.");
    });
    return rooms;
  }

  /// What fits alone but not together.
  private void checkTogether(Map<String, String> said, boolean ownAuthenticator, List<String> problems) {
    try {
      JwtSettings.check(jwt);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage() + ".");
    }
    if (isProduction() && !ownAuthenticator && jwt.isEmpty() && !get(GUESTS)) {
      problems.add("TAKT_MODE=production needs to know who may come in: set TAKT_JWT_ISSUER, TAKT_JWT_AUDIENCE and keys"
          + " (docs/configuration.md), or call authenticator(...) in the game's main, or say TAKT_GUESTS=true if anyone"
          + " may.");
    }
    if (isSaid(TLS_CERT, said) != isSaid(TLS_KEY, said)) {
      problems.add("TAKT_TLS_CERT and TAKT_TLS_KEY belong together: set both, or none.");
    }
    if (get(PROXY_PROTOCOL) && !isSaid(TRUSTED_PROXIES, said)) {
      problems.add("TAKT_PROXY_PROTOCOL needs TAKT_TRUSTED_PROXIES: who may send the header.");
    }
    if (get(PORT) != 0 && get(PORT).equals(get(ADMIN_PORT))) {
      problems.add("TAKT_PORT and TAKT_ADMIN_PORT are both " + get(PORT) + ": they need two ports.");
    }
    if (isProduction() && !isSaid(SECRET, said)) {
      problems.add("TAKT_MODE=production needs TAKT_SECRET: at least " + Tokens.SECRET_MIN + " characters nobody can"
          + " guess, the same after a restart, for example from: openssl rand -hex 32");
    }
  }

  private static boolean isSaid(Setting<?> setting, Map<String, String> said) {
    return !said.getOrDefault(setting.name(), "").isEmpty();
  }

  /// All names that are known as they are.
  private static List<String> names() {
    return Stream.concat(ALL.stream().map(Setting::name), JwtSettings.NAMES.stream()).toList();
  }

  /// The known name most like a mistyped one, as the end of a sentence.
  private static String nearest(String name) {
    String best = "";
    int least = 4;
    for (String known : names()) {
      int distance = distance(name, known);
      if (distance >= least) continue;
      least = distance;
      best = known;
    }
    return best.isEmpty() ? "." : "; did you mean " + best + "?";
  }

  /// How many letters must be added, taken away or changed (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  // ---- asking

  @SuppressWarnings("unchecked") <T> T get(Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting));
  }

  boolean isProduction() {
    return get(MODE).equals(PRODUCTION);
  }

  /// The `TAKT_JWT_…` settings that were said, for the authenticator to read.
  Map<String, String> jwt() {
    return jwt;
  }

  /// Things worth a word that are no errors.
  List<String> remarks() {
    return remarks;
  }

  /// Says what the environment says of a room's configuration.
  void override(String room, RoomConfig config) {
    Map<RoomSetting, Integer> said = rooms.get(room.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (said != null) said.forEach((setting, value) -> setting.set(config, value));
  }

  /// Names of rooms that something is said of, as in the environment.
  Iterable<String> roomNames() {
    return rooms.keySet();
  }

  /// The list, as `--settings` prints it: what each does and what it is.
  String describe() {
    StringBuilder text = new StringBuilder();
    for (Setting<?> setting : ALL) {
      text.append(setting.name()).append('=').append(shown(setting)).append("\n    ").append(setting.help())
          .append('\n');
    }
    text.append(ROOM_PREFIX)
        .append("<NAME>_<WHAT>=<number>\n    what the code of a room says of itself, said otherwise: ")
        .append(List.of(RoomSetting.values())).append('\n');
    return text.append("TAKT_JWT_*\n    who may come in: docs/configuration.md\n").toString();
  }

  /// All settings in effect, a line each, secrets hidden.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Setting<?> setting : ALL) {
      lines.add(setting.name() + "=" + shown(setting));
    }
    jwt.forEach((name, value) -> lines.add(name + "=" + (JwtSettings.SECRET_NAMES.contains(name)
        ? HIDDEN
        : value.strip().lines().findFirst().orElse(""))));
    rooms.forEach((room, said) -> said.forEach((setting, value) -> lines.add(ROOM_PREFIX + room + "_" + setting + "="
        + value)));
    return lines;
  }

  private String shown(Setting<?> setting) {
    String text = switch (get(setting)) {
      case Duration d -> String.valueOf(d.toSeconds());
      case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
      case Object value -> value.toString();
    };
    return setting.secret() && !text.isEmpty() ? HIDDEN : text;
  }
}
