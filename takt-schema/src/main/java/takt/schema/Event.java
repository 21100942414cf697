package takt.schema;

/// Marks a record that a room tells its players: in order, with its tick, once; or, if [Lossy], at most once.
///
/// Immutable; any thread.
public interface Event {}
