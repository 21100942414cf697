package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import takt.server.metrics.Counter;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;
import takt.server.session.SentFrames;

/// What the rooms of one type count and measure.
///
/// Any thread.
public final class RoomMetrics {
  /// How late ticks begin.
  public final Histogram lateness;
  /// How long ticks take.
  public final Histogram duration;
  public final Counter ticks;
  public final Counter ticksDropped;
  /// From an input's arrival to the tick that uses it.
  public final Histogram inputToApply;
  public final Histogram inboxDepth;
  public final Histogram snapshotBytes;
  public final Counter snapshots;
  /// Of the snapshots those that went as datagrams.
  public final Counter datagrams;
  /// Snapshots not sent because the client has too many on its way.
  public final Counter snapshotsHeld;
  public final Counter faults;
  public final Counter commandsTaken;
  public final Counter commandsRefused;
  public final Counter commandsRepeated;
  public final Counter commandsOfNobody;
  public final Counter inputsRefused;
  public final Counter inputsRepeated;
  public final Counter inputsSkipped;
  public final Counter inputsStarved;
  public final Counter alarmsRefused;
  public final Counter tasksRefused;
  public final Counter tasksSlipped;
  public final Counter lettersMissed;
  public final Counter flashesLost;
  /// All that leaves for clients; the same for rooms of every type.
  public final SentFrames sent;
  /// Bytes of packed snapshots: of the room's own fields, of players, and of each part.
  public final List<Counter> snapshotPartBytes = new ArrayList<>();
  /// Entities known by where they are, as they were coded: once for all who are told the same.
  public final Counter chunksCoded;
  /// And as they were told, by copying what was coded.
  public final Counter chunksTold;
  /// Frames larger than any may be: not sent, their viewers cut off.
  public final Counter framesTooLarge;
  /// Bundles of frames that were made because an I/O thread had all that are used again.
  public final Counter parcelsExtra;

  /// @param parts what the type's parts of entities are called
  public RoomMetrics(Metrics metrics, String type, List<String> parts) {
    lateness = metrics.seconds("takt_tick_lateness_seconds", "How late ticks begin.", "room", type);
    duration = metrics.seconds("takt_tick_duration_seconds", "How long ticks take.", "room", type);
    ticks = metrics.counter("takt_ticks_total", "Ticks run.", "room", type);
    ticksDropped = metrics.counter("takt_ticks_dropped_total", "Ticks dropped from wall time.", "room", type);
    inputToApply = metrics.seconds("takt_input_to_apply_seconds", "From an input's arrival to its tick.", "room", type);
    inboxDepth = metrics.pieces("takt_inbox_depth", "Messages that waited for a tick.", 1, 4096, "room", type);
    snapshotBytes = metrics.pieces("takt_snapshot_bytes", "Size of snapshots as sent.", 16, 1 << 20, "room", type);
    snapshots = metrics.counter("takt_snapshots_total", "Snapshots sent.", "room", type);
    datagrams = metrics.counter("takt_snapshots_as_datagrams_total", "Snapshots sent as datagrams.", "room", type);
    snapshotsHeld = metrics.counter("takt_snapshots_held_total",
        "Snapshots not sent because too many were on their way to the client.", "room", type);
    faults = metrics.counter("takt_faults_total", "Times a room's own code failed.", "room", type);
    commandsTaken = metrics.counter("takt_commands_total", "Commands that reached a room.", "room", type);
    commandsRefused = metrics.counter("takt_commands_refused_total", "Commands refused.", "room", type);
    commandsRepeated = dropped(metrics, type, "command-repeated");
    commandsOfNobody = dropped(metrics, type, "command-of-nobody");
    inputsRefused = dropped(metrics, type, "input-invalid");
    inputsRepeated = dropped(metrics, type, "input-repeated");
    inputsSkipped = dropped(metrics, type, "input-skipped");
    inputsStarved = metrics.counter("takt_inputs_starved_total", "Ticks a player's input was missing.", "room", type);
    alarmsRefused = dropped(metrics, type, "alarms-full");
    tasksRefused = dropped(metrics, type, "tasks-full");
    tasksSlipped = metrics.counter("takt_tasks_slipped_total", "Computations late for their tick.", "room", type);
    lettersMissed = dropped(metrics, type, "letters-missed");
    flashesLost = dropped(metrics, type, "flashes-lost");
    sent = new SentFrames(metrics);
    snapshotPartBytes.add(partBytes(metrics, type, "room"));
    snapshotPartBytes.add(partBytes(metrics, type, "players"));
    for (String part : parts) snapshotPartBytes.add(partBytes(metrics, type, "entities." + part));
    chunksCoded = chunks(metrics, type, "coded");
    chunksTold = chunks(metrics, type, "told");
    framesTooLarge = dropped(metrics, type, "frame-too-large");
    parcelsExtra = metrics.counter("takt_parcels_extra_total",
        "Bundles of frames made because an event loop had not taken those before.", "room", type);
  }

  private static Counter partBytes(Metrics metrics, String type, String part) {
    return metrics.counter("takt_snapshot_part_bytes_total", "Bytes of binary snapshots, by part of the state.", "room",
        type, "part", part);
  }

  private static Counter chunks(Metrics metrics, String type, String kind) {
    return metrics.counter("takt_chunks_total", "Entities under interest, as coded and as told.", "room", type, "kind",
        kind);
  }

  private static Counter dropped(Metrics metrics, String type, String reason) {
    return metrics.counter("takt_room_drops_total", "What rooms dropped, by reason.", "room", type, "reason", reason);
  }
}
