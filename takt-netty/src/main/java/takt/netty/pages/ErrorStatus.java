package takt.netty.pages;

import takt.netty.http.Answer;
import takt.protocol.frame.ErrorCode;

/// What the protocol's errors are in HTTP.
///
/// Stateless; any thread.
final class ErrorStatus {
  /// When to try again, in seconds.
  private static final String SOON = "1";

  private ErrorStatus() {}

  static Answer answer(ErrorCode code, String text) {
    int status = status(code);
    Answer answer = Answer.problem(status, code.code(), text);
    if (status == 401) return answer.with("WWW-Authenticate", "Bearer");
    return status == 429 || status == 503 ? answer.with("Retry-After", SOON) : answer;
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN, REFUSED -> 403;
      case TYPE_UNKNOWN, ROOM_UNKNOWN, SESSION_UNKNOWN -> 404;
      case ROOM_FULL, ROOM_LOCKED, ROOM_CLOSED, RESERVATION_INVALID, RESERVATION_EXPIRED, RESERVATION_USED, ALREADY_IN,
          TOO_MANY_ROOMS, TAKEN_OVER ->
        409;
      case TOO_LARGE -> 413;
      case TOO_FAST, COMMAND_TOO_OFTEN -> 429;
      case ROOM_FAILED, SERVER_ERROR, FAILED -> 500;
      case ROOMS_FULL, BUSY, STOPPING, ROOM_BUSY -> 503;
      default -> 400;
    };
  }
}
