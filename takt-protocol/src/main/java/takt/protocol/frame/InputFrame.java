package takt.protocol.frame;

import takt.protocol.Protocol;
import takt.protocol.wire.WireReader;

/// An input of the binary protocol, read in place: the one frame that a server gets as often as it sends a snapshot.
///
/// One thread at a time; reusable, nothing is allocated. It says what [BinaryFrames] makes an [UpFrame.Input] of; what
/// it does not read is no input, and [BinaryFrames] knows why.
/// ```
/// | 16 | room v | epoch v | seen v | heard v | seq v | payload … |
/// ```
public final class InputFrame {
  private final WireReader in = new WireReader();
  private int room;
  private long epoch;
  private long seen;
  private long heard;
  private long seq;

  /// Whether these bytes are an input; if not, it says nothing.
  public boolean read(byte[] bytes, int offset, int length) {
    if (in.reset(bytes, offset, length).u8() != Kind.INPUT.code()) return false;
    room = (int) in.varint(Protocol.ROOMS_MAX);
    epoch = in.varint(Protocol.WHOLE_MAX);
    seen = in.varint(Protocol.WHOLE_MAX);
    heard = in.varint(Protocol.WHOLE_MAX);
    seq = in.varint(Protocol.WHOLE_MAX);
    return in.ok();
  }

  public int room() {
    return room;
  }

  /// As [Ack] has it, and so the next two.
  public long epoch() {
    return epoch;
  }

  public long seen() {
    return seen;
  }

  public long heard() {
    return heard;
  }

  public long seq() {
    return seq;
  }

  /// Where its values begin in the bytes that were read; they go on to the end.
  public int payloadOffset() {
    return in.position();
  }

  public int payloadLength() {
    return in.remaining();
  }
}
