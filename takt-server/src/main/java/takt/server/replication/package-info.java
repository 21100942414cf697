/// What each client is sent of a room's state.
///
/// [Capture] reads the room's plain fields into the columns of a [Snapshot], rounded as they travel; [SnapshotRing]
/// keeps the last ones as baselines. [Baselines] are what one client was sent before, or where
/// snapshots get lost what it has. [Glance] says what a viewer sees
/// of a snapshot and what of it is news beside its base; [PackedState] and [JsonState] write that. What everyone sees
/// is paired with what it was by [PublicRows] and coded by [takt.protocol.delta]; [Habits] learns how it is best
/// guessed, and with which odds. In a room under interest [Horizon] has where everything is; [SeenRows] and [Chunks]
/// write what one client sees of it. [Training] finds habits ahead: it plays a `Rehearsal`, and a `Trial` says what
/// they are worth. Who gets a snapshot at all is decided before this, by [takt.server.room.Viewer].
@NullMarked
package takt.server.replication;

import org.jspecify.annotations.NullMarked;
