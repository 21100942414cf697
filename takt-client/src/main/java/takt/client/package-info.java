/// The Java client: joins rooms, mirrors their state, sends inputs and commands, and comes back by itself.
///
/// [TaktClient] is the place to start. It stands on [ClientSession], which knows the protocol and nothing of sockets,
/// clocks or threads: bots, tests and simulators run it over any [takt.protocol.link.Link] on any clock. A [ClientRoom]
/// is one room as this client knows it. The classes of a game (entities, inputs, commands, events) are used unchanged.
@NullMarked
package takt.client;

import org.jspecify.annotations.NullMarked;
