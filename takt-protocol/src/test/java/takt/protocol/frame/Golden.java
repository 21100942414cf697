package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// One vector of `takt/golden/frames.json`, read as a client library would read it.
///
/// Immutable; any thread.
///
/// @param expect `frame`: reads and writes so; `read`: reads so, is written otherwise; `skipped`; `refused`
/// @param tag what a data frame has in binary where the JSON twin has a name, else null
/// @param payload what a data frame has in binary where the JSON twin has an object, else null
record Golden(String name, String kind, boolean up, String expect, String meaning, String json, String hex,
    @Nullable Json tag, @Nullable Json payload, Map<String, Json> members) {
  /// The two codecs.
  enum Way {
    JSON, BINARY;

    /// A new codec: readers of vectors must not lean on each other's.
    FrameCodec codec() {
      return this == JSON ? new JsonFrames(JsonLimits.OWN) : new BinaryFrames(JsonLimits.OWN);
    }
  }

  /// The file's text.
  static String file() {
    try (InputStream in = Golden.class.getResourceAsStream("/takt/golden/frames.json")) {
      return in == null ? "" : new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every vector, in the file's order.
  static List<Golden> all() {
    Json file = requireNonNull(new JsonReader(JsonLimits.OWN).read(file()), "takt/golden/frames.json is no JSON");
    List<Golden> all = new ArrayList<>();
    for (Json v : file.items()) {
      all.add(new Golden(text(v, "name"), text(v, "kind"), text(v, "way").equals("up"), text(v, "expect"),
          text(v, "meaning"), text(v, "json"), text(v, "hex"), v.get("tag"), v.get("payload"), v.members()));
    }
    return all;
  }

  private static String text(Json vector, String name) {
    return requireNonNull(vector.get(name), () -> name + " of " + vector).text("");
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  boolean isFrame() {
    return expect.equals("frame");
  }

  byte[] bytes(Way way) {
    return way == Way.JSON ? json.getBytes(UTF_8) : HexFormat.of().parseHex(hex);
  }

  Frame decode(Way way) {
    FrameCodec codec = way.codec();
    byte[] bytes = bytes(way);
    Frame frame = up ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length);
    if (frame == null) throw new AssertionError(name + " " + way + ": " + codec.error());
    return frame;
  }

  /// What came in binary, with the name and the object of the JSON twin in place of the tag and the bytes, which must
  /// be those of this vector.
  Frame asInJson(Frame binary) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    Json twin = requireNonNull(reader.read(json));
    String called = twin.get("name") instanceof Json.Text(String text) ? text : "";
    return switch (binary) {
      case UpFrame.Input f -> new UpFrame.Input(f.room(), f.ack(), f.seq(), swap(f.values(), twin.get("values")));
      case UpFrame.Command f -> new UpFrame.Command(f.room(), f.ack(), f.seq(), swap(f.tag()), called,
          swap(f.fields(), twin.get("fields")));
      case DownFrame.Snapshot f ->
        new DownFrame.Snapshot(f.room(), f.epoch(), f.tick(), f.durable(), f.base(), f.input(),
            swap(f.state(), twin.get("state")));
      case DownFrame.Step f -> new DownFrame.Step(f.room(), f.skipped(), f.undurable(), f.inputs(),
          swap(f.state(), twin.get("state")));
      case DownFrame.Event f -> new DownFrame.Event(f.room(), f.number(), f.tick(), swap(f.tag()), called, f.place(),
          swap(f.fields(), twin.get("fields")));
      case DownFrame.Reply f -> new DownFrame.Reply(f.room(), f.number(), f.seq(), f.code(), f.text(),
          swap(f.fields(), twin.get("fields")));
      case DownFrame.Flash f -> new DownFrame.Flash(f.room(), f.tick(), swap(f.tag()), called, f.place(),
          swap(f.fields(), twin.get("fields")));
      default -> binary;
    };
  }

  private int swap(int found) {
    if (tag == null || tag.whole(-1) != found) throw new AssertionError(name + ": tag " + found);
    return 0;
  }

  private Payload swap(Payload found, @Nullable Json twin) {
    Payload listed = payload == null ? null : new Payload.Packed(HexFormat.of().parseHex(payload.text("")));
    if (!found.equals(listed)) throw new AssertionError(name + ": payload " + found);
    return twin == null ? Payload.NONE : new Payload.Tree(twin);
  }
}
