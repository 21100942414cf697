package takt.netty.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the path of a request as one that leads down, or not at all.
///
/// Stateless; any thread. Decoded once, and strictly: whatever two readers might take for two different paths is
/// refused, not repaired.
final class SafePath {
  private SafePath() {}

  /// The decoded path, with its leading slash, and with one at the end if it names a folder; null for a path that has
  /// empty or dotted names, slashes, backslashes or colons hidden in names, control characters or broken encoding.
  static @Nullable String of(String raw) {
    String path = decode(raw);
    if (path == null || !path.startsWith("/")) return null;
    if (path.equals("/")) return path;
    String[] names = path.substring(1).split("/", -1);
    int last = names[names.length - 1].isEmpty() ? names.length - 1 : names.length;
    for (String name : Arrays.copyOf(names, last)) {
      if (!isName(name)) return null;
    }
    return path;
  }

  /// A file's name; those that begin with a dot are nobody's business: `.git`, `.env`, `..`.
  private static boolean isName(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.endsWith(".") || name.endsWith(" ")) return false;
    return name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
  }

  private static @Nullable String decode(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
        // An encoded slash is a slash to some and part of a name to others.
        if (value < 0 || value == '/') return null;
        c = (char) value;
        i += 2;
      } else if (c <= ' ' || c >= 0x7f) {
        return null;
      }
      bytes[length++] = (byte) c;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static int hex(char high, char low) {
    int h = Character.digit(high, 16);
    int l = Character.digit(low, 16);
    return high > 0x7f || low > 0x7f || h < 0 || l < 0 ? -1 : h * 16 + l;
  }
}
