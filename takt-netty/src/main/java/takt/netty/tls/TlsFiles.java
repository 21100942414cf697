package takt.netty.tls;

import java.nio.file.Path;

/// The two files TLS needs, as certificate authorities hand them out.
///
/// Immutable; any thread.
///
/// @param certificates PEM, the server's own first, then those it was signed with
/// @param key PEM, PKCS#8 (`BEGIN PRIVATE KEY`), without a password
public record TlsFiles(Path certificates, Path key) {}
