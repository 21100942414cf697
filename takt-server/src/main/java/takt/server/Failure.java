package takt.server;

/// Why a [Task] has no answer.
///
/// Immutable; any thread.
///
/// @param timedOut whether it took too long; else it threw
/// @param message what it said, at most 200 characters
public record Failure(boolean timedOut, String message) {
  /// Longer messages are cut.
  public static final int MESSAGE_MAX = 200;

  public Failure {
    if (message.length() > MESSAGE_MAX) message = message.substring(0, MESSAGE_MAX);
  }
}
