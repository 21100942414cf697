package takt.protocol.frame;

import takt.protocol.Protocol;
import takt.protocol.wire.Utf8;
import takt.protocol.wire.WireWriter;

/// Writes what stands before the payload of a binary data frame, straight into a buffer.
///
/// Stateless; one thread at a time for a buffer. Nothing is allocated: rooms write their frames by this each tick.
/// ```
/// ack       | room v | epoch v | seen v | heard v |   before all that goes up
/// snapshot  | 48 | room v | epoch v | tick v | tick−durable v | base? tick−base : 0 v | input v | payload …
/// step      | 52 | room v | skipped v | undurable v | inputs v | payload …
/// event     | 49 | room v | number v | tick v | tag v | at u8 | [x f64 | y f64] | payload …
/// reply     | 50 | room v | number v | seq v | code text | text text | payload …
/// flash     | 179| room v | tick v | tag v | at u8 | [x f64 | y f64] | payload …
/// ```
/// A number outside its bounds is an [IllegalArgumentException].
public final class DataHeaders {
  /// The numbers of a step share a byte as long as they are less than this: of more, the rest follows.
  static final int SKIPPED_FEW = 3;
  static final int FEW = 7;

  private DataHeaders() {}

  /// @param base tick of the snapshot it builds on, 0 for whole state
  public static WireWriter snapshot(WireWriter out, int room, long epoch, long tick, long durable, long base,
      long input) {
    kind(out, Kind.SNAPSHOT, room);
    whole(out, epoch);
    whole(out, tick);
    whole(out, tick - durable);
    whole(out, base == 0 ? 0 : tick - base);
    return whole(out, input);
  }

  /// @param skipped ticks between the last snapshot of the room on this connection and this one
  /// @param undurable of the newest ticks
  /// @param inputs applied since then
  public static WireWriter step(WireWriter out, int room, long skipped, long undurable, long inputs) {
    kind(out, Kind.STEP, room);
    long few = Math.min(skipped, SKIPPED_FEW) | Math.min(undurable, FEW) << 2 | Math.min(inputs, FEW) << 5;
    out.u8((int) few);
    if (skipped >= SKIPPED_FEW) whole(out, skipped - SKIPPED_FEW);
    if (undurable >= FEW) whole(out, undurable - FEW);
    return inputs >= FEW ? whole(out, inputs - FEW) : out;
  }

  public static WireWriter event(WireWriter out, int room, long number, long tick, int tag, DownFrame.Place place) {
    kind(out, Kind.EVENT, room);
    whole(out, number);
    whole(out, tick);
    whole(out, tag);
    return place(out, place);
  }

  public static WireWriter reply(WireWriter out, int room, long number, long seq, String code, String text) {
    kind(out, Kind.REPLY, room);
    whole(out, number);
    whole(out, seq);
    text(out, "code", code, Shapes.NAME_MAX);
    return text(out, "text", text, Shapes.TEXT_MAX);
  }

  public static WireWriter flash(WireWriter out, int room, long tick, int tag, DownFrame.Place place) {
    kind(out, Kind.FLASH, room);
    whole(out, tick);
    whole(out, tag);
    return place(out, place);
  }

  static WireWriter ack(WireWriter out, int room, Ack ack) {
    number(out, room, Protocol.ROOMS_MAX);
    whole(out, ack.epoch());
    whole(out, ack.seen());
    return whole(out, ack.heard());
  }

  static WireWriter whole(WireWriter out, long value) {
    return number(out, value, Protocol.WHOLE_MAX);
  }

  private static void kind(WireWriter out, Kind kind, int room) {
    number(out.u8(kind.code()), room, Protocol.ROOMS_MAX);
  }

  private static WireWriter number(WireWriter out, long value, long max) {
    if (value < 0 || value > max) throw new IllegalArgumentException("number=" + value + ", expected 0 to " + max);
    return out.varint(value);
  }

  private static WireWriter text(WireWriter out, String name, String text, int bytesMax) {
    int bytes = Utf8.length(text);
    if (bytes > bytesMax) {
      throw new IllegalArgumentException(name + "=(" + bytes + " bytes), expected at most " + bytesMax);
    }
    return out.text(text);
  }

  private static WireWriter place(WireWriter out, DownFrame.Place place) {
    if (!place.isSomewhere()) return out.u8(0);
    if (!Double.isFinite(place.x()) || !Double.isFinite(place.y())) {
      throw new IllegalArgumentException("place=" + place + ", expected finite numbers");
    }
    return out.u8(1).real(place.x()).real(place.y());
  }
}
