package takt.auth;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads public keys as `openssl pkey -pubout` writes them: one block `PUBLIC KEY`.
///
/// Pure functions; any thread. Other blocks are refused by name, with what to do: above all private keys, which have no
/// place on a server that only checks.
final class Pem {
  /// The longest text: an RSA key of 8192 bits has 1,500 characters.
  static final int LENGTH_MAX = 16 * 1024;
  private static final Pattern BLOCK = Pattern
      .compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final List<String> KINDS = List.of("Ed25519", "EC", "RSA");
  /// `SubjectPublicKeyInfo` of Ed25519 up to the key's own 32 bytes (RFC 8410).
  private static final byte[] ED25519_HEAD = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
  static final int ED25519_LENGTH = 32;

  private Pem() {}

  /// The one public key in that text.
  static PublicKey publicKey(String pem) {
    if (pem.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a PEM text of " + pem.length() + " characters, expected at most " + LENGTH_MAX);
    }
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) throw new IllegalArgumentException("no PEM block, expected one -----BEGIN PUBLIC KEY-----");
    String label = block.group(1);
    String body = block.group(2);
    if (!label.equals("PUBLIC KEY")) throw new IllegalArgumentException(other(label));
    if (block.find()) throw new IllegalArgumentException("more than one PEM block, expected one PUBLIC KEY");
    try {
      return publicKey(Base64.getMimeDecoder().decode(body));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a PEM block that holds no public key: " + e.getMessage(), e);
    }
  }

  private static String other(String label) {
    String what = "a PEM block '" + label + "', expected PUBLIC KEY";
    if (label.endsWith("PRIVATE KEY")) {
      return what + ": a server that checks tokens must not hold the key that signs them;"
          + " make the public part with `openssl pkey -pubout`, and a new pair if this file was on a server";
    }
    if (label.equals("CERTIFICATE")) return what + ": take the key out with `openssl x509 -pubkey -noout`";
    if (label.equals("RSA PUBLIC KEY")) return what + ": convert it with `openssl rsa -RSAPublicKey_in -pubout`";
    return what;
  }

  /// The key in a DER `SubjectPublicKeyInfo`.
  private static PublicKey publicKey(byte[] der) {
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
      } catch (InvalidKeySpecException _) {
        // Of another kind, perhaps.
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has " + kind, e);
      }
    }
    throw new IllegalArgumentException("expected Ed25519, EC or RSA");
  }

  /// The Ed25519 key of those 32 bytes.
  static PublicKey ed25519(byte[] raw) {
    if (raw.length != ED25519_LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key of " + raw.length + " bytes, expected " + ED25519_LENGTH);
    }
    byte[] der = Arrays.copyOf(ED25519_HEAD, ED25519_HEAD.length + raw.length);
    System.arraycopy(raw, 0, der, ED25519_HEAD.length, raw.length);
    return publicKey(der);
  }
}
