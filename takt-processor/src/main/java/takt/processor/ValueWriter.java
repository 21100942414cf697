package takt.processor;

import java.util.List;
import java.util.stream.Collectors;
import takt.schema.spi.ValueType;

/// Writes values as the `ValueType` expressions of a companion.
///
/// One per companion.
final class ValueWriter {
  private final Imports imports;

  ValueWriter(Imports imports) {
    this.imports = imports;
  }

  String of(Value value) {
    String type = imports.name(ValueType.class);
    return switch (value) {
      case Value.Flag _ -> "new " + type + ".Flag()";
      case Value.Whole whole when whole.equals(Value.whole(whole.java())) ->
        type + ".whole(" + type + ".Java." + whole.java() + ")";
      case Value.Whole(ValueType.Java java, long min, long max) ->
        "new " + type + ".Whole(" + type + ".Java." + java + ", " + number(min) + ", " + number(max) + ")";
      case Value.Real real when real.equals(Value.real(real.java())) ->
        type + ".real(" + type + ".Java." + real.java() + ")";
      case Value.Real(ValueType.Java java, double min, double max, double step) ->
        "new " + type + ".Real(" + type + ".Java." + java + ", " + number(min) + ", " + number(max) + ", "
            + number(step)
            + ")";
      case Value.Angle(int bits) -> "new " + type + ".Angle(" + bits + ")";
      case Value.Text(int max) -> "new " + type + ".Text(" + length(max) + ")";
      case Value.Choice(var of) ->
        "new " + type + ".Choice(" + imports.name(of) + ".class, " + list() + ".of(" + imports.name(of) + ".values()))";
      case Value.Struct(var of) -> "new " + type + ".Struct(" + imports.name(of) + ".class)";
      case Value.OneOf(var face, var of) ->
        "new " + type + ".OneOf(" + imports.name(face) + ".class, " + list() + ".of("
            + of.stream().map(record -> imports.name(record) + ".class").collect(Collectors.joining(", ")) + "))";
      case Value.Kept(var of) -> "new " + type + ".Kept(" + imports.name(of) + ".class)";
      case Value.Ref(var of) -> "new " + type + ".Ref(" + imports.name(of) + ".class)";
      case Value.Person _ -> "new " + type + ".Person()";
      case Value.PersonId _ -> "new " + type + ".PersonId()";
      case Value.Owed _ -> "new " + type + ".Owed()";
      case Value.Many(ValueType.Form form, Value of, int max) ->
        "new " + type + ".Many(" + type + ".Form." + form + ", " + of(of) + ", " + length(max) + ")";
      case Value.Table(Value key, Value of, int max) ->
        "new " + type + ".Table(" + of(key) + ", " + of(of) + ", " + length(max) + ")";
      case Value.No no -> throw new IllegalStateException("no=" + no + ", expected a value");
    };
  }

  private String list() {
    return imports.name(List.class);
  }

  private String length(int max) {
    return max == Value.UNBOUNDED ? imports.name(Integer.class) + ".MAX_VALUE" : Integer.toString(max);
  }

  private static String number(long whole) {
    return whole == (int) whole ? Long.toString(whole) : whole + "L";
  }

  static String number(double real) {
    if (real == 1.0 / 127) return "1.0 / 127";
    boolean whole = real == Math.rint(real) && Math.abs(real) < 1e9 && !(real == 0 && 1 / real < 0);
    return whole ? Long.toString((long) real) : Double.toString(real);
  }

  /// A text as a Java literal.
  static String text(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') literal.append('\\').append(c);
      else if (c >= ' ' && c < 0x7f) literal.append(c);
      else literal.append(String.format("\\u%04x", (int) c));
    }
    return literal.append('"').toString();
  }
}
