/// What a room remembers: every command by tick, and its whole state at one.
///
/// [CommandLog] is where a room's commands go, tick by tick; [Checkpoint] writes and reads a room's full-precision
/// state; [MemoryLog] keeps it in memory; [Replay] runs a room's past again. Together they make restore, replay and the
/// testkit's checks one mechanism.
@NullMarked
package takt.server.journal;

import org.jspecify.annotations.NullMarked;
