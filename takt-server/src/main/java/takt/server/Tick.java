package takt.server;

import java.time.Instant;

/// One step of a room.
///
/// Immutable; any thread.
///
/// @param number counted from the room's birth, 1 for the first; never skipped
/// @param stepSeconds how much time the step is: `1 / rate`; in a room that ticks on demand, since the last one
/// @param wallTime the time of day, as journalled: a replay sees the same
public record Tick(long number, double stepSeconds, Instant wallTime) {}
