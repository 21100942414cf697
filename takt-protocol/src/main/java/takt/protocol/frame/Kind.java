package takt.protocol.frame;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The kinds of frames: their number in the binary protocol and their `type` in the JSON twin.
///
/// Constants; any thread. Numbers and names never change their meaning. A receiver that meets a kind it does not know
/// skips the frame if it is marked skippable and refuses the connection otherwise: so new kinds can be born. The mark
/// is the bit [#SKIPPABLE] of the number, and the member `"skip": true` in the JSON twin.
public enum Kind {
  // up, control: 1 to 15
  HELLO(1, "hello"),
  PING(2, "ping"),
  PONG(3, "pong"),
  JOIN(4, "join"),
  LIST(5, "list"),
  WATCH(6, "watch"),
  UNWATCH(7, "unwatch"),
  LEAVE(8, "leave"),
  TUNE(9, "tune"),
  BYE(10, "bye"),
  // up, data: 16 to 31
  INPUT(16, "input"),
  COMMAND(17, "command"),
  ACK(18, "ack"),
  // down, control: 33 to 47
  WELCOME(33, "welcome"),
  ERROR(34, "error"),
  JOINED(35, "joined"),
  LEFT(36, "left"),
  ROOMS(37, "rooms"),
  DRAINING(38, "draining"),
  TIMELINE(39, "timeline"),
  ALIVE(40 | Kind.SKIPPABLE, "alive"),
  PONGED(41, "ponged"),
  // down, data: from 48
  SNAPSHOT(48, "snapshot"),
  EVENT(49, "event"),
  REPLY(50, "reply"),
  FLASH(51 | Kind.SKIPPABLE, "flash"),
  STEP(52, "step");

  /// The bit in a kind's number that says: whoever does not know this kind may skip it.
  public static final int SKIPPABLE = 0x80;

  private static final @Nullable Kind[] BY_CODE = new Kind[256];
  private static final Map<String, Kind> BY_TYPE = new HashMap<>();

  static {
    for (Kind kind : values()) {
      BY_CODE[kind.code] = kind;
      BY_TYPE.put(kind.type, kind);
    }
  }

  private final int code;
  private final String type;

  Kind(int code, String type) {
    this.code = code;
    this.type = type;
  }

  /// The first byte of a binary frame.
  public int code() {
    return code;
  }

  /// The member `type` of a JSON frame.
  public String type() {
    return type;
  }

  /// Whether clients send it.
  public boolean isUp() {
    return (code & ~SKIPPABLE) < 32;
  }

  /// Whether a receiver that does not know this kind may go on without it.
  public boolean isSkippable() {
    return (code & SKIPPABLE) != 0;
  }

  /// The kind of that number, or null if this build knows none.
  public static @Nullable Kind of(int code) {
    return BY_CODE[code & 0xff];
  }

  /// The kind of that JSON `type`, or null if this build knows none.
  public static @Nullable Kind of(String type) {
    return BY_TYPE.get(type);
  }
}
