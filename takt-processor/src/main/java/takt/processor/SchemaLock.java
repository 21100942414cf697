package takt.processor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text of a `schema.lock` as data, and back.
///
/// One per run of the compiler. Classes by name, what is in them by tag: two branches that each give a class the next
/// tag meet in one place of the file, where a merge asks a person.
///
/// ```
/// entity game.Arena.Ship
///   1 x: real 0..1000 step 0.01, to EVERYONE
///   removed 2 armour: whole 0..9, to EVERYONE
/// ```
final class SchemaLock {
  private static final String HEAD = """
      # What the clients of this game were sent and could send, so that a change that old ones could not bear is found.
      # Written by takt-processor, to be committed: docs/schema.md says what may change, and how to let go of a line.
      """;
  private static final Pattern BLOCK = Pattern.compile(
      "(removed )?(room|entity|input|record|enum|sealed) ([\\w.$\\P{ASCII}]+)(, from clients)?");
  private static final Pattern LINE = Pattern.compile(
      "  (removed )?(\\d{1,9}) ((?:command |event )?[\\w.$\\P{ASCII}]+)(?:: (.+))?");

  /// A line: a field, part, command, event or constant.
  ///
  /// @param name as in the file; a command's and an event's after that word
  /// @param type what it holds, null for a constant
  /// @param more what else is known of it: `or null`, `to OWNER`
  record Line(int tag, String name, @Nullable LockedType type, List<String> more, boolean removed) {
    Line gone() {
      return new Line(tag, name, type, more, true);
    }

    /// As in the file, without tag.
    String text() {
      StringBuilder text = new StringBuilder(name);
      if (type != null) text.append(": ").append(type);
      for (String word : more) text.append(", ").append(word);
      return text.toString();
    }

    @Override public String toString() {
      return (removed ? "removed " : "") + tag + " " + text();
    }
  }

  /// What is known of a class.
  ///
  /// @param kind `room`, `entity`, `input`, `record`, `enum` or `sealed`
  /// @param fromClients whether clients make such
  /// @param lines by tag
  record Block(String kind, String name, boolean fromClients, boolean removed, List<Line> lines) {
    int nextTag() {
      return lines.stream().mapToInt(Line::tag).max().orElse(0) + 1;
    }

    @Nullable Line line(String name) {
      for (Line line : lines) {
        if (line.name().equals(name)) return line;
      }
      return null;
    }

    String simpleName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  private final SortedMap<String, Block> blocks = new TreeMap<>();

  @Nullable Block block(String name) {
    return blocks.get(name);
  }

  List<Block> blocks() {
    return List.copyOf(blocks.values());
  }

  void put(Block block) {
    blocks.put(block.name(), block);
  }

  void remove(String name) {
    blocks.remove(name);
  }

  /// Reads a file.
  ///
  /// @param problems takes what is wrong, with the number of its line
  static SchemaLock parse(String text, List<String> problems) {
    SchemaLock lock = new SchemaLock();
    Block block = null;
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = raw.stripTrailing();
      if (line.isEmpty() || line.startsWith("#")) continue;
      Matcher head = BLOCK.matcher(line);
      Matcher item = LINE.matcher(line);
      if (head.matches()) {
        block = new Block(head.group(2), head.group(3), head.group(4) != null, head.group(1) != null,
            new ArrayList<>());
        if (lock.blocks.put(block.name(), block) != null) problems.add(twice(number, block.name()));
        seen.clear();
      } else if (block != null && item.matches()) {
        Line read = line(item);
        if (read == null) {
          problems.add(noLine(number, line));
        } else {
          if (!seen.add("tag " + read.tag())) problems.add(twice(number, "tag " + read.tag() + " of " + block.name()));
          if (!seen.add(read.name())) problems.add(twice(number, read.name() + " of " + block.name()));
          block.lines().add(read);
        }
      } else {
        problems.add(noLine(number, line));
      }
    }
    return lock;
  }

  private static @Nullable Line line(Matcher item) {
    String rest = item.group(4);
    LockedType type = null;
    List<String> more = List.of();
    if (rest != null) {
      List<String> parts = parts(rest);
      type = LockedType.parse(parts.getFirst());
      if (type == null) return null;
      more = parts.subList(1, parts.size());
    }
    return new Line(Integer.parseInt(item.group(2)), item.group(3), type, more, item.group(1) != null);
  }

  /// What stands between commas, but for those within `<…>`.
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c != ',' || depth != 0) continue;
      parts.add(text.substring(start, i).strip());
      start = i + 1;
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static String twice(int number, String what) {
    return "line " + number + ": " + what + " is there twice, as after a merge of two branches; keep both fields, and"
        + " give the one that nobody was sent yet the next free tag";
  }

  private static String noLine(int number, String line) {
    return "line " + number + ": `" + line.strip() + "` is no line of a schema.lock; end the merge, or take the file"
        + " from version control";
  }

  /// The file.
  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Block block : blocks.values()) {
      text.append('\n').append(block.removed() ? "removed " : "").append(block.kind()).append(' ').append(block.name())
          .append(block.fromClients() ? ", from clients" : "").append('\n');
      for (Line line : block.lines()) text.append("  ").append(line).append('\n');
    }
    return text.toString();
  }
}
