package takt.protocol.frame;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;
import takt.protocol.wire.WireReader;
import takt.protocol.wire.WireWriter;

/// The binary protocol: a kind byte, then a protobuf message (control) or packed header and payload (data).
///
/// One thread at a time.
/// ```
/// control   | kind u8 | protobuf message of takt.proto                                          |
/// input     | 16 | room v | epoch v | seen v | heard v | seq v | payload …                      |
/// command   | 17 | room v | epoch v | seen v | heard v | seq v | tag v | payload …              |
/// ack       | 18 | room v | epoch v | seen v | heard v |                                        |
/// snapshot  | 48 | room v | epoch v | tick v | tick−durable v | base? tick−base : 0 v | input v | payload … |
/// step      | 52 | room v | skipped v | undurable v | inputs v | payload …                     |
/// event     | 49 | room v | number v | tick v | tag v | at u8 | [x f64 | y f64] | payload …      |
/// reply     | 50 | room v | number v | seq v | code text | text text | payload …                |
/// flash     | 179| room v | tick v | tag v | at u8 | [x f64 | y f64] | payload …                 |
/// ```
/// `v` is a varint, `text` a varint length and UTF-8, `f64` little-endian, `at` 1 if a place follows. `…` runs to the
/// frame's end and is the layout's to read. Of a control message a field may come in any order, but unless it is
/// repeated only once; fields of unknown numbers are passed over. `takt/v1/takt.proto` in this module's jar describes
/// them.
public final class BinaryFrames implements FrameCodec {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  /// The most fields of one message, unknown ones included; protobuf numbers fields from 1 to 2²⁹−1.
  private static final int FIELDS_MAX = 4096;
  private static final long KEY_MAX = 0xffff_ffffL;

  private final WireWriter out = new WireWriter(512);
  private final WireReader in = new WireReader();
  private final JsonReader jsonReader;
  private final JsonWriter jsonWriter = new JsonWriter();
  private String error = "";
  private boolean skipped;

  /// @param limits what a JSON value inside a control message may cost
  public BinaryFrames(JsonLimits limits) {
    jsonReader = new JsonReader(limits);
  }

  @Override public byte[] encode(Frame frame) {
    Shape<Frame> shape = Shapes.of(frame);
    String wrong = Shapes.contradiction(frame);
    if (wrong != null) throw new IllegalArgumentException(wrong + " in a '" + shape.kind().type() + "' frame");
    out.clear();
    switch (frame) {
      case UpFrame.Input f -> payload(DataHeaders.whole(up(f.kind(), f.room(), f.ack()), f.seq()), f.values());
      case UpFrame.Command f -> payload(DataHeaders.whole(DataHeaders.whole(up(f.kind(), f.room(), f.ack()), f.seq()),
          f.tag()), f.fields());
      case UpFrame.Acked f -> up(f.kind(), f.room(), f.ack());
      case DownFrame.Snapshot f -> payload(
          DataHeaders.snapshot(out, f.room(), f.epoch(), f.tick(), f.durable(), f.base(), f.input()), f.state());
      case DownFrame.Step f -> payload(
          DataHeaders.step(out, f.room(), f.skipped(), f.undurable(), f.inputs()), f.state());
      case DownFrame.Event f -> payload(
          DataHeaders.event(out, f.room(), f.number(), f.tick(), f.tag(), f.place()), f.fields());
      case DownFrame.Reply f -> payload(
          DataHeaders.reply(out, f.room(), f.number(), f.seq(), f.code(), f.text()), f.fields());
      case DownFrame.Flash f -> payload(DataHeaders.flash(out, f.room(), f.tick(), f.tag(), f.place()), f.fields());
      default -> message(shape, frame);
    }
    return out.toBytes();
  }

  @Override public @Nullable UpFrame decodeUp(byte[] bytes, int offset, int length) {
    return (UpFrame) decode(bytes, offset, length, true);
  }

  @Override public @Nullable DownFrame decodeDown(byte[] bytes, int offset, int length) {
    return (DownFrame) decode(bytes, offset, length, false);
  }

  @Override public boolean skipped() {
    return skipped;
  }

  @Override public String error() {
    return error;
  }

  private WireWriter up(Kind kind, int room, Ack ack) {
    return DataHeaders.ack(out.u8(kind.code()), room, ack);
  }

