package takt.client;

/// A command was not taken.
///
/// Immutable; any thread. Has no stack trace: it is an answer.
public final class Refused extends Exception {
  private static final long serialVersionUID = 1;
  private final String code;

  Refused(String code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  /// A code of [takt.protocol.frame.ErrorCode].
  public String code() {
    return code;
  }

  /// Why not, in the room's words.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
