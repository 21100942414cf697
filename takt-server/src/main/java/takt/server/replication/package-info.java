/// What each client is sent of a room's state.
///
/// [Capture] reads the room's plain fields into the columns of a [Snapshot], rounded as they travel; [SnapshotRing]
/// keeps the last ones as baselines; [JsonState] writes what one viewer may see of a snapshot, whole or as the
/// difference to one they have acknowledged. Who gets a snapshot at all is decided before this, by
/// [takt.server.room.Viewer].
@NullMarked
package takt.server.replication;

import org.jspecify.annotations.NullMarked;
