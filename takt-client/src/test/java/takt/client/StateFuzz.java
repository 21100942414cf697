package takt.client;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.layout.RoomLayout;

/// What [StateFuzzTest] lets Jazzer loose on: packed state on a base, and schema documents that are then read by.
///
/// One thread. Jazzer calls [#fuzzerTestOneInput] with bytes of its choice, and follows which branches they take.
public final class StateFuzz {
  private static final List<HostileStateTest.Sample> SAMPLES = HostileStateTest.samples();
  private static final int DOCUMENT = 0xff;

  private StateFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) return;
    int which = data[0] & 0xff;
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    if (which == DOCUMENT) {
      document(rest);
      return;
    }
    HostileStateTest.Sample sample = SAMPLES.get(which * SAMPLES.size() / DOCUMENT);
    check(sample.read(rest));
  }

  private static void check(@Nullable ClientState state) {
    if (state == null) return;
    int rows = state.players().size();
    for (var part : state.entities().values()) {
      rows += part.size();
      for (long id : part.keySet()) {
        if (part.get(id) == null || id < 0) throw new AssertionError("entity " + id);
      }
    }
    if (rows > ClientState.ROWS_MAX) throw new AssertionError(rows + " rows");
  }

  /// A server may send any document, and bits to be read by it.
  private static void document(byte[] json) {
    Json document = new JsonReader(JsonLimits.OWN).read(json, 0, json.length);
    if (document == null) return;
    RoomLayout layout;
    try {
      layout = RoomLayout.of(document);
    } catch (IllegalArgumentException _) {
      return;
    }
    check(new SnapshotReader(layout, 20).read(_ -> null, 0, 1, json));
  }
}
