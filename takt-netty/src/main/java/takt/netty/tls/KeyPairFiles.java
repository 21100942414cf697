package takt.netty.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a certificate chain and the key that belongs to it.
///
/// Stateless; any thread, and it blocks. Every failure says which file, why, and what to do.
final class KeyPairFiles {
  private static final Pattern KEY = Pattern.compile(
      "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----");
  private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA",
      "EdDSA", "EdDSA");

  private KeyPairFiles() {}

  /// A key and its chain.
  record Loaded(PrivateKey key, List<X509Certificate> chain) {}

  /// @throws IOException if a file is missing, is no PEM of the right kind, or the two do not belong together
  static Loaded load(TlsFiles files) throws IOException {
    List<X509Certificate> chain = chain(files.certificates());
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(files.key(), publicKey.getAlgorithm());
    if (!belong(key, publicKey)) {
      throw new IOException("the key in " + files.key() + " does not belong to the first certificate in "
          + files.certificates() + "; write both from the same order, the server's own certificate first");
    }
    return new Loaded(key, chain);
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast).toList();
      if (!chain.isEmpty()) return chain;
    } catch (CertificateException e) {
      throw new IOException(file + " holds no certificates (" + e.getMessage()
          + "); expected PEM: -----BEGIN CERTIFICATE-----", e);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + " (" + e + "); is the path right, may this user read it?", e);
    }
    throw new IOException(file + " holds no certificates; expected PEM: -----BEGIN CERTIFICATE-----");
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    String pem;
    try {
      pem = Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + " (" + e + "); is the path right, may this user read it?", e);
    }
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      Matcher other = OTHER_KEY.matcher(pem);
      String what = other.find() ? "an " + other.group(1).strip() + " key of another form" : "no key";
      throw new IOException(file + " holds " + what + "; expected -----BEGIN PRIVATE KEY-----, which 'openssl pkcs8"
          + " -topk8 -nocrypt -in old.pem -out new.pem' writes");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no " + algorithm + " key (" + e.getMessage()
          + "), which the first certificate needs; write both from the same order", e);
    }
  }

  /// Whether what the key signs the certificate's own key accepts: files are replaced one after the other, and the
  /// moment between must not be served.
  private static boolean belong(PrivateKey key, PublicKey publicKey) throws IOException {
    String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
    if (algorithm == null) throw new IOException("keys of kind " + publicKey.getAlgorithm() + ", expected RSA or EC");
    byte[] something = "takt".getBytes(ISO_8859_1);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(something);
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(publicKey);
      checking.update(something);
      return checking.verify(signing.sign());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
