package hello;

import io.netty.buffer.ByteBufAllocator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import takt.Server;
import takt.Takt;

/// The server of [HourTest], in a process of its own: serves hello, and does what it is told by lines of its input.
///
/// `measure` collects all garbage and answers with the bytes that live; `leak` forgets a buffer, so that it is seen
/// that the detector would tell; the end of the input stops it. The main thread.
final class HourServer {
  private HourServer() {}

  static void main() throws IOException {
    Map<String, String> settings = new TreeMap<>(System.getenv());
    settings.keySet().removeIf(name -> !name.startsWith("TAKT_") || name.startsWith("TAKT_TOOL_"));
    PrintStream out = System.out;
    try (Server server = Takt.start(settings, app -> app.room(Hello::new))) {
      out.println("up " + server.port() + " " + server.adminPort());
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("leak")) forgetBuffer();
        out.println(liveBytes());
      }
    }
  }

  /// What is left after a collection of everything. The detector looks at what was collected whenever a buffer is
  /// made, so one is.
  private static long liveBytes() {
    System.gc();
    System.gc();
    ByteBufAllocator.DEFAULT.buffer(16).release();
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) bytes += pool.getCollectionUsage().getUsed();
    }
    return bytes;
  }

  private static void forgetBuffer() {
    ByteBufAllocator.DEFAULT.buffer(16).writeInt(1);
  }
}
