package takt.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.ClientState;
import takt.client.Codec;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonWriter;

/// Writes the vectors of what is seen of a room: what a client is sent in its first seconds in the room of
/// [InterestTest], which compares all of it with the truth, and what it then knows.
final class SeenVectors {
  private static final int FRAMES = 60;
  private static final int EVERY = 12;
  private static final Path FILE = Path.of("takt-protocol/src/main/resources/takt/golden/seen.json");

  private SeenVectors() {}

  static Json make() {
    List<Json> frames = new ArrayList<>();
    List<Payload> states = new ArrayList<>();
    List<Long> ticks = new ArrayList<>();
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      DownFrame down = up || link > 0 ? null : new BinaryFrames(JsonLimits.OWN).decodeDown(frame, offset, length);
      if (down instanceof DownFrame.Snapshot snapshot) {
        ticks.add(snapshot.tick());
        states.add(snapshot.state());
      } else if (down instanceof DownFrame.Step step) {
        ticks.add(ticks.getLast() + 1 + step.skipped());
        states.add(step.state());
      }
    };
    try (SimulatedServer server = SimulatedServer.builder().seed(31)
        .room("meadow", () -> new InterestTest.Meadow(true)).recorded(false).tap(tap).start()) {
      ClientRoom room = server.client(ClientSession.Hello.guest("ann"), Codec.BINARY).join("meadow");
      room.input(InterestTest.Meadow.Staff.class).dx = 1;
      while (frames.size() < FRAMES) {
        server.advance(Duration.ofMillis(10));
        int at = frames.size();
        if (at >= ticks.size() || room.state().tick() != ticks.get(at)) continue;
        frames.add(frame(at == 0 ? 0 : ticks.get(at - 1), ticks.get(at), states.get(at),
            at % EVERY == EVERY - 1 ? room.state() : null));
      }
      Map<String, Json> all = new LinkedHashMap<>();
      all.put("layout", server.rooms().getFirst().body().type().layout().document());
      all.put("tickRateHz", Json.of(20));
      all.put("frames", new Json.Arr(frames));
      return new Json.Obj(all);
    }
  }

  private static Json frame(long base, long tick, Payload payload, @Nullable ClientState after) {
    Map<String, Json> frame = new LinkedHashMap<>();
    frame.put("base", Json.of(base));
    frame.put("tick", Json.of(tick));
    frame.put("hex", Json.of(payload instanceof Payload.Packed(byte[] bits) ? HexFormat.of().formatHex(bits) : ""));
    if (after == null) return new Json.Obj(frame);
    Map<String, Json> parts = new LinkedHashMap<>();
    after.entities().forEach((part, rows) -> {
      Map<String, Json> all = new LinkedHashMap<>();
      new TreeMap<>(rows).forEach((id, row) -> all.put(Long.toString(id), new Json.Obj(new LinkedHashMap<>(row))));
      if (!all.isEmpty()) parts.put(part, new Json.Obj(all));
    });
    frame.put("room", new Json.Obj(new LinkedHashMap<>(after.room())));
    frame.put("entities", new Json.Obj(parts));
    return new Json.Obj(frame);
  }

  static void main() throws IOException {
    Files.writeString(FILE, text(make()), StandardCharsets.UTF_8);
  }

  /// A frame a line.
  static String text(Json all) {
    String text = new JsonWriter().value(all).toString();
    return text.replace("{\"base\":", "\n{\"base\":") + "\n";
  }
}
