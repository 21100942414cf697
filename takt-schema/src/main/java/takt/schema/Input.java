package takt.schema;

/// A player's intent for one tick: extend it, give it fields.
///
/// Owned by the room's thread on a server. One object per player, written anew each tick, never kept: fields are
/// *levels* ([Axis], [Angle], plain booleans, enums, [Limit]ed whole numbers: what is held now) and *presses* ([Press]:
/// button edges). A starving player's levels are repeated for a while, then neutral; a press is seen in exactly one
/// tick.
public abstract class Input {}
