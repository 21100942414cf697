import java.util.List;
import takt.protocol.delta.PartShape;

/// What a scene was, tick by tick: the points of every row's stepped fields.
///
/// @param ticks by tick, row and field; rows stay
record Trace(PartShape shape, int tickRateHz, List<long[][]> ticks) {}
