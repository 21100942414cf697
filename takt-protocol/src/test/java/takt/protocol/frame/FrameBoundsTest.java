package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonWriter;
import takt.protocol.wire.WireWriter;

/// Every field of every frame, at its bound and one beyond: what is written can be read, what is not is said.
class FrameBoundsTest {
  private final FrameCodec json = new JsonFrames(JsonLimits.OWN);
  private final FrameCodec binary = new BinaryFrames(JsonLimits.OWN);

  @Test void framesWithinBoundsComeBackEqual() {
    SampleFrames sample = new SampleFrames(Seeded.of(FrameBoundsTest.class));
    for (int i = 0; i < 200; i++) {
      for (Kind kind : Kind.values()) {
        Frame inJson = sample.inJson(kind);
        assertEquals(inJson, decode(json, kind, json.encode(inJson)), json::error);
        Frame inBinary = sample.inBinary(kind);
        assertEquals(inBinary, decode(binary, kind, binary.encode(inBinary)), binary::error);
      }
    }
  }

  @ParameterizedTest
  @EnumSource void whatReachesItsBoundPasses(Kind kind) {
    for (int i = 0; i < Shapes.of(kind).fields().size(); i++) {
      Frame frame = with(kind, i, largest(Shapes.of(kind).fields().get(i)));
      if (Shapes.contradiction(frame) != null) continue;
      assertEquals(frame, decode(json, kind, json.encode(frame)), json::error);
      if (isControl(kind)) assertEquals(frame, decode(binary, kind, binary.encode(frame)), binary::error);
    }
  }

