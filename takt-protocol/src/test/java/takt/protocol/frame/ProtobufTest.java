package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.takt.v1.Takt;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// The hand-written codec against Google's: `takt.proto` says what [Shapes] says, and either reads what the other
/// wrote.
class ProtobufTest {
  private final FrameCodec codec = new BinaryFrames(JsonLimits.OWN);

  @Test void theProtoListsEveryControlMessageFieldByField() {
    Set<String> listed = new HashSet<>();
    for (Kind kind : control()) {
      Descriptor message = descriptor(kind);
      listed.add(message.getName());
      List<String> theirs = message.getFields().stream()
          .map(f -> f.getNumber() + " " + f.getName() + " " + f.getType() + (f.isRepeated() ? "*" : "")).toList();
      List<String> ours = Shapes.of(kind).fields().stream().map(f -> f.number() + " " + f.name() + " " + type(f))
          .toList();
      assertEquals(ours, theirs, message.getName());
    }
    assertEquals(listed,
        new HashSet<>(Takt.getDescriptor().getMessageTypes().stream().map(Descriptor::getName).toList()));
  }

  private static String type(Shape.Field<?> field) {
    return switch (field.type()) {
      case WHOLE -> field.max() > Integer.MAX_VALUE ? "UINT64" : "UINT32";
      case FLAG -> "BOOL";
      case TEXT, JSON -> "STRING";
      case TEXTS, JSONS -> "STRING*";
      case REAL, PAYLOAD -> throw new AssertionError(field);
    };
  }

  @Test void theProtoListsEveryKindAndCapability() {
    Map<String, Integer> kinds = new LinkedHashMap<>(Map.of("KIND_NONE", 0));
    for (Kind kind : Kind.values()) kinds.put("KIND_" + kind.type().toUpperCase(Locale.ROOT), kind.code());
    assertEquals(new TreeMap<>(kinds), values(dev.takt.v1.Kind.getDescriptor()));
    assertEquals(new TreeMap<>(Map.of("CAPABILITY_NONE", 0, "CAPABILITY_DELTA", (int) Capability.DELTA,
        "CAPABILITY_SCHEMA", (int) Capability.SCHEMA, "CAPABILITY_LOSSY", (int) Capability.LOSSY,
        "CAPABILITY_DATAGRAMS", (int) Capability.DATAGRAMS)), values(dev.takt.v1.Capability.getDescriptor()));
  }

  private static Map<String, Integer> values(EnumDescriptor type) {
    Map<String, Integer> values = new TreeMap<>();
    for (EnumValueDescriptor value : type.getValues()) values.put(value.getName(), value.getNumber());
    return values;
  }

  @Test void theCommentsOfTheProtoTellKindsAndBounds() throws IOException {
    Map<String, String> comments = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    String comment = "";
    String message = "";
    for (String line : proto().lines().toList()) {
      Matcher field = Pattern.compile(" {2}(?:repeated )?\\w+ (\\w+) = \\d+;(.*)").matcher(line);
      if (line.startsWith("// ")) {
        comment = comment + line.substring(2);
      } else if (line.startsWith("message ")) {
        message = line.replaceAll("message (\\w+) .*", "$1");
        comments.put(message, comment);
      } else if (field.matches()) {
        fields.put(message + "." + field.group(1), field.group(2));
      } else if (line.isEmpty()) {
        comment = "";
      }
    }
    for (Kind kind : control()) {
      String name = descriptor(kind).getName();
      String start = " Kind " + kind.code() + ", " + (kind.isUp() ? "up" : "down") + (kind.isSkippable()
          ? ", may be "
              + "skipped"
          : "");
      String told = requireNonNull(comments.get(name), name);
      assertTrue(told.startsWith(start + ".") || told.startsWith(start + ";"), () -> name + ":" + told);
      for (Shape.Field<?> f : Shapes.of(kind).fields()) {
        String bounds = requireNonNull(fields.get(name + "." + f.name()), f.name());
        List<String> expected = new ArrayList<>();
        boolean usual = f.type() == Shape.Type.FLAG || f.max() == Protocol.WHOLE_MAX || f.max() == Integer.MAX_VALUE;
        if (!usual) expected.add("max " + f.max());
        if (f.type() == Shape.Type.TEXTS) expected.add("max " + Shape.LISTED_TEXT_MAX);
        if (f.type() == Shape.Type.JSONS) expected.add("max " + Shape.LISTED_JSON_MAX);
        List<String> said = Pattern.compile("max \\d+").matcher(bounds).results().map(m -> m.group()).toList();
        assertEquals(expected, said, name + "." + f.name());
        boolean json = f.type() == Shape.Type.JSON || f.type() == Shape.Type.JSONS;
        assertEquals(json, bounds.contains("JSON: "), name + "." + f.name());
      }
    }
  }

