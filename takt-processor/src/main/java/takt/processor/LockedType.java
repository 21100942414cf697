package takt.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A type as `schema.lock` writes it: a word, what it is of, and its bounds.
///
/// ```
/// whole 0..9    real 0..800 step 0.01    text 20    list<record game.Item> 16    map<enum game.Suit, whole 0..9> 4
/// ```
///
/// Immutable.
///
/// @param of the types of elements; of a map its keys' and its values'
/// @param bounds numbers, or the name of a class; empty for none
record LockedType(String word, List<LockedType> of, String bounds) {
  private static final Pattern BETWEEN = Pattern.compile("\\.\\.| step ");

  static LockedType of(Value value) {
    return switch (value) {
      case Value.Flag _ -> plain("flag", "");
      case Value.Whole whole -> plain("whole", whole.min() + ".." + whole.max());
      case Value.Real real when real.step() == 0 -> plain("real", real.equals(Value.real(real.java()))
          ? ""
          : number(real.min()) + ".." + number(real.max()));
      case Value.Real real ->
        plain("real", number(real.min()) + ".." + number(real.max()) + " step " + number(real.step()));
      case Value.Angle angle -> plain("angle", Integer.toString(angle.bits()));
      case Value.Text text -> plain("text", length(text.max()));
      case Value.Choice choice -> plain("enum", choice.type().getQualifiedName().toString());
      case Value.Struct struct -> plain("record", struct.type().getQualifiedName().toString());
      case Value.OneOf oneOf -> plain("sealed", oneOf.type().getQualifiedName().toString());
      case Value.Ref ref -> plain("entity", ref.type().getQualifiedName().toString());
      case Value.Person _ -> plain("player", "");
      case Value.PersonId _ -> plain("playerId", "");
      case Value.Many many -> new LockedType("list", List.of(of(many.of())), length(many.max()));
      case Value.Table table ->
        new LockedType("map", List.of(of(table.key()), of(table.value())), length(table.max()));
      case Value.Kept _,Value.Owed _,Value.No _ ->
        throw new IllegalStateException("value=" + value + ", expected one that travels");
    };
  }

  static LockedType plain(String word, String bounds) {
    return new LockedType(word, List.of(), bounds);
  }

  private static String length(int max) {
    return max == Value.UNBOUNDED ? "" : Integer.toString(max);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 && !(value == 0 && 1 / value < 0)
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /// Reads what [#toString] wrote; null if it is none.
  static @Nullable LockedType parse(String text) {
    int[] at = {0};
    LockedType type = parse(text, at);
    return type != null && at[0] == text.length() ? type : null;
  }

  private static @Nullable LockedType parse(String text, int[] at) {
    int start = at[0];
    while (at[0] < text.length() && Character.isLetter(text.charAt(at[0]))) at[0]++;
    String word = text.substring(start, at[0]);
    if (word.isEmpty()) return null;
    List<LockedType> of = new ArrayList<>();
    if (at[0] < text.length() && text.charAt(at[0]) == '<') {
      do {
        at[0] += of.isEmpty() ? 1 : 2;
        LockedType inner = at[0] <= text.length() ? parse(text, at) : null;
        if (inner == null) return null;
        of.add(inner);
      } while (text.startsWith(", ", at[0]));
      if (!text.startsWith(">", at[0]++)) return null;
    }
    int end = at[0];
    while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != '>') end++;
    String bounds = text.substring(at[0], end).strip();
    at[0] = end;
    return new LockedType(word, List.copyOf(of), bounds);
  }

  /// Whether the bounds are the name of a class.
  boolean isOfClass() {
    return switch (word) {
      case "enum", "record", "sealed", "entity", "entities", "inputs" -> true;
      default -> false;
    };
  }

  /// Whether every value of `other`, a type of the same words, is one of this.
  boolean holds(LockedType other) {
    if (!isOfClass() && !boundsHold(other)) return false;
    for (int i = 0; i < of.size(); i++) {
      if (!of.get(i).holds(other.of.get(i))) return false;
    }
    return true;
  }

  private boolean boundsHold(LockedType other) {
    if (bounds.isEmpty() || bounds.equals(other.bounds)) return true;
    if (other.bounds.isEmpty()) return false;
    try {
      List<Double> mine = numbers(bounds);
      List<Double> its = numbers(other.bounds);
      if (mine.size() == 1) return mine.getFirst() >= its.getFirst();
      // A coarser step rounds what clients send, and refuses nothing.
      return mine.getFirst() <= its.getFirst() && mine.get(1) >= its.get(1);
    } catch (NumberFormatException | IndexOutOfBoundsException _) {
      return false; // Written by somebody's hand.
    }
  }

  private static List<Double> numbers(String bounds) {
    return BETWEEN.splitAsStream(bounds).map(Double::valueOf).toList();
  }

  @Override public String toString() {
    StringBuilder text = new StringBuilder(word);
    if (!of.isEmpty()) {
      text.append('<');
      for (int i = 0; i < of.size(); i++) text.append(i == 0 ? "" : ", ").append(of.get(i));
      text.append('>');
    }
    return text.append(bounds.isEmpty() ? "" : " ").append(bounds).toString();
  }
}
