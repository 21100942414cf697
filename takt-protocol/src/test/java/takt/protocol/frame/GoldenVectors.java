package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.Layout;

/// Writes `takt/golden/frames.json`, the file every client library tests itself against.
///
/// One thread. [#main] writes it anew; [GoldenTest] fails when what would be written differs from what is committed, so
/// that every change of the wire is seen in a diff. Of a data frame the JSON twin carries an object where the binary
/// protocol carries bytes that only a layout can read: there `tag` and `payload` say what stands in the hex instead of
/// `name` and the object.
final class GoldenVectors {
  private static final long MOST = Protocol.WHOLE_MAX;
  private static final Ack SEEN = new Ack(3, 4711, 12);
  private static final Ack MOST_SEEN = new Ack(MOST, MOST, MOST);
  private static final Layout LAYOUT = Layout.of(object("{\"name\":\"Hello\",\"entities\":"
      + "[{\"tag\":1,\"name\":\"Square\",\"fields\":[{\"tag\":1,\"name\":\"x\","
      + "\"type\":\"real\",\"min\":0,\"max\":1000,\"step\":0.01}]}]}"));

  private final FrameCodec json = new JsonFrames(JsonLimits.OWN);
  private final FrameCodec binary = new BinaryFrames(JsonLimits.OWN);
  private final List<Json> vectors = new ArrayList<>();

  private GoldenVectors() {
    session();
    joining();
    lobby();
    inRooms();
    up();
    down();
    unknown();
  }

  /// The whole file, as it is to be committed.
  static String file() {
    StringBuilder file = new StringBuilder("[\n");
    for (Json vector : new GoldenVectors().vectors) {
      file.append(file.length() == 2 ? "  {\n" : ",\n  {\n");
      String comma = "";
      for (Map.Entry<String, Json> member : vector.members().entrySet()) {
        file.append(comma).append("    ").append(text(Json.of(member.getKey()))).append(": ");
        file.append(text(member.getValue()));
        comma = ",\n";
      }
      file.append("\n  }");
    }
    return file.append("\n]\n").toString();
  }

