package takt.protocol.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.protocol.wire.Utf8;

/// Frames within every bound, by chance: fields at their defaults, at their largest, and in between.
///
/// One thread.
final class SampleFrames {
  private final SplittableRandom random;

  SampleFrames(SplittableRandom random) {
    this.random = random;
  }

  /// A frame as the JSON twin has it; control frames are the same in both.
  Frame inJson(Kind kind) {
    Shape<?> shape = Shapes.of(kind);
    Shape.Values values = new Shape.Values(shape);
    for (int i = 0; i < shape.fields().size(); i++) {
      if (random.nextInt(4) > 0) values.set(i, value(shape.fields().get(i)));
    }
    return agree(shape.make().apply(values));
  }

  /// The same in the binary protocol: a data frame with a tag and packed bytes.
  Frame inBinary(Kind kind) {
    int tag = random.nextInt() >>> random.nextInt(1, 32);
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    Payload payload = new Payload.Packed(bytes);
    return switch (inJson(kind)) {
      case UpFrame.Input f -> new UpFrame.Input(f.room(), f.ack(), f.seq(), payload);
      case UpFrame.Command f -> new UpFrame.Command(f.room(), f.ack(), f.seq(), tag, "", payload);
      case DownFrame.Snapshot f ->
        new DownFrame.Snapshot(f.room(), f.epoch(), f.tick(), f.durable(), f.base(), f.input(),
            payload);
      case DownFrame.Step f -> new DownFrame.Step(f.room(), f.skipped(), f.undurable(), f.inputs(), payload);
      case DownFrame.Event f -> new DownFrame.Event(f.room(), f.number(), f.tick(), tag, "", f.place(), payload);
      case DownFrame.Reply f -> new DownFrame.Reply(f.room(), f.number(), f.seq(), f.code(), f.text(), payload);
      case DownFrame.Flash f -> new DownFrame.Flash(f.room(), f.tick(), tag, "", f.place(), payload);
      case Frame f -> f;
    };
  }

  /// Mends what chance made contradict itself.
  private Frame agree(Frame frame) {
    return switch (frame) {
      case DownFrame.Snapshot f ->
        new DownFrame.Snapshot(f.room(), f.epoch(), f.tick(), Math.min(f.durable(), f.tick()),
            f.base() < f.tick() ? f.base() : 0, f.input(), f.state());
      case DownFrame.Event f -> new DownFrame.Event(f.room(), f.number(), f.tick(), 0, f.name(), whole(f.place()),
          f.fields());
      case DownFrame.Flash f -> new DownFrame.Flash(f.room(), f.tick(), 0, f.name(), whole(f.place()), f.fields());
      default -> frame;
    };
  }

  private static DownFrame.Place whole(DownFrame.Place place) {
    boolean half = Double.isNaN(place.x()) || Double.isNaN(place.y());
    return half ? DownFrame.Place.NOWHERE : place;
  }

  private Object value(Shape.Field<?> field) {
    boolean largest = random.nextInt(8) == 0;
    return switch (field.type()) {
      case WHOLE -> largest ? (Long) field.max() : random.nextLong(field.max() + 1) >>> random.nextInt(53);
      case FLAG -> random.nextBoolean();
      case TEXT -> text(field.max(), largest);
      case TEXTS -> texts(field.max());
      case JSON -> object(field.max(), largest && field.max() <= Shape.LISTED_JSON_MAX);
      case JSONS -> jsons(field.max());
      case REAL -> random.nextInt(-1_000_000, 1_000_000) / 64.0;
      case PAYLOAD -> new Payload.Tree(object(500, false));
    };
  }

  private String text(long bytesMax, boolean largest) {
    String text = Seeded.text(random, (int) Math.min(bytesMax, 40) / 3);
    return largest ? text + "x".repeat((int) bytesMax - Utf8.length(text)) : text;
  }

  private List<String> texts(long most) {
    List<String> texts = new ArrayList<>();
    for (long i = random.nextLong(Math.min(most, 20) + 1); i > 0; i--) {
      texts.add(text(Shape.LISTED_TEXT_MAX, random.nextInt(4) == 0));
    }
    return texts;
  }

  private List<Json> jsons(long most) {
    List<Json> jsons = new ArrayList<>();
    for (long i = random.nextLong(Math.min(most, 20) + 1); i > 0; i--) {
      jsons.add(object(Shape.LISTED_JSON_MAX, random.nextInt(4) == 0));
    }
    return jsons;
  }

  private Json object(long bytesMax, boolean largest) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.put(Seeded.text(random, 8), switch (random.nextInt(5)) {
        case 0 -> Json.of(random.nextLong(Protocol.WHOLE_MAX));
        case 1 -> Json.of(random.nextInt(-1000, 1000) / 8.0);
        case 2 -> Json.of(random.nextBoolean());
        case 3 -> new Json.Arr(List.of(Json.Null.VALUE, Json.of(Seeded.text(random, 5))));
        default -> Json.of(Seeded.text(random, 10));
      });
    }
    Json.Obj object = new Json.Obj(members);
    if (!largest) return object;
    members.put("fill", Json.of(""));
    members.put("fill", Json.of("x".repeat((int) bytesMax - new JsonWriter().value(object).length())));
    return object;
  }
}
