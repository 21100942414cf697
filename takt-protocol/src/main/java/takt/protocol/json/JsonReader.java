package takt.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one JSON document from bytes nobody vouches for.
///
/// One thread at a time; reusable. Strict RFC 8259: UTF-8 is validated, a name occurs once, nothing follows the
/// document. What does not fit yields null and [#error()] says why and where; nothing is thrown, and nothing is
/// allocated beyond what [JsonLimits] allow.
public final class JsonReader {
  /// The longest number, in characters: far more than any double needs.
  private static final int NUMBER_MAX = 40;

  private final JsonLimits limits;
  private byte[] in = new byte[0];
  private int first;
  private int at;
  private int end;
  private int depth;
  private int values;
  private @Nullable String error;
  private final StringBuilder scratch = new StringBuilder();

  public JsonReader(JsonLimits limits) {
    this.limits = limits;
  }

  /// The document in `bytes[offset, offset + length)`, or null if it is none.
  public @Nullable Json read(byte[] bytes, int offset, int length) {
    in = bytes;
    first = at = offset;
    end = offset + length;
    depth = 0;
    values = 0;
    error = null;
    skipSpace();
    Json value = value();
    skipSpace();
    if (value != null && at != end) return fail("text after the document");
    return value;
  }

  /// The document in a text of our own, or null if it is none.
  public @Nullable Json read(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return read(bytes, 0, bytes.length);
  }

  /// Why the last [#read] gave null: what was wrong and at which byte.
  public String error() {
    return error == null ? "" : error;
  }