  @ParameterizedTest
  @EnumSource void whatPassesItsBoundIsNotSent(Kind kind) {
    for (int i = 0; i < Shapes.of(kind).fields().size(); i++) {
      Shape.Field<?> field = Shapes.of(kind).fields().get(i);
      for (Object beyond : beyond(field)) {
        if (field.max() == Integer.MAX_VALUE && beyond.equals(field.max() + 1)) continue; // an int cannot hold it
        if (field.name().equals("text")) continue; // cut, not refused: see textsForPeopleAreCutBetweenCharacters
        Frame frame = with(kind, i, beyond);
        refusesToSend(json, frame, field.name());
        if (isControl(kind)) refusesToSend(binary, frame, field.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource void whatPassesItsBoundIsNotTaken(Kind kind) {
    for (Shape.Field<?> field : Shapes.of(kind).fields()) {
      List<String> wrong = new ArrayList<>(beyond(field).stream().map(FrameBoundsTest::text).toList());
      wrong.addAll(switch (field.type()) {
        case WHOLE -> List.of("1.5", "\"1\"", "true", "[1]", "{}", "1e300");
        case FLAG -> List.of("1", "0", "\"true\"", "[]");
        case TEXT -> List.of("1", "true", "[]", "{}");
        case TEXTS -> List.of("\"a\"", "[1]", "[null]", "{}", "[[\"a\"]]");
        case REAL -> List.of("\"1\"", "true", "[]", "{}");
        case JSON, PAYLOAD -> List.of("\"{}\"", "1", "[]", "[{}]", "true");
        case JSONS -> List.of("{}", "[1]", "[null]", "[\"{}\"]", "[[]]", "1");
      });
      for (String value : wrong) {
        refuses(json, kind,
            ("{\"type\":\"" + kind.type() + "\",\"" + field.name() + "\":" + value + "}").getBytes(UTF_8),
            field.name());
      }
      if (!isControl(kind)) continue;
      for (Object value : beyond(field)) refuses(binary, kind, message(kind, field, value), field.name());
      int wrongType = field.number() << 3
          | (field.type() == Shape.Type.WHOLE || field.type() == Shape.Type.FLAG ? 2 : 0);
      refuses(binary, kind, new WireWriter().u8(kind.code()).varint(wrongType).varint(0).toBytes(), field.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"durable\":6}", "{\"tick\":5,\"durable\":6}", "{\"tick\":5,\"base\":5}",
      "{\"tick\":5,\"base\":6}", "{\"base\":1}"}) //
  void aSnapshotsTicksAgree(String fields) {
    boolean agrees = fields.equals("{}");
    byte[] text = fields.replaceFirst("\\{", "{\"type\":\"snapshot\"" + (agrees ? "" : ",")).getBytes(UTF_8);
    assertEquals(agrees, json.decodeDown(text, 0, text.length) != null, json::error);
    if (!agrees) assertTrue(json.error().contains("'"), json.error());
  }

  @Test void contradictionsAreNotSent() {
    Payload none = Payload.NONE;
    double nan = Double.NaN;
    List<Frame> wrong = List.of(new DownFrame.Snapshot(1, 1, 5, 6, 0, 0, none),
        new DownFrame.Snapshot(1, 1, 5, -1, 0, 0, none), new DownFrame.Snapshot(1, 1, 5, 5, -1, 0, none),
        new DownFrame.Snapshot(1, 1, 5, 5, 5, 0, none), new DownFrame.Snapshot(1, 1, 5, 5, 6, 0, none),
        new DownFrame.Event(1, 1, 1, 1, "a", new DownFrame.Place(1, nan), none),
        new DownFrame.Flash(1, 1, 1, "a", new DownFrame.Place(nan, 1), none));
    for (Frame frame : wrong) {
      assertThrows(IllegalArgumentException.class, () -> json.encode(frame), frame::toString);
      assertThrows(IllegalArgumentException.class, () -> binary.encode(frame), frame::toString);
    }
    Frame far = new DownFrame.Event(1, 1, 1, 1, "a", new DownFrame.Place(1, Double.POSITIVE_INFINITY), none);
    assertThrows(IllegalArgumentException.class, () -> json.encode(far));
    assertThrows(IllegalArgumentException.class, () -> binary.encode(far));
  }

  @Test void aPlaceHasBothItsNumbers() {
    for (String half : List.of("\"x\":1", "\"y\":1", "\"x\":1,\"y\":null")) {
      refuses(json, Kind.EVENT, ("{\"type\":\"event\"," + half + "}").getBytes(UTF_8), "'x' and 'y'");
      refuses(json, Kind.FLASH, ("{\"type\":\"flash\"," + half + "}").getBytes(UTF_8), "'x' and 'y'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "1001", "1001030405", // an input that ends early
      "100903040506", "10ffffffff0f03040506", // room 9; room of another size
      "100180808080808080100405", // epoch 2^53
      "12010304058000", "120103040500", // an ack with a varint too long; with more behind it
      "110103040502", // a command that ends early
      "1101030405028080808008", // a tag of 2^31
      "3001030506000000", // durable after tick
      "3001030500050000", "3001030500060000", // base 0 by an age; base before 0
      "310101010102", "3101010101", // neither here nor there; nothing
      "310101010101000000000000f07f0000000000000000", "310101010101000000000000f87f0000000000000000", // inf, NaN
      "310101010101000000000000000000000000000000", // half a place
      "3201010141", "320101010261", "32010101416161", // texts that lie
      "3201010101ff00", "b30101", "b301010105"}) //
  void dataFramesThatLieAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Kind kind = Kind.of(bytes[0]);
    if (kind == null) throw new AssertionError(hex);
    refuses(binary, kind, bytes, kind.type());
  }

  @Test void dataFramesOutOfBoundsAreNotSent() {
    Ack ack = Ack.NONE;
    Payload none = Payload.NONE;
    DownFrame.Place nowhere = DownFrame.Place.NOWHERE;
    List<Frame> wrong = List.of(new UpFrame.Input(1, new Ack(-1, 0, 0), 1, none),
        new UpFrame.Input(1, ack, Protocol.WHOLE_MAX + 1, none), new UpFrame.Command(1, ack, 1, -1, "", none),
        new UpFrame.Acked(1, new Ack(0, 0, -1)), new UpFrame.Acked(9, ack), new UpFrame.Acked(-1, ack),
        new DownFrame.Event(1, -1, 1, 1, "", nowhere, none),
        new DownFrame.Reply(1, 1, 1, "c".repeat(Shapes.NAME_MAX + 1), "", none));
    for (Frame frame : wrong) assertThrows(IllegalArgumentException.class, () -> binary.encode(frame), frame::toString);
  }

  @Test void textsForPeopleAreCutBetweenCharacters() {
    String fits = "é".repeat(DownFrame.TEXT_MAX / 2);
    assertEquals(fits, new DownFrame.Left(1, "left", fits + "e").text());
    assertEquals(fits, new DownFrame.Problem(0, "failed", Json.Obj.EMPTY, fits + "é", false).text());
    assertEquals("", new DownFrame.Reply(1, 1, 1, "", "", Payload.NONE).text());
    assertEquals("𝄞".repeat(256), new DownFrame.Reply(1, 1, 1, "", "𝄞".repeat(300), Payload.NONE).text());
  }

  @Test void aPayloadOfTheOtherCodecIsNotSent() {
    Frame packed = new UpFrame.Input(1, Ack.NONE, 1, new Payload.Packed(new byte[]{1}));
    Frame tree = new UpFrame.Input(1, Ack.NONE, 1, new Payload.Tree(new Json.Obj(Collections.singletonMap("a",
        Json.of(1)))));
    refusesToSend(json, packed, "values");
    refusesToSend(binary, tree, "payload");
    assertEquals("{\"type\":\"input\",\"room\":1,\"seq\":1}", new String(json.encode(new UpFrame.Input(1, Ack.NONE, 1,
        new Payload.Packed(new byte[0]))), UTF_8), "nothing is nothing in both");
    assertThrows(IllegalArgumentException.class, () -> new Payload.Tree(Json.of(1)));
  }

  @Test void aMistakeOfOursTellsNoSecret() {
    Frame frame = new UpFrame.Hello(1, 1, 0, "", "", "s3cr3t".repeat(1000), "", "");
    String message = String
        .valueOf(assertThrows(IllegalArgumentException.class, () -> json.encode(frame)).getMessage());
    assertEquals("token=(6000 bytes), expected a text of at most 3072 bytes", message);
  }

  @Test void unknownMembersAndFieldsAreIgnored() {
    for (Kind kind : Kind.values()) {
      String unknown = "{\"type\":\"" + kind.type() + "\",\"unheardOf\":{\"deep\":[[{}]]},\"skip\":true,\"0\":null}";
      decode(json, kind, unknown.getBytes(UTF_8));
      if (!isControl(kind)) continue;
      WireWriter out = new WireWriter().u8(kind.code());
      for (int number : new int[]{40, 100, 1 << 28, (1 << 29) - 1}) {
        out.varint((long) number << 3).varint(-1).varint((long) number << 3 | 1).fixed64(-1);
        out.varint((long) number << 3 | 2).text("x").varint((long) number << 3 | 5).bytes(new byte[4]);
      }
      assertEquals(with(kind, -1, ""), decode(binary, kind, out.toBytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "0000", "0700", // number 0
      "0b", "0c", "0e", "0f", "7b", "7c", "7e", "7f", // groups and wire types that are none
      "808080801000", "888080801001", "ffffffffffffffffff01", // numbers beyond 2^29-1, one of which looks like 1
      "8800", "80808000", // keys longer than they need be
      "7a", "7a05", "7aff", "79", "7900", "7d000000", "78", "78ff", // cut off
      "08010801", "08010802"}) // twice
  void messagesThatLieAreRefused(String hex) {
    for (Kind kind : List.of(Kind.PONG, Kind.ALIVE)) {
      byte[] message = HexFormat.of().parseHex(hex);
      refuses(binary, kind, new WireWriter().u8(kind.code()).bytes(message).toBytes(), kind.type());
    }
  }

  @Test void anObjectIsBoundedAsItCameAndAsWeWriteIt() {
    assertEquals(with(Kind.LIST, -1, ""), decode(binary, Kind.LIST, new byte[]{5, 3 << 3 | 2, 0}), "empty is {}");
    refuses(binary, Kind.ROOMS, new byte[]{37, 2 << 3 | 2, 0}, "rooms");
    refuses(binary, Kind.LIST, new WireWriter().u8(5).varint(3 << 3 | 2).text("[]").toBytes(), "where");
    String spaced = "{\"a\":1" + " ".repeat(Shapes.TEXT_MAX) + "}";
    refuses(binary, Kind.LIST, new WireWriter().u8(5).varint(3 << 3 | 2).text(spaced).toBytes(), "where");
    String growing = "{\"a\":\"" + "\u007f".repeat(Shapes.TEXT_MAX / 2) + "\"}";
    refuses(binary, Kind.LIST, new WireWriter().u8(5).varint(3 << 3 | 2).text(growing).toBytes(), "where");
    refuses(json, Kind.LIST, ("{\"type\":\"list\",\"where\":" + growing + "}").getBytes(UTF_8), "where");
    byte[] room = ("{\"type\":\"list\",\"where\":" + spaced + "}").getBytes(UTF_8);
    assertTrue(json.decodeUp(room, 0, room.length) != null,
        "in the JSON twin white space is the frame's, not the field's");
  }

  @Test void anEndlessMessageIsRefused() {
    WireWriter out = new WireWriter().u8(Kind.PONG.code());
    for (int i = 0; i < 4096; i++) out.varint(16 << 3).varint(1);
    assertTrue(binary.decodeUp(out.toBytes(), 0, out.length()) != null, binary::error);
    refuses(binary, Kind.PONG, out.varint(16 << 3).varint(1).toBytes(), "fields");
  }

  @Test void whatIsNoFrameIsRefused() {
    for (String text : List.of("", "1", "[]", "null", "{}", "{\"type\":1}", "{\"type\":null}", "{\"type\":\"\"}",
        "{\"Type\":\"bye\"}", "{\"type\":\"BYE\"}", "{\"type\":\"bye\"", "{\"type\":\"bye\"}{}")) {
      byte[] bytes = text.getBytes(UTF_8);
      assertNull(json.decodeUp(bytes, 0, bytes.length), text);
      assertFalse(json.error().isEmpty(), text);
      assertFalse(json.skipped(), text);
    }
    assertNull(binary.decodeUp(new byte[0], 0, 0));
    assertFalse(binary.error().isEmpty());
    byte[] wild = "{\"type\":\"a\\u0007\\ud83c\\udfae\\u0080'\\u001b[31m and much much more, cut\"}".getBytes(UTF_8);
    assertNull(json.decodeUp(wild, 0, wild.length));
    assertEquals("no frame of type 'a????'?[31m and much much more, ' goes this way", json.error());
  }

  @Test void everyKindGoesOneWay() {
    for (Kind kind : Kind.values()) {
      for (FrameCodec codec : List.of(json, binary)) {
        byte[] bytes = codec.encode(with(kind, -1, ""));
        assertEquals(kind.isUp(), codec.decodeUp(bytes, 0, bytes.length) != null, kind::name);
        assertEquals(!kind.isUp(), codec.decodeDown(bytes, 0, bytes.length) != null, kind::name);
        assertEquals(kind.isUp() && kind.isSkippable(), codec.skipped(), kind::name);
      }
    }
    for (int code = 0; code < 256; code++) {
      if (Kind.of(code) != null) continue;
      byte[] bytes = {(byte) code, 8, 1};
      assertNull(binary.decodeUp(bytes, 0, 3));
      assertEquals(code >= 128, binary.skipped());
      assertNull(binary.decodeDown(bytes, 0, 3));
      assertEquals(code >= 128, binary.skipped());
    }
  }

  @Test void aCodecReadsAPartOfAnArrayAndForgetsTheLastFailure() {
    for (FrameCodec codec : List.of(json, binary)) {
      byte[] frame = codec.encode(new UpFrame.Ping(7, 42, 1));
      byte[] bytes = new byte[frame.length + 10];
      System.arraycopy(frame, 0, bytes, 5, frame.length);
      assertNull(codec.decodeUp(bytes, 4, frame.length));
      assertFalse(codec.error().isEmpty());
      assertEquals(new UpFrame.Ping(7, 42, 1), codec.decodeUp(bytes, 5, frame.length));
      assertEquals("", codec.error());
      assertFalse(codec.skipped());
    }
  }

  private static boolean isControl(Kind kind) {
    return Shapes.of(kind).fields().stream().noneMatch(f -> f.type() == Shape.Type.PAYLOAD) && kind != Kind.ACK;
  }

  /// A frame of defaults, but for one field.
  private static Frame with(Kind kind, int i, Object value) {
    Shape<?> shape = Shapes.of(kind);
    Shape.Values values = new Shape.Values(shape);
    if (i >= 0) values.set(i, value);
    return shape.make().apply(values);
  }

  private static Object largest(Shape.Field<?> field) {
    int max = (int) Math.min(field.max(), Integer.MAX_VALUE);
    return switch (field.type()) {
      case WHOLE -> field.max();
      case FLAG -> true;
      case TEXT -> "é".repeat(max / 2);
      case TEXTS -> Collections.nCopies(max, "é".repeat(Shape.LISTED_TEXT_MAX / 2));
      case JSON -> object(max);
      case JSONS -> Collections.nCopies(Math.min(max, 100), object(Shape.LISTED_JSON_MAX));
      case REAL -> Double.NaN;
      case PAYLOAD -> new Payload.Tree(object(5000));
    };
  }

  private static List<Object> beyond(Shape.Field<?> field) {
    int max = (int) Math.min(field.max(), Integer.MAX_VALUE);
    return switch (field.type()) {
      case WHOLE -> List.of(field.max() + 1, -1L);
      case TEXT -> List.of("x".repeat(max + 1), "é".repeat(max / 2) + "x");
      case TEXTS -> List.of(Collections.nCopies(max + 1, "a"), List.of("x".repeat(Shape.LISTED_TEXT_MAX + 1)));
      case JSON -> List.of(object(max + 1));
      case JSONS -> List.of(Collections.nCopies(max + 1, Json.Obj.EMPTY), List.of(object(Shape.LISTED_JSON_MAX + 1)));
      case FLAG, REAL, PAYLOAD -> List.of();
    };
  }

  /// An object of so many bytes.
  private static Json object(int bytes) {
    UnaryOperator<String> make = fill -> "{\"a\":\"" + fill + "\"}";
    return new Json.Obj(Collections.singletonMap("a", Json.of("x".repeat(bytes - make.apply("").length()))));
  }

  private static String text(Object value) {
    JsonWriter out = new JsonWriter();
    switch (value) {
      case Long whole -> out.value(whole);
      case String text -> out.value(text);
      case Json json -> out.value(json);
      case List<?> list -> {
        out.beginArray();
        for (Object item : list) out.raw(text(item).getBytes(UTF_8), 0, text(item).getBytes(UTF_8).length);
        out.endArray();
      }
      default -> throw new AssertionError(value);
    }
    return out.toString();
  }

  /// A message with that field alone, which our own codec would not write.
  private static byte[] message(Kind kind, Shape.Field<?> field, Object value) {
    WireWriter out = new WireWriter().u8(kind.code());
    for (Object item : value instanceof List<?> list ? list : List.of(value)) {
      out.varint(field.number() << 3 | (item instanceof Long ? 0 : 2));
      if (item instanceof Long whole) out.varint(whole);
      else out.text(item instanceof String text ? text : text(item));
    }
    return out.toBytes();
  }

  private static Frame decode(FrameCodec codec, Kind kind, byte[] bytes) {
    Frame frame = kind.isUp() ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length);
    if (frame == null) throw new AssertionError(kind + ": " + codec.error());
    return frame;
  }

  private static void refuses(FrameCodec codec, Kind kind, byte[] bytes, String what) {
    Frame frame = kind.isUp() ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length);
    assertNull(frame, () -> HexFormat.of().formatHex(bytes));
    assertTrue(codec.error().contains(what), () -> codec.error() + " should name " + what);
    assertFalse(codec.skipped());
  }

  private static void refusesToSend(FrameCodec codec, Frame frame, String field) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> codec.encode(frame),
        () -> Shapes.of(frame).kind() + "." + field).getMessage());
    String wrong = Shapes.contradiction(frame);
    assertTrue(message.startsWith(wrong == null ? field + "=" : wrong), message);
  }
}