  /// Run it in the project's folder after `./mvnw -pl takt-protocol test-compile`:
  /// `java -cp takt-protocol/target/classes:takt-protocol/target/test-classes takt.protocol.frame.GoldenVectors`
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args.length > 0 ? args[0] : "takt-protocol/src/main/resources/takt/golden/frames.json");
    Files.createDirectories(path.toAbsolutePath().getParent());
    Files.writeString(path, file());
  }

  private void session() {
    control("hello", "a guest of today's protocol, with all capabilities of this version",
        new UpFrame.Hello(1, 1, Capability.ALL, "takt-js/0.1.0", "Ann", "", "", ""));
    control("hello-empty", "every field at its default: nothing is written",
        new UpFrame.Hello(0, 0, 0, "", "", "", "", ""));
    control("hello-full", "every field, versions at their largest",
        new UpFrame.Hello(1, 255, 15, "takt-js/0.1.0", "Ann", "token", "reservation", "resume"));
    control("hello-capabilities", "53 capability bits: what a receiver does not know it ignores",
        new UpFrame.Hello(1, 1, MOST, "", "", "", "", ""));
    control("hello-beyond-bmp", "UTF-8 of one to four bytes: in JSON as it is, never as \\u escapes",
        new UpFrame.Hello(1, 1, 0, "", "Zoë 日本 🎮", "", "", ""));
    control("hello-resume", "takes a session up again", new UpFrame.Hello(1, 1, 7, "", "", "", "", "s3cr3t.resume"));
    control("welcome", "a new session", new DownFrame.Welcome(1, Capability.ALL, "5f3a", "s3cr3t.resume", false,
        "guest-5f3a", "Ann", 1_784_592_000_123L, 5000, Protocol.FRAME_MAX_UP, List.of()));
    control("welcome-resumed", "an old session taken up; version at its largest",
        new DownFrame.Welcome(255, 0, "5f3a", "s3cr3t.next", true, "ann@example.org", "Zoë 🎮", MOST, Integer.MAX_VALUE,
            Integer.MAX_VALUE, List.of("r-1f", "r-20")));
    control("ping", "with what the client measured", new UpFrame.Ping(7, 42, 15));
    control("ping-largest", "the largest whole number, 2^53-1, and the largest measurements",
        new UpFrame.Ping(MOST, 60_000, 1000));
    control("ping-two-bytes", "128 is the least number of two varint bytes", new UpFrame.Ping(128, 0, 0));
    control("ponged", "answers a ping", new DownFrame.Ponged(7, 1_784_592_000_123L));
    control("alive", "the server lives; whoever does not know the kind may skip it", new DownFrame.Alive(9));
    control("pong", "answers an alive", new UpFrame.Pong(9));
    control("bye", "a message without fields: the kind alone", new UpFrame.Bye());
    control("draining", "the server stops in ten seconds", new DownFrame.Draining(10_000, 3000));
    control("error", "answers request 4, and the connection goes on",
        new DownFrame.Problem(4, "room-full", object("{\"seats\":8}"), "The room is full.", false));
    control("error-room", "answers no request: what command 17 in room 1 came to",
        new DownFrame.Problem(0, "room-busy", object("{\"room\":1,\"command\":17}"), "The room has too much to do.",
            false));
    control("error-fatal", "answers nothing, and the connection closes",
        new DownFrame.Problem(0, "version", object("{\"min\":1,\"max\":1}"), "Speak version 1.", true));
    control("error-escapes", "JSON escapes quotes, backslashes and what is below U+0020 or U+007F, and nothing else",
        new DownFrame.Problem(0, "refused", Json.Obj.EMPTY, "\"\\/\b\n\u001f\u007f\u0080\u2028", false));
  }

  private void joining() {
    Json none = Json.Obj.EMPTY;
    control("join", "any open room of a type, else a new one",
        new UpFrame.Join(1, "arena", "", "", "", false, false, false, none, none, List.of(), 0));
    control("join-full", "every field",
        new UpFrame.Join(Integer.MAX_VALUE, "arena", "r-1f", "QXZ7", "reservation", true,
            true, true, object("{\"map\":\"dust\",\"ranked\":false}"), object("{\"rounds\":3,\"gravity\":0.5}"),
            List.of(LAYOUT.hash(), "0123456789abcdef"), 128));
    control("join-spectate", "a spectator's seat, at ten snapshots a second",
        new UpFrame.Join(2, "", "r-1f", "", "", false, false, true, none, none, List.of(), 10));
    control("join-code", "by what a friend said",
        new UpFrame.Join(3, "", "", "QXZ7", "", false, false, false, none, none,
            List.of(LAYOUT.hash()), 0));
    control("joined", "a player's seat, with the layout's document; the layout is the first 64 bits of its SHA-256",
        new DownFrame.Joined(1, 1, "r-1f", "arena", "QXZ7", 3, 4711, 30, 2, false, LAYOUT.hash(), LAYOUT.document(),
            false, 0, 0, 0, 0));
    control("joined-spectator", "a spectator's seat in a room that ticks on demand; the client has the layout",
        new DownFrame.Joined(2, 8, "r-1f", "chess", "", 1, 0, 0, 0, true, LAYOUT.hash(), none, false, 0, 0, 0, 0));
    control("joined-resumed", "after a resume: where the room is, which commands and inputs it has, what was missed",
        new DownFrame.Joined(1, 1, "r-1f", "arena", "QXZ7", 4, MOST, 128, Integer.MAX_VALUE, false, LAYOUT.hash(), none,
            true, 17, 2, 93, 12));
    control("left", "the room is gone", new DownFrame.Left(1, "room-closed", "The room has ended."));
    control("leave", "for good", new UpFrame.Leave(1));
  }

  private void lobby() {
    control("list", "open rooms of a type with a listed field", new UpFrame.ListRooms(5, "arena",
        object("{\"map\":\"dust\"}")));
    control("watch", "the same, and every change", new UpFrame.Watch(6, "arena", object("{\"map\":\"dust\"}")));
    control("watch-all", "no filter", new UpFrame.Watch(6, "arena", Json.Obj.EMPTY));
    control("unwatch", "no more changes", new UpFrame.Unwatch(6));
    control("rooms", "two rooms, one gone", new DownFrame.Rooms(6, List.of(
        object("{\"id\":\"r-1f\",\"room\":\"arena\",\"players\":3,\"seats\":8,\"free\":5,\"locked\":false,\"listed\":"
            + "{\"map\":\"dust\"}}"),
        object("{\"id\":\"r-20\",\"room\":\"arena\",\"players\":0,\"seats\":8,\"free\":8,\"locked\":true,\"listed\":"
            + "{}}")),
        List.of("r-07", "r-08")));
    control("rooms-none", "nothing is open", new DownFrame.Rooms(5, List.of(), List.of()));
    control("rooms-empty-object", "an empty object in a list is written, in binary as {}",
        new DownFrame.Rooms(5, List.of(Json.Obj.EMPTY), List.of()));
  }

  private void inRooms() {
    control("tune", "ten snapshots a second, please", new UpFrame.Tune(1, 10));
    control("tune-all", "all snapshots again", new UpFrame.Tune(1, 0));
    control("timeline", "a restore: a new epoch, 40 ticks lost", new DownFrame.Timeline(1, 4, 4671, 40, 0));
    control("timeline-dropped", "the server was late: same epoch, 12 ticks dropped since the room's birth",
        new DownFrame.Timeline(1, 3, 4711, 0, 12));
  }

  private void up() {
    Json move = object("{\"dx\":1,\"dy\":-0.5,\"fire\":true}");
    data("input", "axes and a button, with the newest snapshot decoded and the newest event heard",
        new UpFrame.Input(1, SEEN, 93, new Payload.Tree(move)),
        new UpFrame.Input(1, SEEN, 93, packed("8a40")));
    data("input-first", "nothing decoded yet, no values held", new UpFrame.Input(1, Ack.NONE, 1, Payload.NONE),
        new UpFrame.Input(1, Ack.NONE, 1, packed("")));
    data("input-largest", "every number at its largest",
        new UpFrame.Input(8, MOST_SEEN, MOST, new Payload.Tree(object("{\"aim\":3.141592653589793}"))),
        new UpFrame.Input(8, MOST_SEEN, MOST, packed("00ff7f80")));
    data("command", "a command with a field", new UpFrame.Command(1, SEEN, 2, 0, "say",
        new Payload.Tree(object("{\"text\":\"hi 🎮\"}"))),
        new UpFrame.Command(1, SEEN, 2, 3, "", packed("07686920f09f8eae")));
    data("command-bare", "a command without fields",
        new UpFrame.Command(2, new Ack(1, 0, 0), 1, 0, "ready", Payload.NONE),
        new UpFrame.Command(2, new Ack(1, 0, 0), 1, Integer.MAX_VALUE, "", packed("")));
    data("ack", "from a client without input: the newest snapshot decoded, the newest event heard",
        new UpFrame.Acked(1, SEEN), new UpFrame.Acked(1, SEEN));
    data("ack-largest", "every number at its largest", new UpFrame.Acked(8, MOST_SEEN),
        new UpFrame.Acked(8, MOST_SEEN));
  }

  private void down() {
    Payload state = new Payload.Tree(
        object("{\"room\":{\"kills\":3},\"entities\":{\"squares\":{\"65537\":{\"x\":12.5,\"y\":0.57}}},"
            + "\"gone\":{\"squares\":[65538],\"players\":[2]}}"));
    data("snapshot-whole", "a whole state: base 0; durable three ticks behind",
        new DownFrame.Snapshot(1, 3, 4711, 4708, 0, 93, state),
        new DownFrame.Snapshot(1, 3, 4711, 4708, 0, 93, packed("01c8")));
    data("snapshot-delta", "what changed since tick 4701, which was sent before; durable at once",
        new DownFrame.Snapshot(1, 3, 4711, 4711, 4701, 93, state),
        new DownFrame.Snapshot(1, 3, 4711, 4711, 4701, 93, packed("01c8")));
    data("snapshot-first", "nothing durable, no input applied, nothing to see",
        new DownFrame.Snapshot(1, 1, 1, 0, 0, 0, Payload.NONE), new DownFrame.Snapshot(1, 1, 1, 0, 0, 0, packed("")));
    data("snapshot-largest", "every number at its largest", new DownFrame.Snapshot(8, MOST, MOST, MOST, 1, MOST, state),
        new DownFrame.Snapshot(8, MOST, MOST, MOST, 1, MOST, packed("ff")));
    data("step", "the state one tick after the last that was sent, one more input applied, all durable",
        new DownFrame.Step(1, 0, 0, 1, state), new DownFrame.Step(1, 0, 0, 1, packed("01c8")));
    data("step-few", "the largest numbers that share a byte", new DownFrame.Step(1, 2, 6, 6, state),
        new DownFrame.Step(1, 2, 6, 6, packed("01c8")));
    data("step-not-few", "the smallest that do not", new DownFrame.Step(1, 3, 7, 7, state),
        new DownFrame.Step(1, 3, 7, 7, packed("01c8")));
    data("step-largest", "every number at its largest", new DownFrame.Step(8, MOST, MOST, MOST, state),
        new DownFrame.Step(8, MOST, MOST, MOST, packed("ff")));
    DownFrame.Place nowhere = DownFrame.Place.NOWHERE;
    Payload said = new Payload.Tree(object("{\"who\":2,\"text\":\"hi 🎮\"}"));
    data("event", "without a place", new DownFrame.Event(1, 12, 4711, 0, "said", nowhere, said),
        new DownFrame.Event(1, 12, 4711, 2, "", nowhere, packed("02076869")));
    DownFrame.Place place = new DownFrame.Place(12.5, -0.57);
    data("event-place", "at a place: two little-endian doubles",
        new DownFrame.Event(1, 13, 4711, 0, "boom", place, Payload.NONE),
        new DownFrame.Event(1, 13, 4711, 5, "", place, packed("")));
    DownFrame.Place origin = new DownFrame.Place(0, 0);
    data("event-origin", "0, 0 is a place; every number at its largest",
        new DownFrame.Event(8, MOST, MOST, 0, "boom", origin, said),
        new DownFrame.Event(8, MOST, MOST, Integer.MAX_VALUE, "", origin, packed("00")));
    data("reply-yes", "the command was taken; the handler's answer",
        new DownFrame.Reply(1, 14, 2, "", "", new Payload.Tree(object("{\"place\":1}"))),
        new DownFrame.Reply(1, 14, 2, "", "", packed("01")));
    data("reply-no", "the command was refused, in the game's own words",
        new DownFrame.Reply(1, 15, 3, "refused", "Not your turn.", Payload.NONE),
        new DownFrame.Reply(1, 15, 3, "refused", "Not your turn.", packed("")));
    data("flash", "an event that may be lost; whoever does not know the kind may skip it",
        new DownFrame.Flash(1, 4711, 0, "beam", place, new Payload.Tree(object("{\"heading\":0.25,\"length\":700}"))),
        new DownFrame.Flash(1, 4711, 4, "", place, packed("40bc")));
    data("flash-nowhere", "without a place", new DownFrame.Flash(8, MOST, 0, "beam", nowhere, Payload.NONE),
        new DownFrame.Flash(8, MOST, Integer.MAX_VALUE, "", nowhere, packed("")));
  }

  private void unknown() {
    raw("unknown-members", "pong", true, "read",
        "members and fields of unknown names and numbers are ignored: a pong of 9",
        "{\"later\":{\"x\":[1]},\"type\":\"pong\",\"id\":9,\"skip\":false}",
        "03" + "0809" + "780a" + "7a03616263" + "810101020304050607" + "08" + "8d0101020304");
    raw("defaults-written", "pong", true, "read", "a default may be written: a pong of 0",
        "{\"type\":\"pong\",\"id\":0}", "03" + "0800");
    raw("any-order", "leave", true, "read", "white space, order and null do not matter: a leave of room 1",
        " {\"room\":1.0 ,\"text\":null,\"type\":\"leave\"}\n", "08" + "0801");
    raw("unknown-skippable-up", "", true, "skipped", "an unknown kind that may be skipped: bit 0x80, or \"skip\": true",
        "{\"type\":\"sparkle\",\"skip\":true,\"hue\":7}", "9e0807");
    raw("unknown-skippable-down", "", false, "skipped", "the same from a server",
        "{\"type\":\"sparkle\",\"skip\":true,\"hue\":7}", "be0807");
    raw("unknown-up", "", true, "refused", "an unknown kind that may not be skipped", "{\"type\":\"riddle\",\"hue\":7}",
        "1e0807");
    raw("unknown-down", "", false, "refused", "the same from a server", "{\"type\":\"riddle\",\"skip\":false}",
        "3e0807");
    raw("wrong-way", "welcome", true, "refused", "a known kind that does not go this way",
        "{\"type\":\"welcome\",\"version\":1}", "210801");
  }

  private void control(String name, String meaning, Frame frame) {
    add(name, meaning, frame, frame, null, null);
  }

  private void data(String name, String meaning, Frame inJson, Frame inBinary) {
    Payload payload = switch (inBinary) {
      case UpFrame.Input f -> f.values();
      case UpFrame.Command f -> f.fields();
      case DownFrame.Snapshot f -> f.state();
      case DownFrame.Step f -> f.state();
      case DownFrame.Event f -> f.fields();
      case DownFrame.Reply f -> f.fields();
      case DownFrame.Flash f -> f.fields();
      default -> null;
    };
    Long tag = switch (inBinary) {
      case UpFrame.Command f -> (long) f.tag();
      case DownFrame.Event f -> (long) f.tag();
      case DownFrame.Flash f -> (long) f.tag();
      default -> null;
    };
    add(name, meaning, inJson, inBinary, tag, payload);
  }

  private void add(String name, String meaning, Frame inJson, Frame inBinary, @Nullable Long tag,
      @Nullable Payload payload) {
    Kind kind = Shapes.of(inJson).kind();
    Map<String, Json> vector = vector(name, kind.type(), kind.isUp(), "frame", meaning);
    vector.put("json", Json.of(new String(json.encode(inJson), UTF_8)));
    vector.put("hex", Json.of(HexFormat.of().formatHex(binary.encode(inBinary))));
    if (tag != null) vector.put("tag", Json.of(tag));
    if (payload instanceof Payload.Packed(byte[] bytes))
      vector.put("payload", Json.of(HexFormat.of().formatHex(bytes)));
    vectors.add(new Json.Obj(vector));
  }

  private void raw(String name, String kind, boolean up, String expect, String meaning, String text, String hex) {
    Map<String, Json> vector = vector(name, kind, up, expect, meaning);
    vector.put("json", Json.of(text));
    vector.put("hex", Json.of(hex));
    vectors.add(new Json.Obj(vector));
  }

  private static Map<String, Json> vector(String name, String kind, boolean up, String expect, String meaning) {
    Map<String, Json> vector = new LinkedHashMap<>();
    vector.put("name", Json.of(name));
    vector.put("kind", Json.of(kind));
    vector.put("way", Json.of(up ? "up" : "down"));
    vector.put("expect", Json.of(expect));
    vector.put("meaning", Json.of(meaning));
    return vector;
  }

  private static Payload packed(String hex) {
    return new Payload.Packed(HexFormat.of().parseHex(hex));
  }

  private static Json object(String text) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    Json json = reader.read(text);
    if (json == null) throw new AssertionError(text + ": " + reader.error());
    return json;
  }

  private static String text(Json json) {
    return new JsonWriter().value(json).toString();
  }
}
