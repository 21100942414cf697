package takt.protocol.frame;

/// What a client has, told in every message about a room.
///
/// Immutable; any thread. Counted per room: ticks of `epoch`, events by their number.
///
/// @param epoch the timeline the client follows; an ack of another epoch is void
/// @param seen tick of the newest snapshot decoded, 0 for none
/// @param heard number of the newest event or reply taken, 0 for none
public record Ack(long epoch, long seen, long heard) {
  public static final Ack NONE = new Ack(0, 0, 0);
}
