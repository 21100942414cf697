package takt.server;

import takt.schema.PlayerId;

/// Someone who asks to enter.
///
/// Immutable; any thread.
///
/// @param id who they are
/// @param name what they are called
/// @param spectator whether they only want to look on
public record Knock(PlayerId id, String name, boolean spectator) {}