  private @Nullable Json value() {
    if (++values > limits.valuesMax()) return fail("more than " + limits.valuesMax() + " values");
    if (at >= end) return fail("the document ends early");
    return switch (in[at]) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> text();
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", Json.Null.VALUE);
      default -> number();
    };
  }

  private @Nullable Json text() {
    String text = string();
    if (text == null) return null;
    return new Json.Text(text);
  }

  private @Nullable Json object() {
    if (++depth > limits.depthMax()) return fail("nested deeper than " + limits.depthMax());
    Map<String, Json> members = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (!take('}')) {
      do {
        skipSpace();
        if (at >= end || in[at] != '"') return fail("a name in quotes expected");
        String name = string();
        if (name == null) return null;
        skipSpace();
        if (!take(':')) return fail("':' expected");
        skipSpace();
        Json value = value();
        if (value == null) return null;
        if (members.put(name, value) != null) return fail("a name occurs twice");
        skipSpace();
      } while (take(','));
      if (!take('}')) return fail("',' or '}' expected");
    }
    depth--;
    return new Json.Obj(Collections.unmodifiableMap(members));
  }

  private @Nullable Json array() {
    if (++depth > limits.depthMax()) return fail("nested deeper than " + limits.depthMax());
    List<Json> items = new ArrayList<>();
    at++;
    skipSpace();
    if (!take(']')) {
      do {
        skipSpace();
        Json value = value();
        if (value == null) return null;
        items.add(value);
        skipSpace();
      } while (take(','));
      if (!take(']')) return fail("',' or ']' expected");
    }
    depth--;
    return new Json.Arr(Collections.unmodifiableList(items));
  }

  private @Nullable Json word(String word, Json value) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || in[at + i] != word.charAt(i)) return fail("a value expected");
    }
    at += word.length();
    return value;
  }

  private @Nullable Json number() {
    int start = at;
    boolean whole = true;
    take('-');
    int digits = at;
    while (isDigit()) at++;
    if (at == digits) return fail("a value expected");
    if (in[digits] == '0' && at > digits + 1) return fail("a number starts with 0");
    if (take('.')) {
      whole = false;
      int fraction = at;
      while (isDigit()) at++;
      if (at == fraction) return fail("digits expected after '.'");
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) {
      whole = false;
      at++;
      if (!take('+')) take('-');
      int exponent = at;
      while (isDigit()) at++;
      if (at == exponent) return fail("digits expected in the exponent");
    }
    int length = at - start;
    if (length > NUMBER_MAX) return fail("a number of more than " + NUMBER_MAX + " characters");
    String text = new String(in, start, length, ISO_8859_1);
    if (whole && fitsLong(text)) return new Json.Whole(Long.parseLong(text));
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) return fail("a number out of range");
    return Json.of(value);
  }

  /// Whether a whole number fits 64 bits.
  private static boolean fitsLong(String text) {
    boolean negative = text.charAt(0) == '-';
    int digits = text.length() - (negative ? 1 : 0);
    if (digits != 19) return digits < 19;
    return text.compareTo(negative ? "-9223372036854775808" : "9223372036854775807") <= 0;
  }

  private @Nullable String string() {
    at++;
    int start = at;
    while (at < end && in[at] >= ' ' && in[at] != '"' && in[at] != '\\') at++;
    if (at - start > limits.textMax()) return failText("a text of more than " + limits.textMax() + " bytes");
    if (at < end && in[at] == '"') return new String(in, start, at++ - start, ISO_8859_1);
    scratch.setLength(0);
    for (int i = start; i < at; i++) scratch.append((char) in[i]);
    while (at < end) {
      if (at - start > limits.textMax()) return failText("a text of more than " + limits.textMax() + " bytes");
      int b = in[at] & 0xff;
      if (b == '"') {
        at++;
        return wellFormed() ? scratch.toString() : failText("half a surrogate pair");
      }
      if (b == '\\') {
        if (!escape()) return null;
      } else if (b < ' ') {
        return failText("a control character in a text");
      } else if (b < 0x80) {
        scratch.append((char) b);
        at++;
      } else if (!multibyte(b)) {
        return failText("not UTF-8");
      }
    }
    return failText("a text without end");
  }

  private boolean escape() {
    int c = at + 1 < end ? in[at + 1] : 0;
    at += 2;
    switch (c) {
      case '"', '\\', '/' -> scratch.append((char) c);
      case 'b' -> scratch.append('\b');
      case 'f' -> scratch.append('\f');
      case 'n' -> scratch.append('\n');
      case 'r' -> scratch.append('\r');
      case 't' -> scratch.append('\t');
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = at < end ? Character.digit(in[at], 16) : -1;
          if (digit < 0) {
            failText("four hex digits expected after \\u");
            return false;
          }
          code = code << 4 | digit;
        }
        scratch.append((char) code);
      }
      default -> {
        failText("an unknown escape");
        return false;
      }
    }
    return true;
  }

  /// One code point of two to four bytes; rejects overlong forms, surrogates and what lies past U+10FFFF.
  private boolean multibyte(int lead) {
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || at + more >= end) return false;
    int code = lead & (0x3f >> more);
    for (int i = 1; i <= more; i++) {
      int b = in[at + i] & 0xff;
      if ((b & 0xc0) != 0x80) return false;
      code = code << 6 | b & 0x3f;
    }
    if (more == 2 && (code < 0x800 || code >= 0xd800 && code < 0xe000)) return false;
    if (more == 3 && (code < 0x10000 || code > 0x10ffff)) return false;
    scratch.appendCodePoint(code);
    at += more + 1;
    return true;
  }

  private boolean wellFormed() {
    for (int i = 0; i < scratch.length(); i++) {
      char c = scratch.charAt(i);
      if (Character.isLowSurrogate(c)) return false;
      if (Character.isHighSurrogate(c)) {
        if (++i >= scratch.length() || !Character.isLowSurrogate(scratch.charAt(i))) return false;
      }
    }
    return true;
  }

  private boolean isDigit() {
    return at < end && in[at] >= '0' && in[at] <= '9';
  }

  private boolean take(char c) {
    if (at >= end || in[at] != c) return false;
    at++;
    return true;
  }

  private void skipSpace() {
    while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) at++;
  }

  private @Nullable Json fail(String why) {
    failText(why);
    return null;
  }

  private @Nullable String failText(String why) {
    if (error == null) error = why + " at byte " + (Math.min(at, end) - first);
    return null;
  }
}
