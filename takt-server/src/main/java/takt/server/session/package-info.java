/// Connections, sessions and the front desk.
///
/// A [Connection] is one socket, owned by its I/O thread: it decodes, limits and routes. A [Session] is a player's
/// logical connection; it outlives sockets and may hold places in several rooms; the [FrontDesk] owns all sessions on
/// one control thread, finds and opens rooms, grants seats and hears when anyone comes or goes. What a player says in a
/// room goes straight from the connection to the room's inbox; everything else goes over the desk.
@NullMarked
package takt.server.session;

import org.jspecify.annotations.NullMarked;
