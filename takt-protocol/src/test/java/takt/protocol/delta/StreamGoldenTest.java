package takt.protocol.delta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// The streams of `takt/golden/packed.json`, which another coder made: read and written so.
///
/// `coded` are bits, `[which odds, 0 or 1]`, and numbers, `["raw", number, width]`; `learned` are the odds at the end.
class StreamGoldenTest {
  @TestFactory Stream<DynamicTest> streamsAreReadAndWritten() throws IOException {
    return vectors().stream().map(v -> dynamicTest(at(v, "name").text(""), () -> {
      char[] first = odds(v, "odds");
      Odds written = new Odds(first.length).begin(first);
      RangeWriter writer = new RangeWriter().begin();
      code(v, writer, written);
      BitWriter out = new BitWriter(16);
      writer.end(out);
      assertEquals(at(v, "hex").text(""), HexFormat.of().formatHex(out.toBytes()));
      assertEquals(at(v, "bits").whole(0), out.bitCount());

      Odds read = new Odds(first.length).begin(first);
      BitReader in = new BitReader().reset(HexFormat.of().parseHex(at(v, "hex").text("")));
      RangeReader reader = new RangeReader().begin(in);
      code(v, reader, read);
      reader.end();
      assertTrue(in.done());
      char[] learned = odds(v, "learned");
      for (int i = 0; i < learned.length; i++) {
        assertEquals(learned[i], written.of(i));
        assertEquals(learned[i], read.of(i));
      }
    }));
  }

  private static void code(Json vector, BitCoder coder, Odds odds) {
    for (Json one : at(vector, "coded").items()) {
      List<Json> of = one.items();
      if (of.size() == 3) {
        int value = (int) of.get(1).whole(0);
        assertEquals(value, coder.raw(coder.isReading() ? 0 : value, (int) of.get(2).whole(0)));
      } else {
        boolean yes = of.get(1).whole(0) == 1;
        assertEquals(yes, coder.bit(odds, (int) of.get(0).whole(0), !coder.isReading() && yes));
      }
    }
  }

  private static char[] odds(Json vector, String name) {
    List<Json> items = at(vector, name).items();
    char[] odds = new char[items.size()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) items.get(i).whole(0);
    return odds;
  }

  private static List<Json> vectors() throws IOException {
    try (InputStream in = StreamGoldenTest.class.getResourceAsStream("/takt/golden/packed.json")) {
      String text = new String(requireNonNull(in).readAllBytes(), UTF_8);
      List<Json> streams = at(requireNonNull(new JsonReader(JsonLimits.OWN).read(text)), "streams").items();
      assertTrue(streams.size() > 15);
      return streams;
    }
  }

  private static Json at(Json json, String name) {
    return requireNonNull(json.get(name), name);
  }
}
