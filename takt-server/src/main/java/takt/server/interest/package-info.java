/// Who knows of what, by where it is.
///
/// [Cells] has where everything is in a tick. A [View] is one client's knowledge: for each part the entities it
/// [Known] of, and what it was last told of each; [Views] keeps several of one client where snapshots get lost,
/// [Credit] what it may still be told. Nothing here knows what entities are made of:
/// [takt.server.replication] fills the places and writes what is told.
///
/// Everything here is owned by the room's thread and is no state of the simulation: it follows from what was sent. What
/// commands and events may speak of does not hang on it, but on places alone: `takt.server.room.Reach`.
@NullMarked
package takt.server.interest;

import org.jspecify.annotations.NullMarked;
