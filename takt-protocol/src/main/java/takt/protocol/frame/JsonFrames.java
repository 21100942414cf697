package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// The JSON twin: `{"type": "ping", "id": 7}`, one text message a frame.
///
/// One thread at a time. Everything can be read and written by hand. Unknown members are ignored, so that messages can
/// grow; members that hold their default may be left out.
public final class JsonFrames implements FrameCodec {
  private static final Map<String, Kind> KINDS = new HashMap<>();

  static {
    for (Kind kind : Kind.values()) KINDS.put(kind.type(), kind);
  }

  private final JsonReader reader;
  private final JsonWriter writer = new JsonWriter(512);
  private String error = "";
  private boolean skipped;

  /// @param limits what a document may cost: [JsonLimits#HOSTILE] at a server, [JsonLimits#OWN] at a client
  public JsonFrames(JsonLimits limits) {
    reader = new JsonReader(limits);
  }

  @Override public byte[] encode(Frame frame) {
    write(Shapes.of(frame), frame);
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
    for (Shape.Field<F> field : shape.fields()) {
      write(field, field.get().apply(frame));
    }
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
        if (!((Json) value).members().isEmpty()) writer.name(name).value((Json) value);
      }
      case PAYLOAD -> {
        if (value instanceof Payload.Tree(Json json) && !json.members().isEmpty()) writer.name(name).value(json);
      }
      case TEXTS, JSONS -> {
        if (!((List<?>) value).isEmpty()) writeAll(name, (List<?>) value);
      }
    }
  }

  private void writeAll(String name, List<?> values) {
    writer.name(name).beginArray();
    for (Object value : values) {
      if (value instanceof Json json) writer.value(json);
      else writer.value((String) value);
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
    Kind kind = KINDS.get(type);
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
        fail("'" + field.name() + "' of '" + shape.kind().type() + "' must be " + expected(field));
        return null;
      }
      values.set(i, value);
    }
    return shape.make().apply(values);
  }

  private static @Nullable Object read(Shape.Field<?> field, Json json) {
    return switch (field.type()) {
      case WHOLE -> {
        long whole = json.whole(-1);
        yield whole < 0 || whole > field.max() ? null : whole;
      }
      case FLAG -> json instanceof Json.Bool(boolean flag) ? flag : null;
      case TEXT -> json instanceof Json.Text(String text) && fits(text, field.max()) ? text : null;
      case REAL -> json instanceof Json.Whole || json instanceof Json.Real ? json.number(0) : null;
      case JSON -> json instanceof Json.Obj ? json : null;
      case PAYLOAD -> json instanceof Json.Obj ? new Payload.Tree(json) : null;
      case TEXTS -> texts(json, field.max());
      case JSONS -> json instanceof Json.Arr(List<Json> items) && items.size() <= field.max() ? items : null;
    };
  }

  private static @Nullable List<String> texts(Json json, long most) {
    if (!(json instanceof Json.Arr(List<Json> items)) || items.size() > most) return null;
    List<String> texts = new ArrayList<>(items.size());
    for (Json item : items) {
      if (!(item instanceof Json.Text(String text)) || !fits(text, BinaryFrames.LISTED_TEXT_MAX)) return null;
      texts.add(text);
    }
    return texts;
  }

  private static boolean fits(String text, long bytesMax) {
    return text.length() <= bytesMax && (text.length() * 3L <= bytesMax || text.getBytes(UTF_8).length <= bytesMax);
  }

  private static String expected(Shape.Field<?> field) {
    return switch (field.type()) {
      case WHOLE -> "a whole number from 0 to " + field.max();
      case FLAG -> "true or false";
      case TEXT -> "a text of at most " + field.max() + " bytes";
      case REAL -> "a number";
      case JSON, PAYLOAD -> "an object";
      case TEXTS -> "an array of at most " + field.max() + " texts";
      case JSONS -> "an array of at most " + field.max() + " values";
    };
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
