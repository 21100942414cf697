/// `takt bots`: many clients in one process, as load and company for a server that runs.
///
/// `BotsCommand` reads the command line and asks the server what there is ([Target]), [Swarm] keeps the bots going on
/// one thread, a [Bot] is one client, a [Whim] is what it holds, made up from the room's schema. Nothing here knows a
/// game: what a server says of its rooms is all.
@NullMarked
package takt.app.bots;

import org.jspecify.annotations.NullMarked;
