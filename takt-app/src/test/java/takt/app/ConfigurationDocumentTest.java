package takt.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.app.launch.Checkout;
import takt.auth.JwtSettings;
import takt.server.RoomConfig;

/// `docs/configuration.md` says what the code does: every name, default and bound, both ways.
class ConfigurationDocumentTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\|([^|\n]*)\\|(?:([^|\n]*)\\|)?.*$",
      Pattern.MULTILINE);
  private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");
  private static final Pattern CHOICE = Pattern.compile("`(\\w+)`");

  /// A line of a table.
  private record Row(String fallback, String takes) {}

  private static String page() throws IOException {
    return Files.readString(Checkout.project().resolve("docs/configuration.md"));
  }

  private static Map<String, Row> rows(String heading) throws IOException {
    String section = page().split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
    Map<String, Row> rows = new LinkedHashMap<>();
    for (MatchResult row : ROW.matcher(section).results().toList()) {
      String takes = row.group(3) == null ? "" : row.group(3).strip();
      Row said = new Row(row.group(2).replace("`", "").strip(), takes);
      assertNull(rows.put(row.group(1), said), row.group(1) + " twice");
    }
    return rows;
  }

  private static Row row(Map<String, Row> rows, String name) {
    return Objects.requireNonNull(rows.get(name), name);
  }

  @Test void everySettingIsThereWithItsDefault() throws IOException {
    Map<String, Row> rows = rows("The server");
    assertEquals(Settings.ALL.stream().map(Setting::name).toList(), List.copyOf(rows.keySet()));
    for (Setting<?> setting : Settings.ALL) {
      String said = row(rows, setting.name()).fallback();
      if (!said.startsWith("cores ")) assertEquals(setting.fallback(), said, setting.name());
    }
    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals(String.valueOf(Math.max(1, cores - 1)), Settings.WORKERS.fallback());
    assertEquals(String.valueOf(Math.clamp(cores / 2, 1, 4)), Settings.IO_THREADS.fallback());
  }

  @Test void settingsTakeWhatItSaysAndNothingBeyond() throws IOException {
    Map<String, Row> rows = rows("The server");
    int checked = 0;
    for (Setting<?> setting : Settings.ALL) {
      String takes = row(rows, setting.name()).takes();
      Consumer<String> parse = text -> setting.parse().apply(text);
      if (RANGE.matcher(takes).matches()) holds(setting.name(), takes, parse);
      else if (takes.startsWith("`")) choices(setting.name(), takes, parse);
      else continue;
      checked++;
    }
    assertTrue(checked >= 14, "only " + checked + " have bounds");
    assertDoesNotThrow(() -> Settings.SECRET.parse().apply("x".repeat(32)));
    assertThrows(IllegalArgumentException.class, () -> Settings.SECRET.parse().apply("x".repeat(31)));
    assertEquals("32 characters or more", row(rows, "TAKT_SECRET").takes());
  }

  private static void holds(String name, String takes, Consumer<String> parse) {
    Matcher range = RANGE.matcher(takes);
    assertTrue(range.matches(), takes);
    long min = Long.parseLong(range.group(1));
    long max = Long.parseLong(range.group(2));
    for (long fits : List.of(min, max)) assertDoesNotThrow(() -> parse.accept(String.valueOf(fits)), name);
    for (long beyond : List.of(min - 1, max + 1)) {
      assertThrows(IllegalArgumentException.class, () -> parse.accept(String.valueOf(beyond)), name + "=" + beyond);
    }
  }

  private static void choices(String name, String takes, Consumer<String> parse) {
    List<String> choices = CHOICE.matcher(takes).results().map(choice -> choice.group(1)).toList();
    for (String choice : choices) assertDoesNotThrow(() -> parse.accept(choice), name);
    IllegalArgumentException no = assertThrows(IllegalArgumentException.class, () -> parse.accept("else"));
    String said = String.valueOf(no.getMessage());
    List<String> taken = Arrays.asList(said.replace("expected one of ", "").replace("expected ", "").split(", | or "));
    assertEquals(taken, choices, name);
  }

  @Test void everySettingOfARoomIsThere() throws IOException {
    Map<String, Row> rows = rows("Rooms");
    RoomConfig config = new RoomConfig();
    Map<Settings.RoomSetting, Long> defaults = new TreeMap<>(Map.of(
        Settings.RoomSetting.TICK_RATE_HZ, (long) config.tickRateHz(),
        Settings.RoomSetting.SEND_RATE_HZ, (long) config.sendRateHz(),
        Settings.RoomSetting.SEATS_MAX, (long) config.seatsMax(),
        Settings.RoomSetting.SPECTATORS_MAX, (long) config.spectatorsMax(),
        Settings.RoomSetting.ENTITIES_MAX, (long) config.entitiesMax(),
        Settings.RoomSetting.RECONNECT_SECONDS, config.reconnectFor().toSeconds(),
        Settings.RoomSetting.CLOSE_WHEN_EMPTY_SECONDS, config.closeWhenEmptyFor().toSeconds()));
    assertEquals(Arrays.stream(Settings.RoomSetting.values()).map(Enum::name).toList(), List.copyOf(rows.keySet()));
    defaults.forEach((setting, value) -> {
      Row row = row(rows, setting.name());
      assertEquals(String.valueOf(value), row.fallback(), setting.name());
      holds(setting.name(), row.takes(), text -> setting.set(new RoomConfig(), Integer.parseInt(text)));
    });
  }

  @Test void everySettingOfTokensIsThere() throws IOException {
    assertEquals(JwtSettings.NAMES, List.copyOf(rows("Who may come in").keySet()));
  }

  /// The example for production starts, once its secret is there.
  @Test void theExampleIsOne(@TempDir Path folder) throws Exception {
    String example = page().split("```properties\n", 2)[1].split("```", 2)[0];
    Files.writeString(folder.resolve("takt.properties"), example);
    Settings settings = Settings.read(Map.of("TAKT_SECRET", "x".repeat(32)), folder, false);
    assertTrue(settings.isProduction());
    Properties lines = new Properties();
    lines.load(new StringReader(example));
    assertEquals(lines.size(), settings.lines().stream().filter(line -> {
      String[] pair = line.split("=", 2);
      return pair[1].equals(lines.getProperty(pair[0]));
    }).count(), "a line of the example is not in effect");
  }
}
