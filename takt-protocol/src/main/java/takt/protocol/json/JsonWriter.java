package takt.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import takt.protocol.Protocol;
import takt.protocol.wire.Utf8;

/// Writes JSON as UTF-8 into a buffer that grows and is used again.
///
/// One thread at a time. Commas are put where they belong; the caller owes balanced braces. Whole numbers up to
/// 2⁵³−1 are written without a fraction (−0 as 0), others with the fewest digits that give the same double again,
/// as [Double#toString(double)] has it; NaN and infinities, which JSON lacks, as `null`. Half a surrogate pair becomes
/// U+FFFD.
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  private byte[] out;
  private int length;
  private boolean comma;

  public JsonWriter() {
    this(256);
  }

  public JsonWriter(int capacity) {
    out = new byte[Math.max(16, capacity)];
  }

  /// Forgets what was written; keeps the buffer.
  public JsonWriter clear() {
    length = 0;
    comma = false;
    return this;
  }

  public int length() {
    return length;
  }

  /// A copy of what was written: the caller's to keep.
  public byte[] toBytes() {
    return Arrays.copyOf(out, length);
  }

  /// What it writes into: [#length()] bytes of it count, until it is written to again.
  public byte[] buffer() {
    return out;
  }

  @Override public String toString() {
    return new String(out, 0, length, UTF_8);
  }

  public JsonWriter beginObject() {
    return open('{');
  }

  public JsonWriter endObject() {
    return close('}');
  }

  public JsonWriter beginArray() {
    return open('[');
  }

  public JsonWriter endArray() {
    return close(']');
  }

  public JsonWriter name(String name) {
    value(name);
    put(':');
    comma = false;
    return this;
  }

  /// A name that is a number: what entities are keyed by.
  public JsonWriter name(long name) {
    separate();
    put('"');
    digits(name);
    put('"');
    put(':');
    comma = false;
    return this;
  }

  public JsonWriter value(String text) {
    separate();
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) ascii(c);
      else i += wide(text, i);
    }
    put('"');
    return this;
  }

  public JsonWriter value(long number) {
    separate();
    digits(number);
    return this;
  }

  public JsonWriter value(double number) {
    if (number == Math.rint(number) && Math.abs(number) <= Protocol.WHOLE_MAX) return value((long) number);
    separate();
    if (Double.isFinite(number)) ascii(Double.toString(number));
    else ascii("null");
    return this;
  }

  public JsonWriter value(boolean flag) {
    separate();
    ascii(flag ? "true" : "false");
    return this;
  }

  public JsonWriter nil() {
    separate();
    ascii("null");
    return this;
  }

  /// Bytes that are JSON already, one whole value.
  public JsonWriter raw(byte[] json, int offset, int count) {
    separate();
    reserve(count);
    System.arraycopy(json, offset, out, length, count);
    length += count;
    return this;
  }

  /// A whole tree.
  public JsonWriter value(Json json) {
    switch (json) {
      case Json.Null _ -> nil();
      case Json.Bool b -> value(b.value());
      case Json.Whole w -> value(w.value());
      case Json.Real r -> value(r.value());
      case Json.Text t -> value(t.value());
      case Json.Arr a -> {
        beginArray();
        for (Json item : a.items()) value(item);
        endArray();
      }
      case Json.Obj o -> {
        beginObject();
        o.members().forEach((name, member) -> name(name).value(member));
        endObject();
      }
    }
    return this;
  }

  private JsonWriter open(char brace) {
    separate();
    put(brace);
    comma = false;
    return this;
  }

  private JsonWriter close(char brace) {
    put(brace);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) put(',');
    comma = true;
  }

  private void ascii(char c) {
    if (c == '"' || c == '\\') {
      put('\\');
      put(c);
    } else if (c >= ' ' && c != 0x7f) {
      put(c);
    } else {
      put('\\');
      put('u');
      put('0');
      put('0');
      put((char) HEX[c >> 4]);
      put((char) HEX[c & 15]);
    }
  }

  /// A character beyond ASCII; answers how many more chars it used.
  private int wide(String text, int i) {
    int code = Utf8.codeAt(text, i);
    reserve(4);
    length = Utf8.put(out, length, code);
    return code >= 0x10000 ? 1 : 0;
  }

  private void digits(long number) {
    if (number == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    reserve(20);
    long rest = Math.abs(number);
    if (number < 0) out[length++] = '-';
    int digits = 1;
    for (long r = rest; r >= 10; r /= 10) digits++;
    for (int i = length + digits - 1; i >= length; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) out[length++] = (byte) text.charAt(i);
  }

  private void put(char c) {
    reserve(1);
    out[length++] = (byte) c;
  }

  private void reserve(int more) {
    if (length + more > out.length) out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
  }
}
