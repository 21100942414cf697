package takt.auth;

import java.io.IOException;

/// Where a JSON Web Key Set is: a document of public keys that changes now and then.
///
/// Called on the thread of whoever waits for a key, one call at a time: it may block, for seconds at most.
@FunctionalInterface public interface JwksSource {
  /// The longest document, in bytes: a hundred RSA keys with their certificates.
  int LENGTH_MAX = 256 * 1024;

  /// The document as it is now.
  ///
  /// @throws IOException if it cannot be had; the message says why and is logged
  byte[] fetch() throws IOException;
}
