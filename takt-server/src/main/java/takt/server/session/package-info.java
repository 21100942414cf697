/// Connections, sessions and the front desk.
///
/// A [Connection] is one socket, owned by its I/O thread: it decodes, limits and routes. A [Session] is a player's
/// logical connection; it outlives sockets and may hold places in several rooms; the [FrontDesk]
/// hears, on one control thread, whoever comes, goes or asks. What a player says in a room goes straight from the
/// connection to the room's inbox; everything else goes over the desk.
///
/// Start with [FrontDesk#turn]. Behind it, on its thread, each with state of its own:
/// - [Sessions]: who is there; hello, resume, break and end
/// - [OpenRooms]: which rooms there are; finds, opens and lists them ([RoomEntry] is one of them)
/// - [Members]: who has a place in which room, or asks for one ([Member] is one of them)
/// - [Drain]: how far the server is on its way out
///
/// Around it: [Tokens] signs what clients show again, [SessionLimits] says what they may cost,
/// [takt.protocol.link.TokenBucket] and [AddressLimits] hold them to it, [SessionMetrics] counts. [Lane], [Downlink],
/// [RoomHost], [Ids] and [Reserved] are what the threads of a host, a room and HTTP look like from here.
@NullMarked
package takt.server.session;

import org.jspecify.annotations.NullMarked;
