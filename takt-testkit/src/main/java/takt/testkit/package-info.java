/// Tests for games: a whole server with its players on a virtual clock, from one seed.
///
/// [RoomTest] is the place to start: a room, players who join it over a network as bad as you like, ticks by hand. It
/// is the real server, the real protocol and the real client; only time, chance and the network are ours. Every test
/// checks two things more when it closes: the room's commands, run again, lead to the same states; and a room restored
/// from a checkpoint at a random tick goes on alike. [SimulatedServer] is the same for several rooms.
@NullMarked
package takt.testkit;

import org.jspecify.annotations.NullMarked;
