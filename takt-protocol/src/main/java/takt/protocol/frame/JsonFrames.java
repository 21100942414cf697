package takt.protocol.frame;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// The JSON twin: `{"type": "ping", "id": 7}`, one text message a frame.
///
/// One thread at a time. Everything can be read and written by hand. Unknown members are ignored, so that messages can
/// grow; members that hold their default may be left out. A kind that a receiver may skip says so: `"skip": true`.
public final class JsonFrames implements FrameCodec {
  private final JsonReader reader;
  private final JsonWriter writer = new JsonWriter(512);
  private final JsonWriter measure = new JsonWriter();
  private String error = "";
  private boolean skipped;

  /// @param limits what a document may cost: [JsonLimits#HOSTILE] at a server, [JsonLimits#OWN] at a client
  public JsonFrames(JsonLimits limits) {
    reader = new JsonReader(limits);
  }

  @Override public byte[] encode(Frame frame) {
    Shape<Frame> shape = Shapes.of(frame);
    String wrong = Shapes.contradiction(frame);
    if (wrong != null) throw new IllegalArgumentException(wrong + " in a '" + shape.kind().type() + "' frame");
    write(shape, frame);
    return writer.toBytes();
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

  private <F extends Frame> void write(Shape<F> shape, F frame) {
    writer.clear().beginObject().name("type").value(shape.kind().type());
    if (shape.kind().isSkippable()) writer.name("skip").value(true);
    for (Shape.Field<F> field : shape.fields()) write(field, field.of(frame));
    writer.endObject();
  }

  private void write(Shape.Field<?> field, Object value) {
    String name = field.name();
    switch (field.type()) {
      case WHOLE -> {
        if ((Long) value != 0) writer.name(name).value((Long) value);
      }
      case FLAG -> {
        if ((Boolean) value) writer.name(name).value(true);
      }
      case TEXT -> {
        if (!((String) value).isEmpty()) writer.name(name).value((String) value);
      }
      case REAL -> {
        if (!Double.isNaN((Double) value)) writer.name(name).value((Double) value);
      }
      case JSON -> {
        if (!fits((Json) value, field.max())) throw field.unfit(value);
        if (!((Json) value).members().isEmpty()) writer.name(name).value((Json) value);
      }
      case PAYLOAD -> {
        if (value instanceof Payload.Tree(Json json) && !json.members().isEmpty()) writer.name(name).value(json);
      }
      case TEXTS, JSONS -> {
        if (!((List<?>) value).isEmpty()) writeAll(field, (List<?>) value);
      }
    }
  }

  private void writeAll(Shape.Field<?> field, List<?> values) {
    writer.name(field.name()).beginArray();
    for (Object value : values) {
      if (!(value instanceof Json json)) writer.value((String) value);
      else if (fits(json, Shape.LISTED_JSON_MAX)) writer.value(json);
      else throw field.unfit(values);
    }
    writer.endArray();
  }

  private @Nullable Frame decode(byte[] bytes, int offset, int length, boolean up) {
    skipped = false;
    error = "";
    Json json = reader.read(bytes, offset, length);
    if (json == null) return fail(reader.error());
    if (!(json instanceof Json.Obj)) return fail("a frame is a JSON object");
    if (!(json.get("type") instanceof Json.Text(String type))) return fail("'type' must say what the frame is");
    Kind kind = Kind.of(type);
    if (kind == null || kind.isUp() != up) {
      skipped = json.get("skip") instanceof Json.Bool(boolean skip) && skip;
      return fail("no frame of type '" + clip(type) + "' goes this way");
    }
    return fill(Shapes.of(kind), json);
  }

  private <F extends Frame> @Nullable F fill(Shape<F> shape, Json json) {
    Shape.Values values = new Shape.Values(shape);
    for (int i = 0; i < shape.fields().size(); i++) {
      Shape.Field<F> field = shape.fields().get(i);
      Json member = json.get(field.name());
      if (member == null || member instanceof Json.Null) continue;
      Object value = read(field, member);
      if (value == null) {
        fail("'" + field.name() + "' of '" + shape.kind().type() + "' must be " + field.expected());
        return null;
      }
      values.set(i, value);
    }
    F frame = shape.make().apply(values);
    String wrong = Shapes.contradiction(frame);
    if (wrong == null) return frame;
    fail("a '" + shape.kind().type() + "' frame with " + wrong);
    return null;
  }

  private @Nullable Object read(Shape.Field<?> field, Json json) {
    Object value = switch (field.type()) {
      case WHOLE -> json.whole(-1);
      case FLAG -> json instanceof Json.Bool(boolean flag) ? flag : null;
      case TEXT -> json instanceof Json.Text(String text) ? text : null;
      case REAL -> json instanceof Json.Whole || json instanceof Json.Real ? json.number(0) : null;
      case JSON -> fits(json, field.max()) ? json : null;
      case PAYLOAD -> json instanceof Json.Obj ? new Payload.Tree(json) : null;
      case TEXTS -> texts(json);
      case JSONS -> jsons(json);
    };
    return value != null && field.accepts(value) ? value : null;
  }

  private static @Nullable List<String> texts(Json json) {
    if (!(json instanceof Json.Arr(List<Json> items))) return null;
    List<String> texts = new ArrayList<>(items.size());
    for (Json item : items) {
      if (!(item instanceof Json.Text(String text))) return null;
      texts.add(text);
    }
    return texts;
  }

  private @Nullable List<Json> jsons(Json json) {
    if (!(json instanceof Json.Arr(List<Json> items))) return null;
    for (Json item : items) if (!fits(item, Shape.LISTED_JSON_MAX)) return null;
    return items;
  }

  /// Whether the other codec carries it too, where it is a text.
  private boolean fits(Json json, long bytesMax) {
    return measure.clear().value(json).length() <= bytesMax;
  }

  /// What a stranger wrote, made fit for a message of ours.
  private static String clip(String text) {
    StringBuilder clipped = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 32); i++) {
      char c = text.charAt(i);
      clipped.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return clipped.toString();
  }

  private @Nullable Frame fail(String why) {
    error = why;
    return null;
  }
}
