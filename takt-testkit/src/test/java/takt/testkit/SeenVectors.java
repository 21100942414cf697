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
import java.util.function.Supplier;
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
import takt.protocol.link.Conditions;
import takt.server.replication.Training;
import takt.server.room.HabitsFile;

/// Writes the vectors of what is seen of a room: what a client is sent in its first seconds in the room of
/// [InterestTest], which compares all of it with the truth, and what it then knows.
final class SeenVectors {
  private static final int FRAMES = 60;
  private static final int EVERY = 12;
  private static final Path FOLDER = Path.of("takt-protocol/src/main/resources/takt/golden");
  private static final Path RESOURCES = Path.of("takt-testkit/src/test/resources");
  private static final Conditions BAD = Conditions.of(30, 10, 0.1).withReordering(0.1);

  private SeenVectors() {}

  /// A state as it came, and what it builds on.
  private record Told(long base, long tick, Payload state) {}

  /// @param name `trained`: the layout has habits; `datagrams`: snapshots got lost and overtook each other, and those
  ///   that came late are left out
  static Json make(String name) {
    boolean datagrams = name.equals("datagrams");
    Supplier<InterestTest.Meadow> meadow = name.equals("trained")
        ? TrainedMeadow::new
        : () -> new InterestTest.Meadow(!datagrams);
    List<Json> frames = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      DownFrame down = up || link > 0 ? null : new BinaryFrames(JsonLimits.OWN).decodeDown(frame, offset, length);
      long newest = told.isEmpty() ? 0 : told.getLast().tick();
      if (down instanceof DownFrame.Snapshot snapshot && snapshot.tick() > newest) {
        told.add(new Told(snapshot.base(), snapshot.tick(), snapshot.state()));
      } else if (down instanceof DownFrame.Step step) {
        told.add(new Told(newest, newest + 1 + step.skipped(), step.state()));
      }
    };
    try (SimulatedServer server = SimulatedServer.builder().seed(31)
        .room("meadow", meadow).recorded(false).tap(tap).start()) {
      SimulatedClient client = server.client(ClientSession.Hello.guest("ann"), Codec.BINARY);
      ClientRoom room = (datagrams ? client.network(BAD, BAD).datagrams() : client).join("meadow");
      room.input(InterestTest.Meadow.Staff.class).dx = 1;
      while (frames.size() < FRAMES) {
        server.advance(Duration.ofMillis(1));
        for (int at = frames.size(); at < told.size() && told.get(at).tick() <= room.state().tick(); at++) {
          boolean shown = at % EVERY == EVERY - 1 && told.get(at).tick() == room.state().tick();
          frames.add(frame(told.get(at), shown ? room.state() : null));
        }
      }
      Map<String, Json> all = new LinkedHashMap<>();
      all.put("layout", server.rooms().getFirst().body().type().layout().document());
      all.put("tickRateHz", Json.of(20));
      all.put("frames", new Json.Arr(frames));
      return new Json.Obj(all);
    }
  }

  private static Json frame(Told told, @Nullable ClientState after) {
    Map<String, Json> frame = new LinkedHashMap<>();
    frame.put("base", Json.of(told.base()));
    frame.put("tick", Json.of(told.tick()));
    frame.put("hex",
        Json.of(told.state() instanceof Payload.Packed(byte[] bits) ? HexFormat.of().formatHex(bits) : ""));
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

  /// What the trained meadow is taught.
  static Training.Outcome trained() {
    return new Training("meadow", TrainedMeadow::new, (_, _, _) -> SeenVectors::staff, 10)
        .run(List.of(1L, 2L, 3L), List.of(4L));
  }

  private static Json staff() {
    return new Json.Obj(Map.of("dx", Json.of(1), "dy", Json.of(0)));
  }

  /// With `habits`: writes those of the trained meadow. Then, for they are read at a start, without: the vectors.
  static void main(String[] args) throws IOException {
    if (args.length > 0) {
      Path habits = RESOURCES.resolve(HabitsFile.path(TrainedMeadow.class));
      Files.createDirectories(habits.getParent());
      Files.writeString(habits, trained().habits().text(), StandardCharsets.UTF_8);
      return;
    }
    for (String name : List.of("seen", "datagrams", "trained")) {
      Files.writeString(FOLDER.resolve(name + ".json"), text(make(name)), StandardCharsets.UTF_8);
    }
  }

  /// A frame a line.
  static String text(Json all) {
    String text = new JsonWriter().value(all).toString();
    return text.replace("{\"base\":", "\n{\"base\":") + "\n";
  }
}
