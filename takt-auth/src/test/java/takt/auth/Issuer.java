package takt.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Who signs tokens in these tests: as it should be done, and as it should not. By the JDK alone, so that header and
/// payload can be any bytes at all.
final class Issuer {
  static final String ISSUER = "https://id.example.com/";
  static final String AUDIENCE = "arena";
  /// When it is.
  static final long NOW_MS = 1_800_000_000_000L;
  static final long NOW_S = NOW_MS / 1000;
  static final byte[] SECRET = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(UTF_8);
  /// Claims that fit.
  static final String CLAIMS = claims("");

  static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair EC = pair("EC", 0);
  static final KeyPair ED = pair("Ed25519", 0);

  private Issuer() {}

  interface Signer {
    byte[] sign(byte[] what) throws GeneralSecurityException;
  }

  static KeyPair pair(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (bits > 0) generator.initialize(bits);
      else if (kind.equals("EC")) generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Signer rs256() {
    return what -> sign("SHA256withRSA", RSA.getPrivate(), what);
  }

  static Signer ps256() {
    return what -> {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      signature.initSign(RSA.getPrivate());
      signature.update(what);
      return signature.sign();
    };
  }

  static Signer es256() {
    return what -> sign("SHA256withECDSAinP1363Format", EC.getPrivate(), what);
  }

  static Signer ed25519() {
    return what -> sign("Ed25519", ED.getPrivate(), what);
  }

  static Signer hs256(byte[] secret) {
    return what -> {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(what);
    };
  }

  private static byte[] sign(String how, PrivateKey key, byte[] what) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(how);
    signature.initSign(key);
    signature.update(what);
    return signature.sign();
  }

  /// Claims that fit, and more: `more` is JSON that begins with a comma, or nothing.
  static String claims(String more) {
    return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"ann\",\"exp\":" + (NOW_S + 300) + more
        + "}";
  }

  /// The claims with one text in them replaced; fails if it is not there.
  static String claims(String what, String by) {
    if (!CLAIMS.contains(what)) throw new AssertionError(what);
    return CLAIMS.replace(what, by);
  }

  /// A header of that algorithm and key, and more: JSON that begins with a comma, or nothing.
  static String header(String alg, String kid, String more) {
    return "{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\"" + more + "}";
  }

  static String token(String header, String claims, Signer signer) {
    return token(header.getBytes(UTF_8), claims.getBytes(UTF_8), signer);
  }

  static String token(byte[] header, byte[] claims, Signer signer) {
    String signed = base64(header) + "." + base64(claims);
    try {
      return signed + "." + base64(signer.sign(signed.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String pem(PublicKey key) {
    return pem("PUBLIC KEY", key.getEncoded());
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der)
        + "\n-----END " + label + "-----\n";
  }

  /// A key as it stands in a key set; `more` is JSON that begins with a comma, or nothing.
  static String jwk(PublicKey key, String kid, String more) {
    String named = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
    return switch (key) {
      case RSAPublicKey rsa -> "{\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus().toByteArray(), 0) + "\",\"e\":\""
          + number(rsa.getPublicExponent().toByteArray(), 0) + "\"" + named + more + "}";
      case ECPublicKey ec -> "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
          + number(ec.getW().getAffineX().toByteArray(), 32) + "\",\"y\":\""
          + number(ec.getW().getAffineY().toByteArray(), 32) + "\"" + named + more + "}";
      case EdECPublicKey ed -> {
        byte[] der = ed.getEncoded();
        yield "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
            + base64(Arrays.copyOfRange(der, der.length - 32, der.length)) + "\"" + named + more + "}";
      }
      default -> throw new AssertionError(key);
    };
  }

  /// A number without sign, of that many bytes, or as few as it needs.
  private static String number(byte[] signed, int length) {
    int start = signed[0] == 0 && signed.length > 1 ? 1 : 0;
    byte[] bytes = Arrays.copyOfRange(signed, start, signed.length);
    if (length == 0 || bytes.length == length) return base64(bytes);
    byte[] padded = new byte[length];
    System.arraycopy(bytes, 0, padded, length - bytes.length, bytes.length);
    return base64(padded);
  }

  static String keySet(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }
}
