/// Addresses, networks and chains of proxies, by themselves.
@NullMarked
package takt.netty.address;

import org.jspecify.annotations.NullMarked;
