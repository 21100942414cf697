package takt.server.host;

import java.security.SecureRandom;
import takt.server.session.Ids;

/// Names nobody can guess, from the system's secure source.
///
/// Any thread.
final class SecureIds implements Ids {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS_A_LETTER = 5;

  private final SecureRandom random = new SecureRandom();

  @Override public String next(int bits) {
    byte[] bytes = new byte[(bits + BITS_A_LETTER - 1) / BITS_A_LETTER];
    random.nextBytes(bytes);
    StringBuilder id = new StringBuilder(bytes.length);
    for (byte b : bytes) id.append(LETTERS.charAt(b & 31));
    return id.toString();
  }
}
