package takt.server.room;

import takt.protocol.frame.DownFrame;
import takt.protocol.wire.WireWriter;
import takt.server.replication.Baselines;
import takt.server.replication.Snapshot;

/// How what leaves a room is written in one codec.
///
/// Owned by the room's thread.
sealed interface CodecOut permits BinaryOut, JsonOut {
  /// Another snapshot was captured.
  void begin();

  /// A control frame.
  void frame(DownFrame frame, WireWriter out);

  /// An event, a reply or a flash.
  void letter(Viewer viewer, Letter letter, WireWriter out);

  /// A snapshot.
  ///
  /// @param bases what it builds on
  void snapshot(Viewer viewer, Snapshot now, Baselines bases, WireWriter out);
}
