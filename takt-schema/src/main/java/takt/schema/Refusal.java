package takt.schema;

/// Thrown by a room's code to say no to whoever asked: expected, cheap, counted.
///
/// It reaches the sender of the command with its reason and costs nobody else anything; it has no stack trace.
/// Immutable; any thread.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;
  /// Longer reasons are cut.
  public static final int REASON_MAX = 200;

  public Refusal(String reason) {
    super(reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX), null, false, false);
  }

  /// Why not, in words for the player.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// Refuses for that reason, unless it is fine.
  public static void unless(boolean fine, String reason) {
    if (!fine) throw new Refusal(reason);
  }
}
