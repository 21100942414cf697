package takt.server;

/// A room somewhere.
///
/// Immutable; any thread.
///
/// @param id unguessable
/// @param code what friends type to join, empty for a listed room
public record RoomRef(String id, String code) {}
