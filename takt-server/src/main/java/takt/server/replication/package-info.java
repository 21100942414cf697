/// What each client is sent of a room's state.
///
/// [Capture] reads the room's plain fields into the columns of a [Snapshot], rounded as they travel; [SnapshotRing]
/// keeps the last ones as baselines. [Glance] says what one viewer sees of a snapshot and what of it is news beside one
/// they have acknowledged; [PackedState] and [JsonState] write that. Who gets a snapshot at all is decided before this,
/// by [takt.server.room.Viewer].
@NullMarked
package takt.server.replication;

import org.jspecify.annotations.NullMarked;
