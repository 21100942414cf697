package takt.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/// A key that tokens are checked with: for one algorithm, and under a name if there are several.
///
/// Immutable; any thread. What a token's header says never reaches the check of its signature: the algorithm is the
/// key's. Its text form shows no key.
public final class TokenKey {
  /// The shortest secret, in bytes: as long as the hash, which RFC 7518 3.2 asks for.
  public static final int SECRET_MIN = 32;
  /// Fewer different bytes than this in a secret is a placeholder, not chance: even 32 random hex digits, the poorest
  /// secret there is, fall below it once in 28 million.
  private static final int SECRET_DISTINCT_MIN = 8;
  /// The longest name of a key.
  public static final int KID_MAX = 128;
  private static final int RSA_BITS_MIN = 2048;
  /// A larger key makes each check slow, and no issuer has one.
  private static final int RSA_BITS_MAX = 8192;
  /// r and s, or R and S: 32 bytes each.
  private static final int CURVE_SIGNATURE_LENGTH = 64;
  private static final int MAC_LENGTH = 32;

  private final SigningAlgorithm algorithm;
  private final @Nullable String kid;
  private final int signatureLength;
  private final Check check;

  private interface Check {
    boolean holds(byte[] signed, byte[] signature) throws JOSEException;
  }

  private TokenKey(SigningAlgorithm algorithm, @Nullable String kid, int signatureLength, Check check) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.signatureLength = signatureLength;
    this.check = check;
  }

  /// A secret shared with who signs, for HS256.
  ///
  /// @param secret at least [#SECRET_MIN] bytes, from a source of chance
  /// @throws IllegalArgumentException for a secret that is short or a placeholder; the message does not show it
  public static TokenKey ofSecret(byte[] secret) {
    if (secret.length < SECRET_MIN) {
      throw new IllegalArgumentException("a secret of " + secret.length + " bytes, expected at least " + SECRET_MIN);
    }
    boolean[] seen = new boolean[256];
    int distinct = 0;
    for (byte b : secret) {
      if (!seen[b & 0xff]) distinct++;
      seen[b & 0xff] = true;
    }
    if (distinct < SECRET_DISTINCT_MIN) {
      throw new IllegalArgumentException("a secret of only " + distinct + " different bytes, expected a random one");
    }
    try {
      return new TokenKey(SigningAlgorithm.HS256, null, MAC_LENGTH,
          check(new MACVerifier(secret), JWSAlgorithm.HS256));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("a secret that is none: " + e.getMessage(), e);
    }
  }

  /// A public key, for the algorithm that is usual for its kind: EdDSA, ES256 or RS256.
  ///
  /// @throws IllegalArgumentException for a key of another kind, curve or size
  public static TokenKey ofPublicKey(PublicKey key) {
    return ofPublicKey(key, usual(key));
  }

  /// A public key, for that algorithm only.
  ///
  /// @throws IllegalArgumentException for a key of another kind, curve or size than the algorithm needs
  public static TokenKey ofPublicKey(PublicKey key, SigningAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case EDDSA -> ofEd25519(key);
        case ES256 -> ofP256(key);
        case RS256 -> ofRsa(key, algorithm, JWSAlgorithm.RS256);
        case PS256 -> ofRsa(key, algorithm, JWSAlgorithm.PS256);
        case HS256 -> throw unfit(key, algorithm, "a secret");
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException("a key that is none: " + e.getMessage(), e);
    }
  }

  /// The public key in a PEM text, for that algorithm, or for the usual one of its kind: see [Pem].
  ///
  /// @throws IllegalArgumentException for anything but one public key; the message says what it is and what to do
  public static TokenKey ofPem(String pem, @Nullable SigningAlgorithm algorithm) {
    PublicKey key = Pem.publicKey(pem);
    return ofPublicKey(key, algorithm == null ? usual(key) : algorithm);
  }

  private static SigningAlgorithm usual(PublicKey key) {
    return switch (key) {
      case EdECPublicKey _ -> SigningAlgorithm.EDDSA;
      case ECPublicKey _ -> SigningAlgorithm.ES256;
      case RSAPublicKey _ -> SigningAlgorithm.RS256;
      default -> throw new IllegalArgumentException(
          "a key of kind " + key.getAlgorithm() + ", expected Ed25519, EC P-256 or RSA");
    };
  }

  /// By the JDK's own Ed25519: Nimbus would bring Tink for it, and protobuf with that.
  private static TokenKey ofEd25519(PublicKey key) {
    if (!(key instanceof EdECPublicKey ed) || !ed.getParams().getName().equals("Ed25519")) {
      throw unfit(key, SigningAlgorithm.EDDSA, "an Ed25519 key");
    }
    return new TokenKey(SigningAlgorithm.EDDSA, null, CURVE_SIGNATURE_LENGTH, (signed, signature) -> {
      try {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(signed);
        return check.verify(signature);
      } catch (SignatureException _) {
        return false; // it is not even a signature
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new AssertionError("every JDK has Ed25519", e);
      }
    });
  }

  private static TokenKey ofP256(PublicKey key) throws JOSEException {
    if (!(key instanceof ECPublicKey ec) || !Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
      throw unfit(key, SigningAlgorithm.ES256, "an EC key on P-256");
    }
    return new TokenKey(SigningAlgorithm.ES256, null, CURVE_SIGNATURE_LENGTH,
        check(new ECDSAVerifier(ec), JWSAlgorithm.ES256));
  }

  private static TokenKey ofRsa(PublicKey key, SigningAlgorithm algorithm, JWSAlgorithm name) {
    if (!(key instanceof RSAPublicKey rsa)) throw unfit(key, algorithm, "an RSA key");
    int bits = rsa.getModulus().bitLength();
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
      throw new IllegalArgumentException(
          "an RSA key of " + bits + " bits, expected " + RSA_BITS_MIN + " to " + RSA_BITS_MAX);
    }
    return new TokenKey(algorithm, null, (bits + 7) / 8, check(new RSASSAVerifier(rsa), name));
  }

  private static IllegalArgumentException unfit(PublicKey key, SigningAlgorithm algorithm, String expected) {
    return new IllegalArgumentException(
        "a key of kind " + key.getAlgorithm() + " for " + algorithm + ", expected " + expected);
  }

  /// The header given to Nimbus is ours: that of the token could say anything.
  private static Check check(JWSVerifier verifier, JWSAlgorithm algorithm) {
    JWSHeader header = new JWSHeader(algorithm);
    return (signed, signature) -> verifier.verify(header, signed, Base64URL.encode(signature));
  }

  /// The same key under a name: what tokens signed with it have as `kid`.
  ///
  /// @param kid 1 to [#KID_MAX] characters
  public TokenKey named(String kid) {
    if (kid.isEmpty() || kid.length() > KID_MAX) {
      throw new IllegalArgumentException("kid of " + kid.length() + " characters, expected 1.." + KID_MAX);
    }
    return new TokenKey(algorithm, kid, signatureLength, check);
  }

  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /// Its name, null for none.
  public @Nullable String kid() {
    return kid;
  }

  /// Whether the signature of those bytes is this key's.
  boolean holds(byte[] signed, byte[] signature) {
    // Before any library makes something of another length.
    if (signature.length != signatureLength) return false;
    try {
      return check.holds(signed, signature);
    } catch (JOSEException e) {
      throw new IllegalStateException("a " + algorithm + " signature could not be checked", e);
    }
  }

  @Override public String toString() {
    return "TokenKey[" + algorithm + (kid == null ? "" : ", kid=" + kid) + "]";
  }
}