  private static String proto() throws IOException {
    try (InputStream in = requireNonNull(Kind.class.getResourceAsStream("/takt/v1/takt.proto"))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test void eitherReadsWhatTheOtherWrote() throws InvalidProtocolBufferException {
    SampleFrames sample = new SampleFrames(Seeded.of(ProtobufTest.class));
    for (int i = 0; i < 300; i++) {
      for (Kind kind : control()) {
        Frame frame = sample.inBinary(kind);
        byte[] ours = codec.encode(frame);

        DynamicMessage read = DynamicMessage.parseFrom(descriptor(kind), ByteString.copyFrom(ours, 1, ours.length - 1));
        assertEquals(valuesOf(frame), valuesOf(kind, read));
        assertEquals(Map.of(), read.getUnknownFields().asMap());

        DynamicMessage built = build(kind, frame);
        assertEquals(read, built);
        byte[] theirs = framed(kind, built);
        assertTrue(Arrays.equals(ours, theirs), () -> Golden.hex(ours) + " " + Golden.hex(theirs));
        assertEquals(frame, decode(kind, theirs));
      }
    }
  }

  @Test void goldenVectorsAreProtobuf() throws InvalidProtocolBufferException {
    int read = 0;
    for (Golden vector : Golden.all()) {
      Kind kind = Kind.of(vector.kind());
      if (!vector.isFrame() || kind == null || !control().contains(kind)) continue;
      byte[] bytes = vector.bytes(Golden.Way.BINARY);
      DynamicMessage message = DynamicMessage.parseFrom(descriptor(kind),
          ByteString.copyFrom(bytes, 1, bytes.length - 1));
      assertEquals(valuesOf(vector.decode(Golden.Way.JSON)), valuesOf(kind, message), vector.name());
      assertEquals(vector.hex(), Golden.hex(framed(kind, message)), vector.name());
      read++;
    }
    assertTrue(read > 30);
  }

  /// Once by hand and by name, with the classes a Java user of the `.proto` would have.
  @Test void generatedClassesSpeakWithUs() throws InvalidProtocolBufferException {
    dev.takt.v1.Join join = dev.takt.v1.Join.newBuilder().setRequest(1).setRoom("arena").setSpectate(true)
        .setWhere("{\"map\":\"dust\"}").addLayouts("44136fa355b3678a").setSendRateHz(10).build();
    byte[] bytes = new byte[1 + join.getSerializedSize()];
    bytes[0] = dev.takt.v1.Kind.KIND_JOIN_VALUE;
    System.arraycopy(join.toByteArray(), 0, bytes, 1, join.getSerializedSize());
    Json where = requireNonNull(new JsonReader(JsonLimits.OWN).read("{\"map\":\"dust\"}"));
    assertEquals(new UpFrame.Join(1, "arena", "", "", "", false, false, true, where, Json.Obj.EMPTY,
        List.of("44136fa355b3678a"), 10), codec.decodeUp(bytes, 0, bytes.length), codec::error);

    byte[] alive = codec.encode(new DownFrame.Alive(Protocol.WHOLE_MAX));
    assertEquals(dev.takt.v1.Kind.KIND_ALIVE_VALUE, alive[0] & 0xff);
    assertEquals(Protocol.WHOLE_MAX,
        dev.takt.v1.Alive.parseFrom(ByteString.copyFrom(alive, 1, alive.length - 1)).getId());
  }

  @Test void fieldsOfALaterVersionArePassedOver() {
    UnknownFieldSet later = UnknownFieldSet.newBuilder()
        .addField(100, UnknownFieldSet.Field.newBuilder().addVarint(-1).addFixed32(7).addFixed64(8)
            .addLengthDelimited(ByteString.copyFromUtf8("later")).build())
        .addField((1 << 29) - 1, UnknownFieldSet.Field.newBuilder().addVarint(1).build()).build();
    dev.takt.v1.Pong pong = dev.takt.v1.Pong.newBuilder().setId(7).setUnknownFields(later).build();
    assertEquals(new UpFrame.Pong(7), decode(Kind.PONG, framed(Kind.PONG, pong)));
  }

  private static List<Kind> control() {
    return Arrays.stream(Kind.values()).filter(k -> (k.code() & 0x7f) < 16 || (k.code() & 0x7f) > 31)
        .filter(k -> (k.code() & 0x7f) < 48).toList();
  }

  /// The message named as the frame's record is.
  private static Descriptor descriptor(Kind kind) {
    Shape<?> shape = Shapes.of(kind);
    String name = shape.make().apply(new Shape.Values(shape)).getClass().getSimpleName();
    return requireNonNull(Takt.getDescriptor().findMessageTypeByName(name), name);
  }

  private static Map<String, Object> valuesOf(Frame frame) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Shape.Field<Frame> field : Shapes.of(frame).fields()) {
      Object value = field.of(frame);
      values.put(field.name(), value.equals(Json.Obj.EMPTY) ? "" : plain(value));
    }
    return values;
  }

  /// As protobuf has it: JSON as text.
  private static Object plain(Object value) {
    return switch (value) {
      case Json json -> new JsonWriter().value(json).toString();
      case List<?> list -> list.stream().map(ProtobufTest::plain).toList();
      default -> value;
    };
  }

  private static Map<String, Object> valuesOf(Kind kind, DynamicMessage message) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (FieldDescriptor field : descriptor(kind).getFields()) {
      Object value = message.getField(field);
      values.put(field.getName(), value instanceof Integer small ? (Object) Integer.toUnsignedLong(small) : value);
    }
    return values;
  }

  private static DynamicMessage build(Kind kind, Frame frame) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor(kind));
    Map<String, Object> values = valuesOf(frame);
    for (FieldDescriptor field : descriptor(kind).getFields()) {
      Object value = requireNonNull(values.get(field.getName()));
      boolean small = field.getType() == FieldDescriptor.Type.UINT32;
      message.setField(field, small ? (Object) ((Long) value).intValue() : value);
    }
    return message.build();
  }

  private static byte[] framed(Kind kind, Message message) {
    byte[] bytes = new byte[1 + message.getSerializedSize()];
    bytes[0] = (byte) kind.code();
    System.arraycopy(message.toByteArray(), 0, bytes, 1, bytes.length - 1);
    return bytes;
  }

  private Frame decode(Kind kind, byte[] bytes) {
    Frame frame = kind.isUp() ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length);
    if (frame == null) throw new AssertionError(kind + ": " + codec.error());
    return frame;
  }
}
