package takt.protocol;

/// The numbers both ends must agree on before the first frame.
///
/// Constants; any thread. `docs/PROTOCOL.md` is the document that goes with them.
public final class Protocol {
  /// The protocol this build speaks best.
  public static final int VERSION = 1;
  /// The oldest protocol this build still serves: always the one before, once there is one.
  public static final int VERSION_MIN = 1;

  /// WebSocket subprotocol of the JSON twin: text messages, one frame each.
  public static final String JSON = "takt.json.v1";
  /// WebSocket subprotocol of the binary protocol: binary messages, one frame each.
  public static final String BINARY = "takt.v1";

  /// Largest frame a server takes from somebody who has not been welcomed, in bytes: a hello with a token fits.
  public static final int FRAME_MAX_UNKNOWN = 4 * 1024;
  /// Largest frame a server takes from a welcomed client, in bytes.
  public static final int FRAME_MAX_UP = 16 * 1024;
  /// Largest frame a client takes, in bytes. A full state beyond it is a mistake of the game, told at the server.
  public static final int FRAME_MAX_DOWN = 1 << 20;
  /// Largest frame that goes as a datagram, in bytes: it gets through everywhere in one piece, with room for the
  /// headers of QUIC or DTLS.
  public static final int DATAGRAM_MAX = 1000;

  /// Ticks, sequences and ids stay within what a JavaScript number holds exactly: 2⁵³ − 1.
  public static final long WHOLE_MAX = (1L << 53) - 1;
  /// Rooms one session may be in at a time. A lobby, a room and a party leave some to spare.
  public static final int ROOMS_MAX = 8;

  private Protocol() {}
}