  private static void payload(WireWriter out, Payload payload) {
    if (payload instanceof Payload.Packed(byte[] bytes)) out.bytes(bytes);
    else if (!payload.equals(Payload.NONE)) {
      throw new IllegalArgumentException("payload=(a JSON tree), expected packed bytes in the binary protocol");
    }
  }

  private void message(Shape<Frame> shape, Frame frame) {
    out.u8(shape.kind().code());
    for (Shape.Field<Frame> field : shape.fields()) {
      Object value = field.of(frame);
      switch (field.type()) {
        case WHOLE -> {
          if ((Long) value != 0) out.varint(field.number() << 3 | VARINT).varint((Long) value);
        }
        case FLAG -> {
          if ((Boolean) value) out.varint(field.number() << 3 | VARINT).varint(1);
        }
        case TEXT -> {
          if (!((String) value).isEmpty()) key(field).text((String) value);
        }
        case TEXTS -> {
          for (Object text : (List<?>) value) key(field).text((String) text);
        }
        case JSON -> {
          if (!((Json) value).members().isEmpty()) json(field, (Json) value, field.max());
        }
        case JSONS -> {
          for (Object json : (List<?>) value) json(field, (Json) json, Shape.LISTED_JSON_MAX);
        }
        case REAL, PAYLOAD -> throw new AssertionError(field);
      }
    }
  }

  private WireWriter key(Shape.Field<?> field) {
    return out.varint(field.number() << 3 | BYTES);
  }

  private void json(Shape.Field<?> field, Json json, long bytesMax) {
    byte[] text = jsonWriter.clear().value(json).toBytes();
    if (text.length > bytesMax) throw field.unfit(json);
    key(field).varint(text.length).bytes(text);
  }

  private @Nullable Frame decode(byte[] bytes, int offset, int length, boolean up) {
    skipped = false;
    error = "";
    if (length == 0) return fail("an empty frame");
    int code = in.reset(bytes, offset, length).u8();
    Kind kind = Kind.of(code);
    if (kind == null || kind.isUp() != up) {
      skipped = (code & Kind.SKIPPABLE) != 0;
      return fail("no frame of kind " + code + " goes this way");
    }
    Frame frame = switch (kind) {
      case INPUT -> new UpFrame.Input(room(), ack(), whole(), rest());
      case COMMAND -> new UpFrame.Command(room(), ack(), whole(), small(), "", rest());
      case ACK -> new UpFrame.Acked(room(), ack());
      case SNAPSHOT -> snapshot();
      case STEP -> step();
      case EVENT -> new DownFrame.Event(room(), whole(), whole(), small(), "", place(), rest());
      case REPLY -> new DownFrame.Reply(room(), whole(), whole(), in.text(Shapes.NAME_MAX), in.text(Shapes.TEXT_MAX),
          rest());
      case FLASH -> new DownFrame.Flash(room(), whole(), small(), "", place(), rest());
      default -> message(Shapes.of(kind));
    };
    if (frame == null) return null;
    if (!in.done()) return fail("a '" + kind.type() + "' frame of the wrong length or with a field out of range");
    String wrong = Shapes.contradiction(frame);
    return wrong == null ? frame : fail("a '" + kind.type() + "' frame with " + wrong);
  }

  private int room() {
    return (int) in.varint(Protocol.ROOMS_MAX);
  }

  private long whole() {
    return in.varint(Protocol.WHOLE_MAX);
  }

  private int small() {
    return (int) in.varint(Integer.MAX_VALUE);
  }

  private Ack ack() {
    return new Ack(whole(), whole(), whole());
  }

  private DownFrame.Place place() {
    int at = in.u8();
    if (at == 0) return DownFrame.Place.NOWHERE;
    DownFrame.Place place = new DownFrame.Place(in.real(), in.real());
    if (at != 1 || !isPlace(place)) in.lie();
    return place;
  }

  private static boolean isPlace(DownFrame.Place place) {
    return Double.isFinite(place.x()) && Double.isFinite(place.y());
  }

  private Payload rest() {
    return new Payload.Packed(in.bytes(in.remaining()));
  }

  private DownFrame.Step step() {
    int room = room();
    int few = in.u8();
    return new DownFrame.Step(room, more(few & 3, DataHeaders.SKIPPED_FEW), more(few >> 2 & 7, DataHeaders.FEW),
        more(few >> 5 & 7, DataHeaders.FEW), rest());
  }

