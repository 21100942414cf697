/// What changes from one snapshot to the next, in few bits: predict, then code what was not foreseen.
///
/// [Foresight] guesses a field from older snapshots that both ends have, [MovedRows] codes the rows that differ from
/// the guess, [RangeWriter] and [RangeReader] turn each yes or no into a fraction of a bit by the [Odds] of it. The
/// same walk writes and reads: see [BitCoder]. Which guesses and which odds suit a part is its [Habit], which the room
/// finds out and tells; [TrainedHabits] are those found out ahead, by names.
@NullMarked
package takt.protocol.delta;

import org.jspecify.annotations.NullMarked;
