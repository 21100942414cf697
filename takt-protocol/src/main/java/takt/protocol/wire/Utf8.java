package takt.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// UTF-8 as this protocol writes it: half a surrogate pair, which no text on the wire may hold, becomes U+FFFD.
///
/// Pure functions; any thread. The JDK's own encoder writes `?` there; one rule for both codecs keeps them twins.
public final class Utf8 {
  private static final int REPLACEMENT = 0xfffd;

  /// The length of `text` in bytes.
  public static int length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      int code = codeAt(text, i);
      if (code >= 0x10000) i++;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return bytes;
  }

  /// A text's bytes.
  public static byte[] bytes(String text) {
    byte[] bytes = new byte[length(text)];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int code = codeAt(text, i);
      if (code >= 0x10000) i++;
      at = put(bytes, at, code);
    }
    return bytes;
  }

  /// The text of bytes, null if they are none.
  public static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /// As much of `text` as fits `bytesMax`, cut between code points.
  public static String clip(String text, int bytesMax) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      int code = codeAt(text, i);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (bytes > bytesMax) return text.substring(0, i);
      if (code >= 0x10000) i++;
    }
    return text;
  }

  /// The code point at `i`, which fills one char or, from U+10000 on, two.
  public static int codeAt(String text, int i) {
    char c = text.charAt(i);
    if (!Character.isSurrogate(c)) return c;
    int code = text.codePointAt(i);
    return Character.isSupplementaryCodePoint(code) ? code : REPLACEMENT;
  }

  /// Writes one code point and answers where the next goes. `out` must have room for four bytes.
  public static int put(byte[] out, int at, int code) {
    if (code < 0x80) {
      out[at++] = (byte) code;
      return at;
    }
    if (code < 0x800) {
      out[at++] = (byte) (0xc0 | code >> 6);
    } else {
      if (code < 0x10000) {
        out[at++] = (byte) (0xe0 | code >> 12);
      } else {
        out[at++] = (byte) (0xf0 | code >> 18);
        out[at++] = (byte) (0x80 | code >> 12 & 0x3f);
      }
      out[at++] = (byte) (0x80 | code >> 6 & 0x3f);
    }
    out[at++] = (byte) (0x80 | code & 0x3f);
    return at;
  }

  private Utf8() {}
}
