package takt.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.server.RoomConfig;

/// What the environment and a file make of a server, and what is said of what is wrong: cause, value, bound and fix.
class SettingsTest {
  private static final String SECRET = "correct horse battery staple, and more";
  @TempDir Path folder;

  private static Map<String, String> env(String... namesAndValues) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) environment.put(namesAndValues[i], namesAndValues[i + 1]);
    return environment;
  }

  private Settings read(String... namesAndValues) throws SettingsError {
    return Settings.read(env(namesAndValues), folder, false);
  }

  /// What is said of wrong settings, a line each.
  private List<String> wrong(String... namesAndValues) {
    SettingsError error = assertThrows(SettingsError.class, () -> read(namesAndValues));
    return String.valueOf(error.getMessage()).lines().toList();
  }

  private void file(String... lines) throws IOException {
    Files.write(folder.resolve("takt.properties"), List.of(lines));
  }

  // ---- from where

  @Test void withoutAnythingItIsADesk() throws SettingsError {
    Settings settings = read();
    assertFalse(settings.isProduction());
    assertEquals(7777, settings.get(Settings.PORT));
    assertEquals(7778, settings.get(Settings.ADMIN_PORT));
    assertEquals("127.0.0.1", settings.get(Settings.ADMIN_HOST));
    assertEquals(Duration.ofSeconds(2), settings.get(Settings.DRAIN));
    assertEquals(List.of(), settings.remarks());
  }

  @Test void theFileIsReadAndTheEnvironmentComesFirst() throws Exception {
    file("# a desk", "TAKT_PORT = 9000", "TAKT_ADMIN_PORT=9001", "TAKT_ORIGINS=https://a.example , https://b.example");
    Settings settings = read("TAKT_PORT", "9100");
    assertEquals(9100, settings.get(Settings.PORT));
    assertEquals(9001, settings.get(Settings.ADMIN_PORT));
    assertEquals(List.of("https://a.example", "https://b.example"), settings.get(Settings.ORIGINS));
  }

  @Test void theFileMayHaveAnotherNameAndMustThenBeThere() throws Exception {
    Files.writeString(folder.resolve("night.properties"), "TAKT_PORT=9000\n");
    assertEquals(9000, read("TAKT_CONFIG", "night.properties").get(Settings.PORT));
    List<String> said = wrong("TAKT_CONFIG", "day.properties");
    assertTrue(said.getFirst().startsWith("the configuration file " + folder.resolve("day.properties")),
        said::toString);
    assertTrue(said.getFirst().endsWith("or take TAKT_CONFIG away."), said::toString);
  }

  @Test void portIsHonouredWhereTaktPortIsNotSaid() throws Exception {
    assertEquals(8080, read("PORT", "8080").get(Settings.PORT));
    assertEquals(9000, read("PORT", "8080", "TAKT_PORT", "9000").get(Settings.PORT));
    file("TAKT_PORT=9000");
    assertEquals(9000, read("PORT", "8080").get(Settings.PORT));
  }

  @Test void productionWaitsLongerForRooms() throws SettingsError {
    Settings settings = read("TAKT_MODE", "production", "TAKT_SECRET", SECRET, "TAKT_GUESTS", "yes");
    assertEquals(Duration.ofSeconds(30), settings.get(Settings.DRAIN));
    assertEquals(Duration.ofSeconds(7), read("TAKT_DRAIN_SECONDS", "7").get(Settings.DRAIN));
  }

  @Test void roomsAreSaidOtherwiseByTheirName() throws SettingsError {
    Settings settings = read("TAKT_ROOM_MY_ARENA_SEATS_MAX", "32", "TAKT_ROOM_MY_ARENA_RECONNECT_SECONDS", "5");
    RoomConfig arena = new RoomConfig();
    settings.override("my-arena", arena);
    assertEquals(32, arena.seatsMax());
    assertEquals(Duration.ofSeconds(5), arena.reconnectFor());
    RoomConfig other = new RoomConfig();
    settings.override("arena", other);
    assertEquals(16, other.seatsMax());
  }

  // ---- what is wrong

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      TAKT_PORT                        | 70000     | expected a whole number from 0 to 65535. It is: players' port
      TAKT_PORT                        | http      | expected a whole number from 0 to 65535
      TAKT_PORT                        | ''        | expected a whole number from 0 to 65535
      TAKT_MODE                        | prod      | expected one of development, production
      TAKT_PROXY_PROTOCOL              | maybe     | expected true or false
      TAKT_DRAIN_SECONDS               | -1        | expected a whole number from 0 to 86400
      TAKT_ORIGINS                     | a.example | expected self, * or like https://game.example:8443
      TAKT_TRUSTED_PROXIES             | 10.0.0/8  | expected like 10.0.0.0/8
      TAKT_TLS_CERT                    | no.pem    | expected a file that can be read; there is none of that name in /
      TAKT_TLS_CERT                    | /         | expected a file that can be read; this user may not read that one
      TAKT_IO                          | iouring   | expected one of auto, epoll, io_uring, nio
      TAKT_ROOM_ARENA_SEATS_MAX        | 0         | it says seatsMax=0, expected 1..10000.
      TAKT_ROOM_ARENA_SEATS_MAX        | many      | expected a whole number.
      TAKT_ROOM_ARENA_RECONNECT_SECONDS| 90000     | expected 0..PT24H.
      TAKT_ROOM_ARENA_SEATS            | 8         | expected TAKT_ROOM_<NAME>_ and one of [TICK_RATE_HZ,
      TAKT_ROOM_SEATS_MAX              | 8         | expected TAKT_ROOM_<NAME>_ and one of [TICK_RATE_HZ,
      TAKT_ROOM_                       | 8         | expected TAKT_ROOM_<NAME>_ and one of [TICK_RATE_HZ,
      TAKT_ROOM__SEATS_MAX             | 8         | expected TAKT_ROOM_<NAME>_ and one of [TICK_RATE_HZ,
      """) void aWrongValueIsToldWithNameValueAndBound(String name, String value, String bound) {
    List<String> said = wrong(name, value);
    assertTrue(said.getFirst().startsWith(name + "=" + value + ": "), said::toString);
    assertTrue(said.getFirst().contains(bound), said::toString);
    if (!name.equals("TAKT_TLS_CERT")) assertEquals(1, said.size(), said::toString);
  }

  @Test void allThatIsWrongIsToldAtOnce() throws IOException {
    file("TAKT_PROT=1", "TAKT_IO=quick");
    List<String> said = wrong("TAKT_PORT", "x", "TAKT_MODE", "production", "TAKT_TLS_KEY", "/etc/hostname",
        "TAKT_PROXY_PROTOCOL", "true", "TAKT_ROOM_A_SEATS_MAX", "0", "TAKT_JWT_ISUER", "https://id.example");
    List<String> expected = List.of("TAKT_PROT", "TAKT_PORT=x", "TAKT_IO=quick", "TAKT_ROOM_A_SEATS_MAX=0",
        "TAKT_JWT_ISUER", "TAKT_TLS_CERT and TAKT_TLS_KEY", "TAKT_PROXY_PROTOCOL needs TAKT_TRUSTED_PROXIES",
        "needs TAKT_SECRET");
    for (String part : expected) {
      assertEquals(1, said.stream().filter(line -> line.contains(part)).count(), part + " in " + said);
    }
    assertEquals(expected.size(), said.size(), said::toString);
  }

  @Test void anUnknownNameInTheFileIsAnErrorAndSaysTheNearestOne() throws IOException {
    file("TAKT_PROT=7000");
    assertEquals(List.of("the configuration file sets TAKT_PROT, which is none of the settings; did you mean TAKT_PORT?"
        + " See docs/configuration.md, or run with --settings for the list."), wrong());
    file("PATH=/bin");
    assertTrue(wrong().getFirst().contains("sets PATH, which is none of the settings. See"), () -> wrong().toString());
  }

  /// Something else may have put it there, so the server starts.
  @Test void anUnknownNameInTheEnvironmentIsRemarkedOn() throws SettingsError {
    assertEquals(List.of("TAKT_ADMIN_PRT is set, but is none of the settings; did you mean TAKT_ADMIN_PORT?"),
        read("TAKT_ADMIN_PRT", "1", "TAKT_JAVA_OPTS", "-Xmx1g", "HOME", "/root").remarks());
  }

  @Test void twoPortsAreTwo() {
    assertEquals(List.of("TAKT_PORT and TAKT_ADMIN_PORT are both 7778: they need two ports."),
        wrong("TAKT_PORT", "7778"));
  }

  // ---- production

  @Test void productionNeedsASecretAndWhoMayComeIn() throws SettingsError {
    List<String> said = wrong("TAKT_MODE", "production");
    assertEquals(2, said.size(), said::toString);
    assertTrue(said.get(0).contains("needs to know who may come in: set TAKT_JWT_ISSUER"), said::toString);
    assertTrue(said.get(1).contains("needs TAKT_SECRET"), said::toString);
    assertTrue(said.get(1).contains("openssl rand -hex 32"), said::toString);
    assertTrue(read("TAKT_MODE", "production", "TAKT_SECRET", SECRET, "TAKT_GUESTS", "true").isProduction());
    assertTrue(Settings.read(env("TAKT_MODE", "production", "TAKT_SECRET", SECRET), folder, true).isProduction());
  }

  @Test void aShortSecretIsRefusedAndNotShown() {
    List<String> said = wrong("TAKT_MODE", "production", "TAKT_GUESTS", "true", "TAKT_SECRET", "changeme");
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().startsWith("TAKT_SECRET=(hidden): expected at least "), said::toString);
    assertFalse(said.toString().contains("changeme"), said::toString);
  }

  // ---- what is shown

  @Test void secretsAreHiddenInAllThatIsPrinted() throws SettingsError {
    Settings settings = read("TAKT_SECRET", SECRET, "TAKT_JWT_SECRET", "another " + SECRET, "TAKT_JWT_ISSUER",
        "https://id",
        "TAKT_JWT_AUDIENCE", "arena", "TAKT_ROOM_ARENA_SEATS_MAX", "4");
    List<String> lines = settings.lines();
    assertFalse((lines + settings.describe()).contains(SECRET), lines::toString);
    for (String line : List.of("TAKT_SECRET=(hidden)", "TAKT_JWT_SECRET=(hidden)", "TAKT_JWT_ISSUER=https://id",
        "TAKT_PORT=7777", "TAKT_TLS_CERT=", "TAKT_ROOM_ARENA_SEATS_MAX=4")) {
      assertTrue(lines.contains(line), () -> line + " in " + lines);
    }
  }

  @Test void theListSaysWhatEachDoes() throws SettingsError {
    String list = read("TAKT_PORT", "1").describe();
    for (Setting<?> setting : Settings.ALL) {
      assertTrue(list.contains("\n    " + setting.help() + "\n"), setting.name());
      assertEquals(setting.help().strip(), setting.help());
    }
    assertTrue(list.contains("TAKT_PORT=1\n"), list);
  }
}
