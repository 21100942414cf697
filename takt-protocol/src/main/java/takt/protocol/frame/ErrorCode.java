package takt.protocol.frame;

import org.jspecify.annotations.Nullable;

/// Every way a server says no: a code that never changes, and the WebSocket close code where the connection ends.
///
/// Constants; any thread. Clients translate by [#code()]; the English text beside it is for people who read logs.
public enum ErrorCode {
  // these end the connection
  BAD_FRAME("bad-frame", 4400),
  UNAUTHENTICATED("unauthenticated", 4401),
  FORBIDDEN("forbidden", 4403),
  SESSION_UNKNOWN("session-unknown", 4404),
  HANDSHAKE_TIMEOUT("handshake-timeout", 4408),
  TAKEN_OVER("taken-over", 4409),
  TOO_LARGE("too-large", 4413),
  VERSION("version", 4426),
  TOO_FAST("too-fast", 4429),
  SILENT("silent", 4430),
  TOO_SLOW("too-slow", 4431),
  SERVER_ERROR("server-error", 4500),
  BUSY("busy", 4503),
  STOPPING("stopping", 4504),
  // these answer a request to enter a room
  TYPE_UNKNOWN("type-unknown", 0),
  ROOM_UNKNOWN("room-unknown", 0),
  ROOM_FULL("room-full", 0),
  ROOM_LOCKED("room-locked", 0),
  ROOM_CLOSED("room-closed", 0),
  ROOM_FAILED("room-failed", 0),
  ROOMS_FULL("rooms-full", 0),
  OPTION_INVALID("option-invalid", 0),
  RESERVATION_INVALID("reservation-invalid", 0),
  RESERVATION_EXPIRED("reservation-expired", 0),
  RESERVATION_USED("reservation-used", 0),
  TOO_MANY_ROOMS("too-many-rooms", 0),
  ALREADY_IN("already-in", 0),
  // these answer a command or an input
  COMMAND_UNKNOWN("command-unknown", 0),
  COMMAND_INVALID("command-invalid", 0),
  COMMAND_TOO_OFTEN("command-too-often", 0),
  INPUT_INVALID("input-invalid", 0),
  ROOM_BUSY("room-busy", 0),
  REFUSED("refused", 0),
  FAILED("failed", 0);

  private final String code;
  private final int closeCode;

  ErrorCode(String code, int closeCode) {
    this.code = code;
    this.closeCode = closeCode;
  }

  /// What stands on the wire.
  public String code() {
    return code;
  }

  /// The WebSocket close code of an error that ends a connection, 0 for one that does not.
  public int closeCode() {
    return closeCode;
  }

  /// The code of that name, or null.
  public static @Nullable ErrorCode of(String code) {
    for (ErrorCode c : values()) {
      if (c.code.equals(code)) return c;
    }
    return null;
  }
}
