package takt.protocol.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// What becomes of lists, maps and texts comes back as it went, takes few bytes, and no long work whatever is in them.
class PackedEditsTest {
  private static final long SEED = Long.getLong("takt.seed", 20_260_728);
  private static final int FEW_BYTES = 16;
  /// As much as a frame may have.
  private static final int MOST = BitReader.THINGS_MAX;
  private static final LayoutType NUMBER = new LayoutType.Whole(Points.of(0, 1_000_000));
  private static final LayoutType LIST = new LayoutType.Many(NUMBER, 1 << 20);
  private static final LayoutType TEXT = new LayoutType.Text(1 << 20);
  private static final LayoutType TEXTS = new LayoutType.Many(new LayoutType.Text(99), 1 << 20);
  private static final LayoutType MAP = new LayoutType.Table(new LayoutType.Text(9), NUMBER, 1 << 20);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final PackedEdits edits = new PackedEdits();

  // ---- sizes

  @Test void oneOfAThousandElementsTakesFewBytes() {
    Json base = numbers(1000);
    assertFew(LIST, base, changed(base, all -> all.addFirst(Json.of(555_555))));
    assertFew(LIST, base, changed(base, all -> all.addLast(Json.of(555_555))));
    for (int at : new int[]{1, 10, 500, 990, 998}) {
      assertFew(LIST, base, changed(base, all -> all.add(at, Json.of(555_555))));
      assertFew(LIST, base, changed(base, all -> all.remove(at)));
      assertFew(LIST, base, changed(base, all -> all.set(at, Json.of(555_555))));
    }
    assertFew(LIST, base, changed(base, List::removeFirst));
    assertFew(LIST, base, changed(base, List::removeLast));
    for (int[] move : new int[][]{{0, 999}, {999, 0}, {10, 500}, {500, 10}, {700, 702}, {1, 998}}) {
      assertFew(LIST, base, changed(base, all -> all.add(move[1], all.remove(move[0]))));
    }
  }

  @Test void elementsThatAreThereOftenAreInsertedAndRemovedInFewBytes() {
    Json base = list(1000, i -> i % 3);
    for (int at : new int[]{0, 1, 500, 999}) {
      assertFew(LIST, base, changed(base, all -> all.add(at, Json.of(7))));
      assertFew(LIST, base, changed(base, all -> all.remove(at)));
    }
  }

  @Test void oneCharacterOfALongTextTakesFewBytes() {
    String text = "Zoë: wer da? 🎮 ".repeat(320);
    assertTrue(text.length() > 5000);
    for (int at : new int[]{0, 1, 2500, 5001, 5119}) {
      assertFew(TEXT, Json.of(text), Json.of(text.substring(0, at) + "x" + text.substring(at)));
    }
    assertFew(TEXT, Json.of(text), Json.of(text.replaceFirst("🎮", "🎯")));
    assertFew(TEXT, Json.of(text), Json.of(text + "é"));
    assertFew(TEXT, Json.of(text), Json.of(text.substring(5)));
    assertFew(TEXT, Json.of(text), Json.of(text.substring(0, 5000)));
  }

