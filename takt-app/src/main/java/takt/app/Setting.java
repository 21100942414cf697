package takt.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/// One thing the environment can say about a server: its name, its default, and how a text becomes its value.
///
/// Immutable; any thread.
///
/// @param name as an environment variable
/// @param fallback what it is if nobody says, as a text; shown in the list
/// @param help what it does, in a line
/// @param secret whether its value must never be shown
/// @param parse makes the value of a text, or throws [IllegalArgumentException] with `expected …`
/// @param <T> its value
record Setting<T>(String name, String fallback, String help, boolean secret, Function<String, T> parse) {
  static Setting<Integer> whole(String name, int fallback, int min, int max, String help) {
    return new Setting<>(name, String.valueOf(fallback), help, false, text -> {
      try {
        int value = Integer.parseInt(text);
        if (value >= min && value <= max) return value;
      } catch (NumberFormatException _) {
        // Said below.
      }
      throw new IllegalArgumentException("expected a whole number from " + min + " to " + max);
    });
  }

  static Setting<Duration> seconds(String name, int fallback, int max, String help) {
    Setting<Integer> whole = whole(name, fallback, 0, max, help);
    return new Setting<>(name, whole.fallback, help, false, text -> Duration.ofSeconds(whole.parse.apply(text)));
  }

  static Setting<Boolean> flag(String name, boolean fallback, String help) {
    return new Setting<>(name, String.valueOf(fallback), help, false, text -> switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    });
  }

  static Setting<String> text(String name, String fallback, String help) {
    return new Setting<>(name, fallback, help, false, text -> text);
  }

  static Setting<String> secret(String name, int lengthMin, String help) {
    return new Setting<>(name, "", help, true, text -> {
      if (text.isEmpty() || text.length() >= lengthMin) return text;
      throw new IllegalArgumentException("expected at least " + lengthMin + " characters, it has " + text.length());
    });
  }

  static Setting<String> choice(String name, String fallback, List<String> choices, String help) {
    return new Setting<>(name, fallback, help, false, text -> {
      if (choices.contains(text)) return text;
      throw new IllegalArgumentException("expected one of " + String.join(", ", choices));
    });
  }

  /// Texts between commas.
  ///
  /// @param check throws [IllegalArgumentException] with `expected …` for a list that will not do
  static Setting<List<String>> list(String name, String help, Consumer<List<String>> check) {
    return new Setting<>(name, "", help, false, text -> {
      List<String> list = text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
      check.accept(list);
      return list;
    });
  }

  /// A file that must be there, or nothing.
  static Setting<String> file(String name, String help) {
    return new Setting<>(name, "", help, false, text -> {
      if (text.isEmpty()) return text;
      Path file = Path.of(text);
      if (Files.isRegularFile(file) && Files.isReadable(file)) return text;
      throw new IllegalArgumentException("expected a file that can be read; " + (Files.exists(file)
          ? "this user may not read that one, or it is none"
          : "there is none of that name in " + Path.of("").toAbsolutePath().resolve(file).getParent()));
    });
  }
}
