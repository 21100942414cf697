import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import takt.protocol.json.Json;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.host.Node;

/// Takt's half of the beat measurement: rooms that work a little each tick, and one pinned room, for some minutes.
class Beat {
  static final int WORK = 40_000;
  static final int ROOMS_20_HZ = 16;
  static final int ROOMS_60_HZ = 8;

  /// When each tick of one room began, in nanoseconds.
  static final class Starts {
    final int rateHz;
    final long[] ns;
    int count;
    int result;

    Starts(int rateHz, int seconds) {
      this.rateHz = rateHz;
      ns = new long[rateHz * (seconds + 60)];
    }

    void tick() {
      if (count < ns.length) ns[count++] = System.nanoTime();
      int x = 1;
      for (int i = 0; i < WORK; i++) {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
      }
      result += x;
    }

    /// All of them in milliseconds, as JSON: compare.mjs measures them as it does Node's.
    String json() {
      StringBuilder json = new StringBuilder("{\"rateHz\":" + rateHz + ",\"startsMs\":[");
      for (int i = 0; i < count; i++) json.append(i == 0 ? "" : ",").append((ns[i] - ns[0]) / 1e6);
      return json.append("]}").toString();
    }
  }

  static class Work extends Room {
    private final transient Starts starts;
    private final transient boolean own;

    Work(Starts starts, boolean own) {
      this.starts = starts;
      this.own = own;
    }

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(starts.rateHz).closeWhenEmptyFor(Duration.ofHours(1));
      if (own) c.pinned();
    }

    @Override protected void onTick(Tick t) { starts.tick(); }
  }

  static void main() throws IOException {
    int seconds = Integer.getInteger("beat.seconds", 120);
    List<Starts> all = new ArrayList<>();
    Node.Builder builder = Node.builder();
    for (int i = 0; i < ROOMS_20_HZ + ROOMS_60_HZ + 1; i++) {
      boolean pinned = i == ROOMS_20_HZ + ROOMS_60_HZ;
      Starts starts = new Starts(i < ROOMS_20_HZ ? 20 : 60, seconds);
      all.add(starts);
      builder.room("work" + i, () -> new Work(starts, pinned));
    }
    StringBuilder out = new StringBuilder();
    try (Node node = builder.start()) {
      for (int i = 0; i < all.size(); i++) node.create("work" + i, Json.Obj.EMPTY).join();
      LockSupport.parkNanos((seconds + 1) * 1_000_000_000L);
      long dropped = 0;
      for (int i = 0; i < all.size(); i++) {
        dropped += node.metrics().counter("takt_ticks_dropped_total", "", "room", "work" + i).count();
      }
      out.append("{\"dropped\":").append(dropped);
    }
    out.append(",\"hz20\":").append(json(all.subList(0, ROOMS_20_HZ)));
    out.append(",\"hz60\":").append(json(all.subList(ROOMS_20_HZ, ROOMS_20_HZ + ROOMS_60_HZ)));
    out.append(",\"pinned\":").append(json(all.subList(all.size() - 1, all.size()))).append("}\n");
    Files.writeString(Path.of(System.getProperty("beat.out")), out);
  }

  static String json(List<Starts> rooms) {
    return rooms.stream().map(Starts::json).collect(Collectors.joining(",", "[", "]"));
  }
}
