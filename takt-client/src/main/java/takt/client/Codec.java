package takt.client;

import takt.protocol.Protocol;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.FrameCodec;
import takt.protocol.frame.JsonFrames;
import takt.protocol.json.JsonLimits;

/// How a session writes its frames.
///
/// Immutable; any thread.
public enum Codec {
  /// Bits: a tenth of the bytes, for players.
  BINARY(Protocol.BINARY),
  /// The JSON twin: text, for people who look at what is said.
  JSON(Protocol.JSON);

  private final String subprotocol;

  Codec(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  /// The WebSocket subprotocol that asks for it.
  public String subprotocol() {
    return subprotocol;
  }

  FrameCodec frames() {
    return this == BINARY ? new BinaryFrames(JsonLimits.OWN) : new JsonFrames(JsonLimits.OWN);
  }
}
