package takt.schema;

/// Marks a record that a room takes: in order, answered or refused, once.
///
/// Immutable; any thread. The room has a method `on(Player, X)` for it, or `on(X)` for one that only servers may send.
/// Texts, lists and maps in it need a [Limit].
public interface Command {}
