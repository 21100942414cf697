package takt.protocol.layout;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import takt.protocol.json.Json;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;
import takt.protocol.wire.Utf8;

/// What became of a list, map or text, in bits, told to who has what it was.
///
/// One thread at a time; reusable. Reading trusts nothing, as [PackedValues] does: what is kept counts as what is sent.
/// ```
/// value       | edited u(1) | 0: whole | 1: as follows |
/// list, text  | c pieces, pieces × { c new, new × element | c zigzag(from − where the run before ended) | c run } |
/// map         | c gone, gone × key | c set, set × { key, value } |
/// ```
/// A run of 0 is all from there on. The elements of a text are the bytes of its UTF-8. A map whose keys are no names is
/// a list of pairs.
public final class PackedEdits {
  private final BitWriter whole = new BitWriter(64);
  private final BitWriter edits = new BitWriter(64);
  private final ListEdits lists = new ListEdits();

  /// Whether what became of a field's value can be told.
  public static boolean has(LayoutField field) {
    return !field.boxed() && switch (field.type()) {
      case LayoutType.Many _,LayoutType.Table _,LayoutType.Text _ -> true;
      default -> false;
    };
  }

  // ---- writing

  /// Writes a value, as what became of it or whole, whatever is shorter.
  ///
  /// @param base what the reader has; as `value` not null
  public void write(LayoutType type, Json base, Json value, BitWriter out) {
    whole.clear();
    edits.clear();
    switch (type) {
      case LayoutType.Many(LayoutType of, int _) -> writeList(base, value, (i, to) -> PackedValues.write(of, i, to));
      case LayoutType.Table table when table.isNamed() -> writeMap(table, base.members(), value.members());
      case LayoutType.Table table -> writeList(base, value, (i, to) -> PackedValues.writePair(table, i, to));
      case LayoutType.Text _ -> {
        whole.text(value.text(""));
        lists.write(Utf8.bytes(base.text("")), Utf8.bytes(value.text("")), edits);
      }
      default -> throw new IllegalArgumentException("type=" + type + ", expected one that is told so");
    }
    boolean edited = edits.bitCount() < whole.bitCount();
    out.flag(edited).append(edited ? edits : whole);
  }

  private void writeList(Json base, Json value, BiConsumer<Json, BitWriter> write) {
    List<Json> now = value.items();
    int[] bitsAt = new int[now.size() + 1];
    whole.count(now.size());
    bitsAt[0] = whole.bitCount();
    for (int i = 0; i < now.size(); i++) {
      write.accept(now.get(i), whole);
      bitsAt[i + 1] = whole.bitCount();
    }
    lists.write(base.items(), now, bitsAt, i -> write.accept(now.get(i), edits), edits);
  }

  private void writeMap(LayoutType.Table type, Map<String, Json> base, Map<String, Json> now) {
    PackedValues.writeNamed(type, now, whole);
    List<String> gone = base.keySet().stream().filter(name -> !now.containsKey(name)).toList();
    Map<String, Json> set = new LinkedHashMap<>();
    now.forEach((name, value) -> {
      if (!value.equals(base.get(name))) set.put(name, value);
    });
    edits.count(gone.size());
    for (String name : gone) PackedValues.writeKey(type, name, edits);
    PackedValues.writeNamed(type, set, edits);
  }

  // ---- reading

  /// Reads what [#write] wrote.
  ///
  /// @param base what this end has, not null
  public static Json read(LayoutType type, Json base, BitReader in) {
    if (!in.flag()) return PackedValues.read(type, in);
    return switch (type) {
      case LayoutType.Many(LayoutType of, int max) -> readList(base.items(), max, () -> PackedValues.read(of, in), in);
      case LayoutType.Table table when table.isNamed() -> readMap(table, base.members(), in);
      case LayoutType.Table table ->
        readList(base.items(), table.max(), () -> PackedValues.readPair(table, in), in);
      case LayoutType.Text(int max) -> readText(Utf8.bytes(base.text("")), max, in);
      default -> throw new IllegalArgumentException("type=" + type + ", expected one that is told so");
    };
  }

  private static Json readList(List<Json> base, int max, Supplier<Json> element, BitReader in) {
    List<Json> items = new ArrayList<>();
    int next = 0;
    for (long left = in.count(in.remaining()); left > 0 && in.ok(); left--) {
      for (int fresh = in.things(max); fresh > 0 && in.ok(); fresh--) items.add(element.get());
      next += (int) in.zigzag(base.size());
      int run = run(base.size(), next, in);
      if (!in.keeps(run) || items.size() + run > max) in.lie();
      else items.addAll(base.subList(next, next + run));
      next += run;
    }
    if (items.size() > max) in.lie();
    return new Json.Arr(Collections.unmodifiableList(items));
  }

  /// How many elements are kept from there on; 0 where that is a lie.
  private static int run(int size, int from, BitReader in) {
    if (from < 0 || from > size) return (int) in.lie();
    int run = (int) in.count(size - from);
    return run > 0 || !in.ok() ? run : size - from;
  }

  private static Json readText(byte[] base, int max, BitReader in) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    int next = 0;
    for (long left = in.count(in.remaining()); left > 0 && in.ok(); left--) {
      for (long fresh = in.count(in.remaining()); fresh > 0 && in.ok(); fresh--) utf8.write((int) in.bits(8));
      next += (int) in.zigzag(base.length);
      int run = run(base.length, next, in);
      if (in.keepsText(run)) utf8.write(base, next, run);
      next += run;
    }
    String text = in.ok() ? Utf8.text(utf8.toByteArray()) : "";
    if (text == null || text.length() > max) in.lie();
    return Json.of(text == null ? "" : text);
  }

  private static Json readMap(LayoutType.Table type, Map<String, Json> base, BitReader in) {
    Map<String, Json> members = new LinkedHashMap<>(base);
    for (long left = in.count(base.size()); left > 0 && in.ok(); left--) {
      if (members.remove(PackedValues.readKey(type, in)) == null) in.lie();
    }
    Map<String, Json> set = PackedValues.readNamed(type, in);
    members.putAll(set);
    if (members.size() > type.max() || !in.keeps(members.size() - set.size())) in.lie();
    return new Json.Obj(members);
  }
}
