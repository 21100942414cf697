/// Whose connection it is: addresses, networks, and which proxies to believe.
///
/// [ClientAddress] is an address as limits count it, [TrustedProxies] finds the client behind those whose word we take.
/// Nothing here resolves a name.
@NullMarked
package takt.netty.address;

import org.jspecify.annotations.NullMarked;
