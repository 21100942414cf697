/// The doors over real sockets: players, browsers, proxies, operators, and those who mean harm.
///
/// [Doors] opens a node with both listeners on free ports, [RawClient] speaks bytes to it, [JsonPlayer] plays by hand.
@NullMarked
package takt.netty;

import org.jspecify.annotations.NullMarked;