  /// A number that is told in a few bits as long as it is less than `most`.
  private long more(int few, int most) {
    if (few < most) return few;
    long more = whole();
    return more > Protocol.WHOLE_MAX - most ? in.lie() : more + most;
  }

  private DownFrame.Snapshot snapshot() {
    int room = room();
    long epoch = whole();
    long tick = whole();
    long undurable = whole();
    long age = whole();
    if (undurable > tick || age > 0 && age >= tick) in.lie();
    return new DownFrame.Snapshot(room, epoch, tick, tick - undurable, age == 0 ? 0 : tick - age, whole(), rest());
  }

  private <F extends Frame> @Nullable Frame message(Shape<F> shape) {
    Shape.Values values = new Shape.Values(shape);
    long seen = 0;
    for (int fields = 0; in.remaining() > 0; fields++) {
      long key = in.varint();
      int number = (int) (key >>> 3);
      if (!in.ok() || key < 0 || key > KEY_MAX || number == 0) return lie(shape, "a field that is none");
      if (fields >= FIELDS_MAX) return lie(shape, "more than " + FIELDS_MAX + " fields");
      int i = indexOf(shape, number);
      if (i < 0) {
        skip((int) key & 7);
        continue;
      }
      Shape.Field<F> field = shape.fields().get(i);
      boolean many = field.type() == Shape.Type.TEXTS || field.type() == Shape.Type.JSONS;
      boolean again = (seen & 1L << i) != 0;
      seen |= 1L << i;
      if (!many && again) return lie(shape, "'" + field.name() + "' twice");
      if (((int) key & 7) != wireType(field.type())) return lie(shape, "'" + field.name() + "' of another type");
      Object value = read(field, values.get(i));
      if (value == null || !in.ok()) return lie(shape, "'" + field.name() + "' out of range");
      values.set(i, value);
    }
    return in.ok() ? shape.make().apply(values) : lie(shape, "an early end");
  }

  private static int indexOf(Shape<?> shape, int number) {
    for (int i = 0; i < shape.fields().size(); i++) {
      if (shape.fields().get(i).number() == number) return i;
    }
    return -1;
  }

  private static int wireType(Shape.Type type) {
    return type == Shape.Type.WHOLE || type == Shape.Type.FLAG ? VARINT : BYTES;
  }

  private @Nullable Object read(Shape.Field<?> field, Object before) {
    return switch (field.type()) {
      case WHOLE -> {
        long whole = in.varint();
        yield whole < 0 || whole > field.max() ? null : whole;
      }
      case FLAG -> {
        long flag = in.varint();
        yield flag < 0 || flag > 1 ? null : flag == 1;
      }
      case TEXT -> in.text((int) field.max());
      case TEXTS -> longer((List<?>) before, in.text(Shape.LISTED_TEXT_MAX), field.max());
      case JSON -> {
        int length = in.length((int) field.max());
        yield length == 0 ? Json.Obj.EMPTY : object(length, field.max());
      }
      case JSONS -> longer((List<?>) before, object(in.length(Shape.LISTED_JSON_MAX), Shape.LISTED_JSON_MAX),
          field.max());
      case REAL, PAYLOAD -> throw new AssertionError(field);
    };
  }

  /// An object whose text is within bounds as it came and as we would write it.
  private @Nullable Json object(int length, long bytesMax) {
    byte[] bytes = in.bytes(length);
    if (!(jsonReader.read(bytes, 0, bytes.length) instanceof Json.Obj json)) return null;
    return jsonWriter.clear().value(json).length() <= bytesMax ? json : null;
  }

  /// The list with one more; it is this decoder's own from the first item on, and so grows in place.
  @SuppressWarnings("unchecked") private static @Nullable List<Object> longer(List<?> before, @Nullable Object more,
      long most) {
    if (more == null || before.size() >= most) return null;
    List<Object> all = before.isEmpty() ? new ArrayList<>() : (List<Object>) before;
    all.add(more);
    return all;
  }

  private void skip(int wireType) {
    switch (wireType) {
      case VARINT -> in.varint();
      case FIXED64 -> in.skip(8);
      case BYTES -> in.skip(in.length(Integer.MAX_VALUE));
      case FIXED32 -> in.skip(4);
      default -> in.lie();
    }
  }

  private @Nullable Frame lie(Shape<?> shape, String what) {
    return fail("a '" + shape.kind().type() + "' frame with " + what);
  }

  private @Nullable Frame fail(String why) {
    error = why;
    return null;
  }
}