  @Test void oneEntryOfAMapTakesFewBytes() {
    Map<String, Json> base = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) base.put("k" + i, Json.of(i));
    Map<String, Json> now = new LinkedHashMap<>(base);
    now.remove("k500");
    assertFew(MAP, new Json.Obj(base), new Json.Obj(now));
    now = new LinkedHashMap<>(base);
    now.put("k7", Json.of(99));
    assertFew(MAP, new Json.Obj(base), new Json.Obj(now));
    now = new LinkedHashMap<>(base);
    now.put("new", Json.of(99));
    assertFew(MAP, new Json.Obj(base), new Json.Obj(now));
  }

  @Test void nothingTakesMoreThanItTakesWhole() {
    for (int i = 0; i < 2000; i++) {
      Json base = list(random.nextInt(30), _ -> random.nextInt(9));
      Json now = i % 2 == 0 ? list(random.nextInt(30), _ -> random.nextInt(9)) : mutated(base);
      BitWriter whole = new BitWriter(64);
      PackedValues.write(LIST, now, whole);
      assertTrue(written(LIST, base, now).bitCount() <= 1 + whole.bitCount());
    }
  }

  // ---- back again

  @Test void listsComeBack() {
    System.out.println("PackedEditsTest: seed " + SEED);
    for (int i = 0; i < 5000; i++) {
      int kinds = 1 << random.nextInt(20);
      Json base = list(random.nextInt(1 << random.nextInt(9)), _ -> random.nextInt(kinds));
      Json now = base;
      for (int times = random.nextInt(5); times >= 0; times--) now = mutated(now);
      assertBack(LIST, base, now);
    }
  }

  @Test void textsComeBack() {
    List<String> words = List.of("a", "ë", "日本", "🎮", "here ", "\ud83c", "");
    for (int i = 0; i < 5000; i++) {
      List<String> text = new ArrayList<>();
      for (int left = random.nextInt(60); left > 0; left--) text.add(words.get(random.nextInt(words.size())));
      String base = String.join("", text);
      for (int left = random.nextInt(3); left >= 0; left--) {
        text.add(random.nextInt(text.size() + 1), words.get(random.nextInt(words.size())));
        if (random.nextBoolean()) text.remove(random.nextInt(text.size()));
      }
      assertBack(TEXT, known(base), known(String.join("", text)));
    }
  }

  @Test void mapsComeBackWhateverTheirOrder() {
    for (int i = 0; i < 2000; i++) {
      Map<String, Json> base = new LinkedHashMap<>();
      for (int left = random.nextInt(40); left > 0; left--)
        base.put("" + random.nextInt(99), Json.of(random.nextInt(9)));
      List<String> keys = new ArrayList<>(base.keySet());
      Collections.shuffle(keys, new java.util.Random(random.nextLong()));
      Map<String, Json> now = new LinkedHashMap<>();
      for (String key : keys) if (random.nextInt(9) > 0) now.put(key, base.getOrDefault(key, Json.of(1)));
      for (int left = random.nextInt(4); left > 0; left--) now.put("" + random.nextInt(99), Json.of(random.nextInt(9)));
      assertBack(MAP, new Json.Obj(base), new Json.Obj(now));
    }
  }

  // ---- work

  /// All that may be in one frame, with hashes that are all the same, all different, all but the same.
  @Test void longListsTakeNoLongWork() {
    List<Json> collisions = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 17; bit++) text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      collisions.add(Json.of(text.toString()));
    }
    assertEquals(collisions.getFirst().hashCode(), collisions.getLast().hashCode());
    List<Json> backwards = collisions.reversed();
    assertInTime(() -> assertBack(TEXTS, new Json.Arr(collisions), new Json.Arr(backwards)));
    assertInTime(() -> assertBack(LIST, numbers(MOST), new Json.Arr(numbers(MOST).items().reversed())));
    assertInTime(() -> assertBack(LIST, list(MOST, i -> i % 2), list(MOST, i -> i / 2 % 2)));
    assertInTime(() -> assertBack(LIST, list(MOST, _ -> random.nextInt(MOST)), list(MOST, _ -> random.nextInt(MOST))));
  }

  private static void assertInTime(Runnable work) {
    assertTimeoutPreemptively(Duration.ofSeconds(60), work::run); // n² takes hours
  }

  @Test void whatIsKeptCountsAsWhatIsSent() {
    Json base = numbers(MOST / 2);
    BitWriter twice = new BitWriter(64).flag(true).count(2);
    for (int i = 0; i < 2; i++) twice.count(0).zigzag(i == 0 ? 0 : -base.items().size()).count(0);
    assertEquals(MOST, read(LIST, base, twice).items().size());
    assertRefused(LIST, base, twice, twice);
    Json text = Json.of("x".repeat(Protocol.FRAME_MAX_DOWN));
    BitWriter all = new BitWriter(64).flag(true).count(1).count(0).zigzag(0).count(0);
    assertEquals(text, read(TEXT, text, all));
    assertRefused(TEXT, text, all, all);
    Json map = new Json.Obj(Map.of("a", Json.of(1), "b", Json.of(2)));
    BitWriter asItWas = new BitWriter(64).flag(true).count(0).count(0);
    BitReader in = new BitReader().reset(asItWas.toBytes());
    assertTrue(in.keeps(MOST - 1));
    PackedEdits.read(MAP, map, in);
    assertFalse(in.ok());
  }

  private static void assertRefused(LayoutType type, Json base, BitWriter first, BitWriter second) {
    BitWriter both = new BitWriter(64).append(first).append(second);
    BitReader in = new BitReader().reset(both.toBytes());
    PackedEdits.read(type, base, in);
    assertTrue(in.ok());
    PackedEdits.read(type, base, in);
    assertFalse(in.ok());
  }

  @Test void whatAnybodyWritesIsReadOrRefused() {
    List<Json> bases = List.of(numbers(20), Json.of("Zoë: 🎮"), new Json.Obj(Map.of("a", Json.of(1))));
    List<LayoutType> types = List.of(LIST, TEXT, MAP);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 0) bytes[0] = (byte) (bytes[0] & random.nextInt(32) | 1);
      BitReader in = new BitReader().reset(bytes);
      Json read = PackedEdits.read(types.get(i % 3), bases.get(i % 3), in);
      if (in.ok()) assertEquals(read, back(types.get(i % 3), bases.get(i % 3), read));
    }
  }

  // ---- scripts

  private static Json numbers(int count) {
    return list(count, i -> i * 7);
  }

  private static Json list(int count, java.util.function.IntUnaryOperator of) {
    return new Json.Arr(IntStream.range(0, count).map(of).asLongStream().mapToObj(Json::of).toList());
  }

  private static Json changed(Json base, Consumer<List<Json>> change) {
    List<Json> all = new ArrayList<>(base.items());
    change.accept(all);
    return new Json.Arr(all);
  }

  private Json mutated(Json base) {
    return changed(base, all -> {
      int at = random.nextInt(all.size() + 1);
      switch (random.nextInt(5)) {
        case 0 -> all.add(at, Json.of(random.nextInt(1_000_000)));
        case 1 -> all.addAll(at, LongStream.range(0, random.nextInt(9)).mapToObj(Json::of).toList());
        case 2 -> all.subList(at, Math.min(all.size(), at + random.nextInt(9))).clear();
        case 3 -> {
          if (!all.isEmpty()) all.add(random.nextInt(all.size()), all.remove(random.nextInt(all.size())));
        }
        default -> Collections.rotate(all.subList(at, all.size()), random.nextInt(9));
      }
    });
  }

  /// As whoever was sent it has it.
  private static Json known(String text) {
    BitWriter out = new BitWriter(64);
    PackedValues.write(TEXT, Json.of(text), out);
    return PackedValues.read(TEXT, new BitReader().reset(out.toBytes()));
  }

  private BitWriter written(LayoutType type, Json base, Json now) {
    BitWriter out = new BitWriter(64);
    edits.write(type, base, now, out);
    return out;
  }

  private static Json read(LayoutType type, Json base, BitWriter written) {
    BitReader in = new BitReader().reset(written.toBytes());
    Json read = PackedEdits.read(type, base, in);
    assertTrue(in.done());
    return read;
  }

  private Json back(LayoutType type, Json base, Json now) {
    return read(type, base, written(type, base, now));
  }

  private void assertBack(LayoutType type, Json base, Json now) {
    assertEquals(now, back(type, base, now), () -> base + " to " + now);
  }

  private void assertFew(LayoutType type, Json base, Json now) {
    int bytes = written(type, base, now).byteCount();
    assertTrue(bytes < FEW_BYTES, () -> bytes + " bytes: " + now);
    assertBack(type, base, now);
  }
}
