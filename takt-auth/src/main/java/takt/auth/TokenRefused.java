package takt.auth;

/// A token that is not taken, and why. Expected and cheap: it has no stack trace.
final class TokenRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final TokenFault fault;

  TokenRefused(TokenFault fault) {
    super(fault.label(), null, false, false);
    this.fault = fault;
  }

  TokenFault fault() {
    return fault;
  }

  /// Refuses for that fault, unless it is fine.
  static void unless(boolean fine, TokenFault fault) throws TokenRefused {
    if (!fine) throw new TokenRefused(fault);
  }
}
