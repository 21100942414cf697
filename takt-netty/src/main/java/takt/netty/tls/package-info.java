/// TLS: the key pair from two files, changed under a running server, and the handshake.
///
/// [TlsKeys] loads and reloads what [TlsFiles] names; [TlsDoor] begins a connection with it.
@NullMarked
package takt.netty.tls;

import org.jspecify.annotations.NullMarked;
