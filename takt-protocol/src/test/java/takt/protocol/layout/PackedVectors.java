package takt.protocol.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// Writes `takt/golden/packed.json`: the bits of values, of what is said in a room, and of state.
///
/// One thread. [#main] writes it anew; [PackedGoldenTest] fails when what would be written differs from what is
/// committed. The bits come from [PlainBits] or, where they lie, from here.
final class PackedVectors {
  static final long MOST = Protocol.WHOLE_MAX;
  /// Fields of the arena's ships that everyone may know and that are no numbers.
  private static final int OTHERS = 1;

  private final Map<String, Json> layouts = new LinkedHashMap<>();
  private final List<Json> values = new ArrayList<>();
  private final List<Json> payloads = new ArrayList<>();
  private final List<Json> states = new ArrayList<>();

  private final MovedVectors moved;

  private PackedVectors() {
    numbers();
    texts();
    nested();
    references();
    layouts();
    inputs();
    letters();
    whole();
    moves();
    deltas();
    layouts.put("edits", read(EditVectors.LAYOUT));
    new EditVectors(this);
    layouts.put("moving", read(MovedVectors.LAYOUT));
    moved = new MovedVectors(this);
    lies();
  }

  /// The whole file, as it is to be committed.
  static String file() {
    PackedVectors v = new PackedVectors();
    StringBuilder file = new StringBuilder("{\n\"layouts\": {");
    String comma = "";
    for (Map.Entry<String, Json> layout : v.layouts.entrySet()) {
      file.append(comma).append("\n  ").append(text(Json.of(layout.getKey()))).append(": ");
      file.append(text(layout.getValue()));
      comma = ",";
    }
    file.append("\n},\n\"values\": ").append(list(v.values)).append(",\n\"payloads\": ").append(list(v.payloads));
    file.append(",\n\"streams\": ").append(list(v.moved.streamVectors()));
    return file.append(",\n\"states\": ").append(list(v.states)).append("\n}\n").toString();
  }

  private static String list(List<Json> vectors) {
    StringBuilder list = new StringBuilder("[");
    for (Json vector : vectors) {
      list.append(list.length() == 1 ? "\n  {\n" : ",\n  {\n");
      String comma = "";
      for (Map.Entry<String, Json> member : vector.members().entrySet()) {
        list.append(comma).append("    ").append(text(Json.of(member.getKey()))).append(": ");
        list.append(text(member.getValue()));
        comma = ",\n";
      }
      list.append("\n  }");
    }
    return list.append("\n]").toString();
  }

  /// Run it in the project's folder after `./mvnw -pl takt-protocol test-compile`:
  /// `java -cp takt-protocol/target/classes:takt-protocol/target/test-classes takt.protocol.layout.PackedVectors`
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args.length > 0 ? args[0] : "takt-protocol/src/main/resources/takt/golden/packed.json");
    Files.writeString(path, file());
  }

  // ---- values

  private void numbers() {
    String flag = "'type':'flag'";
    value("flag-false", "one bit; the rest of the byte is 0", flag, "false");
    value("flag-true", "one bit", flag, "true");
    value("flag-boxed-null", "a flag that may be without a value, without", flag + ",'boxed':true", "null");
    value("flag-boxed-false", "the bit that says there is one, then the flag", flag + ",'boxed':true", "false");
    value("flag-owner", "sent to some only: may be without, too", flag + ",'to':'OWNER'", "true");
    value("flag-owner-hidden", "not for this player's eyes", flag + ",'to':'OWNER'", "null");
    value("flag-everyone", "sent to everyone: no bit before it", flag + ",'to':'EVERYONE'", "true");

    String hp = whole(0, 100);
    value("whole-least", "0 to 100 takes 7 bits", hp, "0");
    value("whole-most", "the largest", hp, "100");
    value("whole-offset", "what travels is the distance to the least", whole(-5, 5), "-3");
    value("whole-only", "a range of one value still takes a bit", whole(7, 7), "7");
    value("whole-two", "a range of two takes one", whole(-1, 0), "0");
    value("whole-52-bits", "the widest that travels as a distance: 2^52 of them", whole(-(1L << 51), (1L << 51) - 1),
        Long.toString(-(1L << 51)));
    value("whole-52-bits-most", "its largest", whole(-(1L << 51), (1L << 51) - 1), Long.toString((1L << 51) - 1));
    value("whole-wide", "from there on sign and magnitude: 54 bits", whole(0, 1L << 52), "5");
    value("whole-wide-negative", "the smallest of all", whole(-MOST, MOST), Long.toString(-MOST));
    value("whole-wide-most", "the largest of all", whole(-MOST, MOST), Long.toString(MOST));
    value("whole-wide-zero", "0 has no sign", whole(-MOST, MOST), "0");
    value("whole-boxed", "a number that may be without a value", hp + ",'boxed':true", "42");
    value("whole-boxed-null", "the same without", hp + ",'boxed':true", "null");
    value("whole-team", "sent to some only", hp + ",'to':'TEAM'", "42");
    value("whole-beyond", "written at the edge, by an end whose version allows more", hp, "101", "write",
        new PlainBits().u(7, 100));
    refused("whole-out-of-range", "7 bits can say 127, which is no value of 0 to 100", hp, new PlainBits().u(7, 101));
    refused("whole-wide-minus-zero", "0 has no sign", whole(-MOST, MOST), new PlainBits().u(1, 1).u(53, 0));
    refused("whole-wide-out-of-range", "beyond 2^52", whole(0, 1L << 52), new PlainBits().u(1, 0).u(53, MOST));
    refused("whole-wide-below", "less than 0", whole(0, 1L << 52), new PlainBits().u(1, 1).u(53, 1));
    refused("bits-after-the-end", "the rest of the last byte must be 0", hp, new PlainBits().u(7, 5).u(1, 1));
    refused("byte-after-the-end", "one byte too many", hp, new PlainBits().u(7, 5).u(9, 0));
    refused("truncated", "nothing at all", hp, new PlainBits());

    String x = real("0", "1000", "0.01");
    value("real-least", "0 to 1000 in steps of 0.01: 100001 points, 17 bits", x, "0");
    value("real-most", "the last point", x, "1000");
    value("real-inverse", "0.57 and not 57 * 0.01", x, "0.57");
    value("real-negative", "points below 0", real("-1", "1", "0.007874015748031496"), "-0.5039370078740157");
    value("real-product", "0.3 divides nothing: 3 * 0.3", real("0", "1", "0.3"), "0.8999999999999999");
    value("real-coarse", "a step above 1", real("-1000", "1000", "7.5"), "-997.5");
    value("real-between", "written as the nearest point", x, "0.574", "write", new PlainBits().u(17, 57));
    value("real-tie", "a tie goes up", real("-10", "10", "1"), "-2.5", "write", new PlainBits().u(5, 8));
    value("real-owner", "sent to some only", x + ",'to':'OWNER'", "12.5");
    refused("real-out-of-range", "17 bits can say more than 100000", x, new PlainBits().u(17, 100_001));
    value("double", "without a step: all 64 bits", "'type':'real'", "0.1");
    value("double-whole", "a whole one", "'type':'real'", "-3");
    value("double-least", "the smallest above 0", "'type':'real'", "4.9E-324");
    value("double-most", "the largest", "'type':'real'", "1.7976931348623157E308");
    value("double-boxed-null", "without a value", "'type':'real','boxed':true", "null");
    value("double-nan", "what is no number is read as none", "'type':'real'", "null", "read",
        new PlainBits().u(64, Double.doubleToRawLongBits(Double.NaN)));
    value("double-infinite", "nor is infinity", "'type':'real'", "null", "read",
        new PlainBits().u(64, Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY)));
    refused("double-truncated", "63 bits, and so 56", "'type':'real'", new PlainBits().u(56, 1));

    value("angle-zero", "4 bits: 16 directions", "'type':'angle','bits':4", "0");
    value("angle-last", "the last of 65536", "'type':'angle','bits':16", Double.toString(65535 * 2 * Math.PI / 65536));
    value("angle-24", "the finest", "'type':'angle','bits':24", Double.toString(5_000_001 * (2 * Math.PI) / (1 << 24)));
    value("angle-once-round", "written as the direction it is: 7 rad", "'type':'angle','bits':12", "7", "write",
        new PlainBits().u(12, 467));
    value("angle-negative", "a quarter to the right", "'type':'angle','bits':4", "-1.5707963267948966", "write",
        new PlainBits().u(4, 12));
    value("angle-nearly-round", "rounds up to 0", "'type':'angle','bits':4", "6.28", "write", new PlainBits().u(4, 0));
  }

  private void texts() {
    String text = "'type':'text','max':5";
    value("text", "a count of bytes, then the bytes; a text may be without a value", text, "'hi'");
    value("text-empty", "no bytes", text, "''");
    value("text-null", "no text", text, "null");
    value("text-unicode", "5 chars of 1 to 4 bytes; max counts chars, where the last takes two", text, "'aé日🎮'");
    value("text-long", "200 bytes: a count of three groups", "'type':'text','max':200", "'" + "x".repeat(200) + "'");
    value("text-control", "any character", text, "'\\u0000\\u001f\\u2028'");
    refused("text-too-long", "6 chars of 5", text, new PlainBits().u(1, 1).text("abcdef"));
    refused("text-count-too-long", "more bytes than are there", text, new PlainBits().u(1, 1).c(5).u(8, 'a'));
    refused("text-overlong", "a slash of two bytes", text, new PlainBits().u(1, 1).c(2).u(8, 0xc0).u(8, 0xaf));
    refused("text-surrogate", "half a pair, as UTF-8 may not have it", text,
        new PlainBits().u(1, 1).c(3).u(8, 0xed).u(8, 0xa0).u(8, 0x80));
    refused("text-broken", "a character without its end", text, new PlainBits().u(1, 1).c(1).u(8, 0xc3));
    refused("count-not-shortest", "9 in three groups", text, new PlainBits().u(1, 1).u(4, 9).u(4, 9).u(4, 0));
    value("player-id", "a text as well", "'type':'playerId'", "'guest:5f3a'");
    value("player-id-null", "nobody", "'type':'playerId'", "null");

    String choice = "'type':'choice','of':['RED','GREEN','BLUE']";
    value("choice", "its place: 2 bits for three", choice, "'BLUE'");
    value("choice-first", "the first", choice, "'RED'");
    value("choice-null", "none", choice, "null");
    value("choice-only", "one name still takes a bit", "'type':'choice','of':['ONE']", "'ONE'");
    refused("choice-out-of-range", "there is no fourth", choice, new PlainBits().u(1, 1).u(2, 3));
  }

  private void nested() {
    String point = "'type':'record','class':'Point','fields':[{'name':'x'," + whole(0, 9) + "},{'name':'tip',"
        + "'type':'text','max':9}]";
    value("record", "its fields in order", point, "{'x':3,'tip':'a'}");
    value("record-null", "no record", point, "null");
    value("record-inner-null", "fields of a record may be without", point, "{'x':3,'tip':null}");
    value("record-empty", "one without fields takes a bit", "'type':'record','class':'Pass','fields':[]", "{}");
    refused("record-empty-one", "and that is 0", "'type':'record','class':'Pass','fields':[]",
        new PlainBits().u(1, 1).u(1, 1));
    String inner = "'type':'record','class':'Box','fields':[{'name':'at'," + point + "},{'name':'deep','type':'record',"
        + "'class':'Deep','fields':[{'name':'on','type':'flag','boxed':true}]}]";
    value("record-nested", "records in records", inner, "{'at':{'x':9,'tip':'b'},'deep':{'on':true}}");
    value("record-nested-nulls", "and without", inner, "{'at':null,'deep':{'on':null}}");

    String oneOf = "'type':'oneOf','of':[{'type':'record','class':'Pass','fields':[]},{'type':'record','class':'Play',"
        + "'fields':[{'name':'card'," + whole(0, 51) + "}]},{'type':'record','class':'Bid','fields':[{'name':'points',"
        + whole(0, 99) + "}]}]";
    value("one-of", "the record's place, then its fields", oneOf, "{'type':'Play','card':51}");
    value("one-of-empty", "a record without fields", oneOf, "{'type':'Pass'}");
    value("one-of-null", "none", oneOf, "null");
    refused("one-of-out-of-range", "there is no fourth", oneOf, new PlainBits().u(1, 1).u(2, 3).u(7, 0));

    String list = "'type':'list','of':{" + whole(0, 51) + "},'max':3";
    value("list", "a count, then each", list, "[1,2,51]");
    value("list-empty", "no element is not no list", list, "[]");
    value("list-null", "no list", list, "null");
    value("list-of-texts", "elements are never without: no bit before each",
        "'type':'list','of':{'type':'text','max':9},'max':9", "['a','','🎮']");
    value("list-of-flags", "a bit each", "'type':'list','of':{'type':'flag'},'max':99", "[true,false,true,true]");
    value("list-of-lists", "lists in lists", "'type':'list','of':{" + list + "},'max':9", "[[1],[],[2,3]]");
    value("list-of-records", "records in lists", "'type':'list','of':{" + point + "},'max':9",
        "[{'x':1,'tip':null},{'x':2,'tip':'b'}]");
    value("list-of-entities", "an entity that is not for this player's eyes is none",
        "'type':'list','of':{'type':'entity','of':'ship'},'max':9", "[65537,null]");
    refused("list-too-long", "4 of 3", list, new PlainBits().u(1, 1).c(4).u(6, 1).u(6, 1).u(6, 1).u(6, 1));
    refused("list-count-too-long", "more elements than bits", "'type':'list','of':{'type':'flag'},'max':1000000",
        new PlainBits().u(1, 1).c(999_999).u(6, 0));
    refused("list-cut", "an end in an element", list, new PlainBits().u(1, 1).c(3).u(6, 1).u(5, 1));

    String map = "'type':'map','key':{'type':'text','max':9},'of':{" + whole(0, 51) + "},'max':3";
    value("map-of-texts", "an object", map, "{'ann':1,'bob':2}");
    value("map-empty", "no entry is not no map", map, "{}");
    value("map-null", "no map", map, "null");
    value("map-of-choices", "keys by their places",
        "'type':'map','key':{'type':'choice','of':['RED','GREEN']},'of':{'type':'flag'},'max':9",
        "{'GREEN':true,'RED':false}");
    value("map-of-wholes", "an object as well",
        "'type':'map','key':{" + whole(-5, 5) + "},'of':{'type':'flag'},'max':9",
        "{'-5':true,'3':false}");
    value("map-of-players", "keys are players' numbers",
        "'type':'map','key':{'type':'player'},'of':{" + whole(0, 51) + "},'max':9", "{'1':50,'12':51}");
    value("map-of-entities", "keys are ids", "'type':'map','key':{'type':'entity','of':'ship'},'of':{'type':'text',"
        + "'max':9},'max':9", "{'65537':'a','196610':'b'}");
    String pairs = "'type':'map','key':{" + point + "},'of':{'type':'text','max':9},'max':3";
    value("map-of-pairs", "keys of other types: an array of pairs", pairs, "[[{'x':1,'tip':null},'a'],[{'x':2,'tip':"
        + "'t'},'b']]");
    value("map-of-flags", "a flag is no name", "'type':'map','key':{'type':'flag'},'of':{'type':'flag'},'max':3",
        "[[true,false]]");
    refused("map-too-long", "4 of 3", map, new PlainBits().u(1, 1).c(4).text("a").u(6, 0).text("b").u(6, 0).text("c")
        .u(6, 0).text("d").u(6, 0));
    refused("map-key-twice", "a key is there once", map, new PlainBits().u(1, 1).c(2).text("a").u(6, 0).text("a")
        .u(6, 0));
    refused("map-key-none", "nobody is no key", "'type':'map','key':{'type':'player'},'of':{'type':'flag'},'max':9",
        new PlainBits().u(1, 1).c(1).c(0).u(1, 0));
  }

  private void references() {
    String entity = "'type':'entity','of':'ship'";
    value("entity", "slot 1, used once: 1 * 65536 + 1", entity, "65537");
    value("entity-null", "none has a number of its own: no bit before it", entity, "null");
    value("entity-most", "the last slot, used 2^37 - 1 times", entity, Long.toString(((1L << 37) - 1 << 16) + 65535));
    value("entity-owner", "and none before it where it is sent to some", entity + ",'to':'OWNER'", "65537");
    refused("entity-beyond", "a slot of more than 16 bits", entity, new PlainBits().c(65536).c(1));
    refused("entity-uses-beyond", "an id of more than 53 bits", entity, new PlainBits().c(1).c(1L << 37));
    value("player", "a number", "'type':'player'", "12");
    value("player-null", "nobody", "'type':'player'", "null");
    value("player-most", "the last", "'type':'player'", Integer.toString(Integer.MAX_VALUE));
    refused("player-beyond", "a number of 32 bits", "'type':'player'", new PlainBits().c(1L << 31));
    value("alarm", "milliseconds left", "'type':'alarm','to':'EVERYONE'", "41200");
    value("alarm-off", "it does not run", "'type':'alarm','to':'EVERYONE'", "null");
    value("alarm-due", "it is due now", "'type':'alarm','to':'EVERYONE'", "0");
  }

  private void value(String name, String meaning, String type, String json) {
    Json field = field(type);
    value(name, meaning, type, json, "both", new PlainBits().field(field, read(json)));
  }

  private void value(String name, String meaning, String type, String json, String expect, PlainBits bits) {
    Map<String, Json> vector = vector(name, expect, meaning);
    vector.put("field", field(type));
    vector.put("json", read(json));
    vector.put("hex", Json.of(bits.hex()));
    values.add(new Json.Obj(vector));
  }

  private void refused(String name, String meaning, String type, PlainBits bits) {
    Map<String, Json> vector = vector(name, "refused", meaning);
    vector.put("field", field(type));
    vector.put("hex", Json.of(bits.hex()));
    values.add(new Json.Obj(vector));
  }

  private static Json field(String type) {
    return read("{'name':'value'," + type + "}");
  }

  static String whole(long min, long max) {
    return "'type':'whole','min':" + min + ",'max':" + max;
  }

  private static String real(String min, String max, String step) {
    return "'type':'real','min':" + min + ",'max':" + max + ",'step':" + step;
  }

  // ---- what is said in a room

  private static String named(String name, String type) {
    return "{'name':'" + name + "'," + type + "}";
  }

  static String sent(String name, String type) {
    return "{'name':'" + name + "'," + type + ",'to':'EVERYONE'}";
  }

  private void layouts() {
    String x = real("0", "1000", "0.01");
    String axis = real("-1", "1", "0.007874015748031496");
    layouts.put("arena", read("{'room':'Arena','state':[" + sent("kills", whole(0, 999)) + ",{'name':'secret',"
        + whole(0, 999) + ",'to':'OWNER'}," + sent("round", "'type':'alarm'") + "],'entities':["
        + "{'name':'ships','class':'ship','fields':[" + sent("x", x + ",'role':'position'") + ","
        + sent("y", x + ",'role':'position'") + "," + sent("heading", "'type':'angle','bits':12,'role':'angle'") + ","
        + sent("hp", whole(0, 100)) + ",{'name':'reload'," + whole(0, 31) + ",'to':'OWNER'},"
        + sent("target", "'type':'entity','of':'ship'") + "]},"
        + "{'name':'flags','class':'flag','fields':[]},"
        + "{'name':'marks','class':'mark','fields':[" + sent("by", "'type':'player'") + ","
        + sent("text", "'type':'text','max':20") + "]}],"
        + "'inputs':[{'name':'steer','class':'steer','fields':[" + named("dx", axis) + "," + named("dy", axis) + ","
        + named("aim", "'type':'angle','bits':12,'role':'angle'") + "," + named("fire", "'type':'flag','role':'press'")
        + "]}],'commands':[" + "{'name':'say','fields':[" + named("text", "'type':'text','max':200") + "]},"
        + "{'name':'pass','fields':[]}," + "{'name':'add','fields':[" + named("a", whole(-100, 100)) + ","
        + named("b", whole(-100, 100) + ",'nullable':true,'boxed':true") + "],'answers':["
        + named("sum", whole(-200, 200)) + "]}],'events':[{'name':'said','lossy':false,'fields':["
        + named("who", "'type':'player'") + "," + named("text", "'type':'text','max':200") + "]},"
        + "{'name':'beam','lossy':true,'fields':[" + named("heading", "'type':'angle','bits':16") + ","
        + named("length", whole(0, 700)) + "]},{'name':'over','lossy':false,'fields':[]}]}"));
    layouts.put("wide", read("{'room':'Wide','state':[],'entities':["
        + "{'name':'eights','class':'eight','fields':[" + many(8) + "]},"
        + "{'name':'nines','class':'nine','fields':[" + many(9) + "]},"
        + "{'name':'seventeens','class':'seventeen','fields':[" + many(17) + "]},"
        + "{'name':'kinds','class':'kind','fields':[" + sent("four", whole(0, 15)) + "," + sent("five", whole(0, 31))
        + "," + sent("six", whole(-32, 31)) + "," + sent("boxed", whole(0, 100) + ",'boxed':true") + ","
        + "{'name':'mine'," + whole(0, 1000) + ",'to':'OWNER'}," + sent("wide", whole(-MOST, MOST)) + ","
        + sent("turn", "'type':'angle','bits':16") + "," + sent("long", real("-1125899906842624", "1125899906842624",
            "1"))
        + "," + sent("full", "'type':'real'") + ","
        + sent("list", "'type':'list','of':{" + whole(0, 51) + "},'max':9")
        + "]}],'inputs':[],'commands':[],'events':[]}"));
  }

  private static String many(int count) {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < count; i++) {
      fields.append(i == 0 ? "" : ",").append(sent("f" + i, i == 3 ? whole(0, 1000) : "'type':'flag'"));
    }
    return fields.toString();
  }

  private void inputs() {
    Json fields = fields("inputs", 0);
    String held = "{'dx':1,'dy':-0.5039370078740157,'aim':0,'fire':true}";
    String before = "{'dx':1,'dy':0,'aim':0,'fire':false}";
    input("input", "no older ones", "both", "[" + held + "]", new PlainBits().u(2, 0).fields(fields, read(held)));
    input("input-older", "one older", "both", "[" + held + "," + before + "]",
        new PlainBits().u(2, 1).fields(fields, read(held)).u(1, 0).fields(fields, read(before)));
    input("input-same", "three older: as the newest, other, as that one", "both",
        "[" + held + "," + held + "," + before + "," + before + "]", new PlainBits().u(2, 3).fields(fields, read(held))
            .u(1, 1).u(1, 0).fields(fields, read(before)).u(1, 1));
    input("input-missing", "what is missing is 0 or false", "write", "[{}]",
        new PlainBits().u(2, 0).fields(fields, read("{'dx':0,'dy':0,'aim':0,'fire':false}")));
    input("input-out-of-range", "an axis beyond 1: refused, not clamped", "refused", null,
        new PlainBits().u(2, 0).u(8, 255).u(8, 0).u(12, 0).u(1, 0));
    input("input-cut", "an older one that is not there", "refused", null,
        new PlainBits().u(2, 2).fields(fields, read(held)).u(1, 1));
    input("input-bits-after", "set bits after the end", "refused", null,
        new PlainBits().u(2, 0).fields(fields, read(held)).u(1, 1));
    input("input-byte-after", "a byte after the end", "refused", null,
        new PlainBits().u(2, 0).fields(fields, read(held)).u(8, 0));
  }

  private void letters() {
    letter("command", "command", "say", 0, "a text", "{'text':'hi'}");
    letter("command-null", "command", "say", 0, "and none", "{'text':null}");
    letter("command-without-fields", "command", "pass", 1, "no bits at all", "{}");
    letter("command-numbers", "command", "add", 2, "one that may be without", "{'a':-100,'b':100}");
    letter("command-number-null", "command", "add", 2, "and is", "{'a':40,'b':null}");
    letter("reply", "reply", "add", 2, "the answer's fields", "{'sum':-200}");
    letter("event", "event", "said", 0, "someone and a text", "{'who':2,'text':'Zoë 🎮'}");
    letter("event-nobody", "event", "said", 0, "nobody", "{'who':null,'text':''}");
    letter("flash", "event", "beam", 1, "a direction and a length", "{'heading':3.141592653589793,'length':700}");
    letter("event-without-fields", "event", "over", 2, "no bits at all", "{}");
    unread("command-byte-after", "command", "pass", 1, "a byte where no bits are", new PlainBits().u(8, 0));
    unread("command-out-of-range", "command", "add", 2, "201 of 200", new PlainBits().u(8, 201).u(1, 0));
    unread("event-cut", "event", "beam", 1, "half a length", new PlainBits().u(16, 0).u(8, 0));
  }

  private Json fields(String of, int place) {
    return PlainBits.at(PlainBits.at(layouts.getOrDefault("arena", Json.Null.VALUE), of).items().get(place), "fields");
  }

  private void input(String name, String meaning, String expect, @Nullable String json, PlainBits bits) {
    payload(name, "input", "", -1, expect, meaning, json, bits);
  }

  private void letter(String name, String kind, String called, int tag, String meaning, String json) {
    Json of = PlainBits.at(layouts.getOrDefault("arena", Json.Null.VALUE), kind.equals("event") ? "events" : "commands")
        .items().get(tag);
    Json fields = PlainBits.at(of, kind.equals("reply") ? "answers" : "fields");
    payload(name, kind, called, tag, "both", meaning, json, new PlainBits().fields(fields, read(json)));
  }

  private void unread(String name, String kind, String called, int tag, String meaning, PlainBits bits) {
    payload(name, kind, called, tag, "refused", meaning, null, bits);
  }

  private void payload(String name, String kind, String called, int tag, String expect, String meaning,
      @Nullable String json, PlainBits bits) {
    Map<String, Json> vector = vector(name, expect, meaning);
    vector.put("layout", Json.of("arena"));
    vector.put("kind", Json.of(kind));
    if (tag >= 0) {
      vector.put("called", Json.of(called));
      vector.put("tag", Json.of((long) tag));
    }
    if (json != null) vector.put("json", read(json));
    vector.put("hex", Json.of(bits.hex()));
    payloads.add(new Json.Obj(vector));
  }

  // ---- state

  private static final String NOTHING = "{'room':{},'players':{},'entities':{}}";
  private static final String ANN = "{'name':'Ann','seat':0,'team':1,'bot':false,'connected':true}";
  private static final String SHIP = "{'owner':1,'x':412.5,'y':7.25,'heading':3.141592653589793,'hp':100,'reload':0,"
      + "'target':null}";
  private static final String OTHER = "{'owner':2,'x':0,'y':1000,'heading':0,'hp':1,'target':65537}";
  private static final String ROOM = "{'room':{'kills':3,'round':41200},'players':{'1':" + ANN
      + ",'2':{'name':'Bob','seat':-1,'team':0,'bot':true,'connected':false}},'entities':{'ships':{'65537':" + SHIP
      + ",'65540':{'hp':50},'131075':" + OTHER + "},'flags':{'65545':{}},'marks':{'65600':{'by':2,'text':'here'}}}}";

  private void whole() {
    state("whole-nothing", "not even players", 1, null, "{}", NOTHING);
    state("whole-room", "the room's own fields: one that is for others' eyes is not there", 1, null,
        "{'room':{'kills':3,'round':41200}}", "{'room':{'kills':3,'round':41200},'players':{},'entities':{}}");
    state("whole-alarm-off", "an alarm that does not run", 1, null, "{'room':{'round':null}}",
        "{'room':{'round':null},'players':{},'entities':{}}");
    state("whole-players", "a player and a bot that looks on", 1, null, "{'players':{'1':" + ANN + ",'2':{'name':'Bob',"
        + "'seat':-1,'team':0,'bot':true,'connected':false}}}",
        "{'room':{},'players':{'1':" + ANN + ",'2':{'name':'Bob','seat':-1,'team':0,'bot':true,'connected':false}},"
            + "'entities':{}}");
    state("whole", "everything: slots 1, 3, 4, 9 and 64, owners, references", 56, null, ROOM, ROOM);
    state("whole-backwards", "slots in another order, the last one first", 56, null,
        "{'entities':{'flags':{'131071':{},'65538':{},'65537':{}}}}",
        "{'room':{},'players':{},'entities':{'flags':{'131071':{},'65538':{},'65537':{}}}}");
    state("whole-eight-fields", "a bit for each field", 1, null,
        "{'entities':{'eights':{'65537':{'f0':true,'f3':1000,'f7':false}}}}",
        "{'room':{},'players':{},'entities':{'eights':{'65537':{'f0':true,'f3':1000,'f7':false}}}}");
    state("whole-nine-fields", "a group of eight and one of one, each with its bit", 1, null,
        "{'entities':{'nines':{'65537':{'f8':true},'65538':{'f3':7},'65539':{}}}}",
        "{'room':{},'players':{},'entities':{'nines':{'65537':{'f8':true},'65538':{'f3':7},'65539':{}}}}");
    state("whole-seventeen-fields", "three groups", 1, null,
        "{'entities':{'seventeens':{'65537':{'f0':true,'f16':true},'65538':{'f9':false,'f15':true}}}}",
        "{'room':{},'players':{},'entities':{'seventeens':{'65537':{'f0':true,'f16':true},"
            + "'65538':{'f9':false,'f15':true}}}}");
  }

  private void moves() {
    String kinds = "'four':7,'five':16,'six':0,'boxed':50,'mine':500,'wide':0,'turn':0,'long':0,'full':0.5,"
        + "'list':[1,2]";
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("narrow", "'four':8");
    changes.put("none", "'five':16");
    changes.put("small-up", "'five':17");
    changes.put("small-down", "'five':14");
    changes.put("middling-least", "'five':18");
    changes.put("middling-most", "'five':31");
    changes.put("middling-down", "'five':0");
    changes.put("six-middling", "'six':31");
    changes.put("six-least", "'six':-32");
    changes.put("boxed", "'boxed':51");
    changes.put("to-some", "'mine':501");
    changes.put("to-some-far", "'mine':1000");
    changes.put("to-some-hidden", "'mine':null");
    changes.put("wide", "'wide':1");
    changes.put("turn-left", "'turn':" + 5 * (2 * Math.PI) / 65536);
    changes.put("turn-right", "'turn':" + 65530 * (2 * Math.PI) / 65536);
    changes.put("turn-half", "'turn':" + 32768 * (2 * Math.PI) / 65536);
    changes.put("long-small", "'long':-33554432");
    changes.put("long-middling", "'long':33554433");
    changes.put("long-far", "'long':1125899906842624");
    changes.put("full", "'full':0.75");
    changes.put("list", "'list':[2]");
    String base = "{'tick':9,'room':{},'players':{},'entities':{'kinds':{'65537':{" + kinds + "}}}}";
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String field = change.getValue().substring(0, change.getValue().indexOf(':') + 1);
      int at = kinds.indexOf(field);
      int end = kinds.indexOf(",'", at) < 0 ? kinds.length() : kinds.indexOf(",'", at);
      String after = kinds.substring(0, at) + change.getValue() + kinds.substring(end);
      state("move-" + change.getKey(), change.getValue().replace("'", "") + " after "
          + kinds.substring(at, end).replace("'", ""), 10, base,
          "{'entities':{'kinds':{'65537':{" + change.getValue() + "}}}}",
          "{'room':{},'players':{},'entities':{'kinds':{'65537':{" + after + "}}}}");
    }
    state("move-shown", "what was hidden is written anew", 10,
        "{'tick':9,'room':{},'players':{},'entities':{'kinds':{'65537':{'mine':null}}}}",
        "{'entities':{'kinds':{'65537':{'mine':500,'five':3}}}}",
        "{'room':{},'players':{},'entities':{'kinds':{'65537':{'mine':500,'five':3}}}}");
  }

  private void deltas() {
    String base = "{'tick':55," + ROOM.substring(1);
    delta("delta-nothing", "nothing changed", base, "{}", ROOM);
    delta("delta-room", "one field of the room, moved by one", base, "{'room':{'kills':4}}",
        ROOM.replace("'kills':3", "'kills':4"));
    delta("delta-room-shown", "and one that was not there", base, "{'room':{'secret':17,'round':null}}",
        ROOM.replace("'kills':3,'round':41200", "'kills':3,'round':null,'secret':17"));
    delta("delta-player", "someone lost their connection", base,
        "{'players':{'1':{'seat':0,'team':1,'bot':false,'connected':false}}}",
        ROOM.replace("'team':1,'bot':false,'connected':true", "'team':1,'bot':false,'connected':false"));
    delta("delta-players", "one went, one came", base, "{'players':{'3':{'name':'Cleo','seat':5,'team':2,'bot':false,"
        + "'connected':true}},'gone':{'players':[2]}}",
        ROOM.replace("'2':{'name':'Bob','seat':-1,'team':0,'bot':true,"
            + "'connected':false}", "'3':{'name':'Cleo','seat':5,'team':2,'bot':false,'connected':true}"));
    delta("delta-moved", "two ships moved", base,
        "{'entities':{'ships':{'65537':{'x':412.75,'y':6.5,'heading':3.1385246},'65540':{'hp':49}}}}"
            .replace("3.1385246", Double.toString(2046 * (2 * Math.PI) / 4096)),
        ROOM.replace("'x':412.5,'y':7.25,'heading':3.141592653589793",
            "'x':412.75,'y':6.5,'heading':" + 2046 * (2 * Math.PI) / 4096).replace("{'hp':50}", "{'hp':49}"));
    delta("delta-jump", "one was put somewhere else two ticks ago", base,
        "{'entities':{'ships':{'65537':{'jump':55,'x':900}}}}",
        ROOM.replace("{'owner':1,'x':412.5", "{'owner':1,'jump':55,'x':900"));
    delta("delta-owner", "one changed its owner, one has none any more", base,
        "{'entities':{'ships':{'65537':{'owner':2},'131075':{'owner':0,'jump':57}}}}",
        ROOM.replace("{'owner':1,'x'", "{'owner':2,'x'").replace("{'owner':2,'x':0", "{'owner':0,'jump':57,'x':0"));
    delta("delta-gone", "two of three ships went", base, "{'gone':{'ships':[65537,65540]}}",
        ROOM.replace("'65537':" + SHIP + ",", "").replace("'65540':{'hp':50},", ""));
    delta("delta-gone-last", "the only flag went", base, "{'gone':{'flags':[65545]}}",
        ROOM.replace("'65545':{}", ""));
    delta("delta-entered", "one new to this client", base, "{'entities':{'flags':{'65546':{}}}}",
        ROOM.replace("'65545':{}", "'65545':{},'65546':{}"));
    delta("delta-all", "gone, moved and entered at once", base,
        "{'gone':{'ships':[131075]},'entities':{'ships':{'65540':{'hp':40},'65541':" + OTHER + "}}}",
        ROOM.replace(",'131075':" + OTHER, "").replace("{'hp':50}", "{'hp':40},'65541':" + OTHER));
    String used = "{'gone':{'ships':[131075]},'entities':{'ships':{'196611':{'hp':9}}}}";
    String usedAfter = ROOM.replace("'131075':" + OTHER, "'196611':{'hp':9}");
    delta("delta-slot-used-again", "slot 3 has another ship now", base, used, usedAfter);
    state("delta-slot-entered", "the same, where nobody says that the one before is gone", "arena", 57, base, used,
        usedAfter, "read", entering(base).slot(0, 3).c(3).u(1, 0).u(6, 8).u(7, 9).u(3, 0));
    state("delta-entered-again", "an entity that the base has, entered: what was known of it is gone", "arena", 57,
        base, "{'gone':{'ships':[65537]},'entities':{'ships':{'65537':{'hp':77}}}}",
        ROOM.replace("'65537':" + SHIP, "'65537':{'hp':77}"), "read",
        entering(base).slot(0, 1).c(1).u(1, 0).u(6, 8).u(7, 77).u(3, 0));
    delta("delta-one-after-another", "slots 1, 3 and 4 move", base,
        "{'entities':{'ships':{'65537':{'hp':99},'131075':{'hp':2},'65540':{'hp':51}}}}",
        ROOM.replace("'hp':100", "'hp':99").replace("'hp':1,", "'hp':2,").replace("'hp':50", "'hp':51"));
    delta("delta-text", "a text is written anew, a player is a number", base,
        "{'entities':{'marks':{'65600':{'by':null,'text':'🎮'}}}}",
        ROOM.replace("'by':2,'text':'here'", "'by':null,'text':'🎮'"));
  }

  private void delta(String name, String meaning, String base, String delta, String after) {
    state(name, meaning, 57, base, delta, after);
  }

  /// Bits of the arena's state at tick 57 before its ships: of a delta to one older state, or whole.
  private static PlainBits arena(@Nullable String base) {
    return (base == null ? new PlainBits() : new PlainBits().u(1, 0).c(0)).u(2, 0);
  }

  /// And until one ship enters.
  private PlainBits entering(@Nullable String base) {
    PlainBits bits = arena(base).u(2, 3).c(0).u(1, 0);
    return (base == null ? bits : stay(bits, 3)).c(1);
  }

  /// And after them until what is for some only: one ship is told of.
  private static PlainBits owning(@Nullable String base) {
    return own(base).c(0).c(1);
  }

  /// And after them until the own part of the ships, which are not known by where they are.
  private static PlainBits own(@Nullable String base) {
    return arena(base).u(3, 0).u(1, 1).u(1, 0).u(1, 1).u(1, 0);
  }

  /// So many ships of one older state that all stay what they were.
  private PlainBits stay(PlainBits bits, int ships) {
    return lying(bits, new LyingRows(true, ships, Set.of(), new long[4]));
  }

  private PlainBits lying(PlainBits bits, LyingRows rows) {
    return lying(bits, rows.all());
  }

  private PlainBits lying(PlainBits bits, List<PlainMoved.Row> rows) {
    List<Json> fields = PlainBits.at(PlainBits.at(layouts.getOrDefault("arena", Json.Null.VALUE), "entities").items()
        .getFirst(), "fields").items();
    Json still = read("{'foresights':[[0],[0],[0],[0]]}");
    return bits.stream(new PlainMoved(fields, 20, still, 2, List.of(1)).code(rows));
  }

  /// Rows that a liar writes of: as many, and moved as far, as he likes; all with the points of the first ship.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record LyingRows(boolean awake, int count, Set<Integer> moved, long[] by) {
    private List<PlainMoved.Row> all() {
      List<PlainMoved.Row> rows = new ArrayList<>();
      long[] points = {41_250, 725, 2048, 100};
      for (int i = 0; i < count; i++) {
        long[] now = points.clone();
        for (int f = 0; f < now.length; f++) now[f] += moved.contains(i) ? by[f] : 0;
        List<long[]> past = awake ? List.of(points) : List.of(points, points);
        rows.add(new PlainMoved.Row(awake, moved.contains(i), past, now, false, new boolean[OTHERS]));
      }
      return rows;
    }
  }

  /// What is refused, each but for one thing as it should be.
  private void lies() {
    String base = "{'tick':55," + ROOM.substring(1);
    state("ship-of-nothing", "the row that the next ones spoil", "arena", 57, base,
        "{'entities':{'ships':{'65541':{}}}}",
        ROOM.replace("{'hp':50},", "{'hp':50},'65541':{},"), "read", entering(base).slot(0, 5).c(1).u(1, 0).u(6, 0)
            .u(3, 0));
    lie("gone-unknown", "a ship in slot 2 is gone, which the base has not", base,
        stay(arena(base).u(2, 3).c(1).slot(0, 2).u(1, 0), 3).c(0).u(3, 0));
    lie("gone-other-part", "slot 9 is a flag, not a ship", base,
        stay(arena(base).u(2, 3).c(1).slot(0, 9).u(1, 0), 3).c(0).u(3, 0));
    lie("gone-twice", "and one that is gone already", base,
        stay(arena(base).u(2, 3).c(2).slot(0, 1).slot(1, 1).u(1, 0), 2).c(0).u(3, 0));
    lie("gone-count", "more gone than bits", base, arena(base).u(2, 3).c(1000).u(3, 0));
    lie("gone-without-base", "whole state has nothing that goes", null,
        arena(null).u(2, 3).c(1).slot(0, 1).u(1, 0).c(0).u(3, 0));
    lie("slot-zero", "no entity is in slot 0", base, entering(base).slot(0, 0).c(1).u(1, 0).u(6, 0).u(3, 0));
    lie("slot-beyond", "nor in slot 65536", base, entering(base).slot(0, 65536).c(1).u(1, 0).u(6, 0).u(3, 0));
    lie("slot-next-beyond", "nor in the one after 65535", null, arena(null).u(2, 3).c(0).u(1, 0).c(2)
        .slot(0, 65535).c(1).u(1, 0).u(6, 0).u(1, 0).c(1).u(1, 0).u(6, 0).u(3, 0));
    lie("slot-twice", "two enter one slot", null, arena(null).u(2, 3).c(0).u(1, 0).c(2)
        .slot(0, 5).c(1).u(1, 0).u(6, 0).slot(5, 5).c(2).u(1, 0).u(6, 0).u(3, 0));
    lie("uses-beyond", "an id of more than 53 bits", base,
        entering(base).slot(0, 5).c(1L << 37).u(1, 0).u(6, 0).u(3, 0));
    lie("owner-beyond", "an owner of 32 bits", base,
        entering(base).slot(0, 5).c(1).u(1, 1).u(1, 1).c(1L << 31).u(1, 0).u(6, 0).u(3, 0));
    lie("jump-beyond", "it jumped before the first tick", base,
        entering(base).slot(0, 5).c(1).u(1, 1).u(1, 0).u(1, 1).c(58).u(6, 0).u(3, 0));
    lie("value-beyond", "hp of 101", base, entering(base).slot(0, 5).c(1).u(1, 0).u(6, 8).u(7, 101).u(3, 0));
    lie("entered-count", "more entered than bits", base,
        stay(arena(base).u(2, 3).c(0).u(1, 0), 3).c(1000).u(3, 0));
    ownLies(base);
    basesLies(base);
    movedLies(base);
    lie("player-unknown", "news of a player that the base has not", base,
        new PlainBits().u(1, 0).c(0).u(1, 0).u(1, 1).c(0).c(1).c(7).u(1, 0).c(1).c(0).u(2, 0).u(4, 0));
    lie("player-gone-unknown", "one is gone that the base has not", base,
        new PlainBits().u(1, 0).c(0).u(1, 0).u(1, 1).c(1).c(7).c(0).u(4, 0));
    lie("player-zero", "nobody has number 0", base,
        new PlainBits().u(1, 0).c(0).u(1, 0).u(1, 1).c(0).c(1).c(0).u(1, 1).text("X").c(1).c(0).u(2, 0).u(4, 0));
    lie("player-beyond", "nor one of 32 bits", base, new PlainBits().u(1, 0).c(0).u(1, 0).u(1, 1).c(0).c(1)
        .c(1L << 31).u(1, 1).text("X").c(1).c(0).u(2, 0).u(4, 0));
    lie("state-empty", "no bits at all", base, new PlainBits());
    lie("state-cut", "an end after the room", base, new PlainBits().u(1, 0).c(0).u(1, 1).u(3, 1).u(2, 3)
        .u(3, 0));
    lie("state-bits-after", "set bits after the end", base, arena(base).u(4, 0).u(1, 1));
    lie("state-byte-after", "a byte after the end", base, arena(base).u(4, 0).u(8, 0));
  }

  private void ownLies(String base) {
    state("own-of-nothing", "the row that the next ones spoil", "arena", 57, base,
        "{'entities':{'ships':{'65537':{}}}}", ROOM, "read", owning(base).slot(0, 1).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-unknown", "a ship in slot 2 moved, which the base has not", base,
        owning(base).slot(0, 2).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-other-part", "slot 9 is a flag, not a ship", base,
        owning(base).slot(0, 9).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-gone", "a ship that is gone moved", base,
        own(base).c(1).slot(0, 1).c(1).slot(0, 1).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-twice", "a ship is told of twice", base, own(base).c(0)
        .c(2).slot(0, 1).u(1, 0).u(6, 0).slot(1, 1).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-without-base", "whole state has nothing that moves", null,
        owning(null).slot(0, 1).u(1, 0).u(6, 0).c(0).u(2, 0));
    lie("own-moved-beyond", "hp of 100 moved up", base,
        owning(base).slot(0, 1).u(1, 0).u(6, 8).u(1, 0).u(3, 2).c(0).u(2, 0));
    lie("seen-unknown", "ships that were known to all are said to be known by where they are", base,
        arena(base).u(3, 0).u(1, 1).u(1, 0).u(1, 1).u(1, 1).u(1, 0).u(1, 1).c(0).u(2, 0));
    lie("own-count", "more moved than bits", base, own(base).c(0).c(1000).u(2, 0));
    add(new StateVector("own-cut", "more is said to follow, and nothing does", "arena", 57).base(base)
        .older("{'tick':54," + ROOM.substring(1)), "refused", of().u(1, 0).c(1).c(1).u(5, 0).u(1, 1));
  }

  private void basesLies(String base) {
    String first = "{'tick':54," + ROOM.substring(1);
    List<PlainBits> all = List.of(new PlainBits().u(1, 0).c(1).c(2), new PlainBits().u(1, 0).c(2).c(1).c(1),
        new PlainBits().u(1, 0).c(1).c(0), new PlainBits().u(1, 0).c(1).c(65), new PlainBits().u(1, 0).c(9).c(1),
        new PlainBits().u(1, 0).c(2).c(1).c(54), new PlainBits().u(1, 1));
    List<String> names = List.of("older-unknown", "older-unknown-behind", "gap-of-nothing", "gap-beyond", "older-many",
        "older-than-the-room", "even-unknown");
    List<String> meanings = List.of("there is a state of tick 54, none of 53", "none before that",
        "a state is not older than itself", "more than 64 ticks before the base", "nine older ones",
        "there is no tick 0", "states of 53, 51…, which nobody has");
    for (int i = 0; i < all.size(); i++) {
      StateVector vector = new StateVector(names.get(i), meanings.get(i), "arena", 57).base(base).older(first);
      add(vector, "refused", all.get(i).u(6, 0));
    }
    add(new StateVector("base-unknown", "a base that nobody has", "arena", 57).baseTick(56), "refused",
        new PlainBits().u(1, 0).c(0).u(6, 0));
    add(new StateVector("even-beyond", "a tick that is 65 after the base cannot be even", "arena", 120).base(base),
        "refused", new PlainBits().u(1, 1).u(6, 0));
  }

  private void movedLies(String base) {
    PlainBits none = arena(base).u(2, 3).c(0);
    habit("foresight-beyond", "8 to 15 are by a field of 4: the fifth has 16", base, of().u(1, 0).c(16).u(3, 7).c(0));
    habit("foresight-huge", "more than a number has bits", base, of().u(1, 0).c(1L << 33).u(3, 7).c(0));
    habit("foresight-by-itself", "x by x", base, of().u(1, 0).c(8).u(3, 7).c(0));
    habit("foresight-in-a-ring", "x by y, y by x", base, of().u(1, 0).c(10).u(1, 0).c(8).u(2, 3).c(0));
    habit("foresight-in-a-row", "x by y, y by heading", base, of().u(1, 0).c(10).u(1, 0).c(12).u(2, 3).c(0));
    habit("weight-beyond", "8193 of 1024", base, of().u(1, 0).c(1).c(2 * 8193).u(3, 7).c(0));
    habit("weight-huge", "more than a number has bits", base, of().u(1, 0).c(1).c(1L << 52).u(3, 7).c(0));
    habit("weights-cut", "seven are said to follow, and an end does", base, of().u(1, 0).c(7).c(1));
    int places = 35 + 4 * 390 + OTHERS;
    habit("odds-beyond", "one place behind the last", base, of().u(4, 15).c(1).c(places).u(4, 7));
    habit("odds-passed-beyond", "the second is behind the last", base,
        of().u(4, 15).c(2).c(places - 1).u(4, 7).c(0).u(4, 7));
    habit("odds-many", "more than there are places", base, of().u(4, 15).c(places + 1));
    habit("odds-z-beyond", "z is 8", base, of().u(4, 15).c(1).c(0).u(4, 15));
    habit("odds-cut", "an end in the odds", base, of().u(4, 15).c(9).c(0).u(4, 1));
    lie("residual-beyond", "hp of 100 and 1 more", base, lying(none.u(1, 0),
        new LyingRows(true, 3, Set.of(0), new long[]{0, 0, 0, 1})).c(0).u(3, 0));
    lie("residual-below", "x of 412.5 less 412.51", base, lying(arena(base).u(2, 3).c(0).u(1, 0),
        new LyingRows(true, 3, Set.of(0), new long[]{-41_251, 0, 0, 0})).c(0).u(3, 0));
    lie("residual-huge", "the largest there is", base, lying(arena(base).u(2, 3).c(0).u(1, 0),
        new LyingRows(true, 3, Set.of(0), new long[]{0, (1L << 53) - 1, 0, 0})).c(0).u(3, 0));
    List<PlainMoved.Row> four = new ArrayList<>(new LyingRows(true, 3, Set.of(), new long[4]).all());
    four.addAll(new LyingRows(false, 1, Set.of(0), new long[]{1, 0, 0, 0}).all());
    lie("asleep-beyond", "a sleeper moved, and all are awake", base,
        lying(arena(base).u(2, 3).c(0).u(1, 0), four).c(0).u(3, 0));
    asleep("asleep-more", "four sleepers moved of three", 4, Set.of(0, 1, 2, 3));
    asleep("asleep-behind", "nine passed of three", 10, Set.of(9));
    asleep("asleep-one-behind", "three passed of three", 4, Set.of(3));
    asleep("asleep-many", "a thousand moved", 1000, IntStream.range(0, 1000).boxed().collect(Collectors.toSet()));
    lie("stream-none", "an end where the moved rows begin", base, arena(base).u(2, 3).c(0).u(1, 0));
    PlainBits cut = lying(arena(base).u(2, 3).c(0).u(1, 0),
        new LyingRows(true, 3, Set.of(0, 1, 2), new long[]{9999, 555, 99, -50}));
    lie("stream-cut", "an end in the moved rows", base, cut.cut(cut.length() - 16));
    lie("stream-of-ones", "a stream begins with less than 32 ones", base,
        arena(base).u(2, 3).c(0).u(1, 0).u(64, -1).c(0).u(3, 0));
    lie("stream-of-many-ones", "however many follow", base,
        arena(base).u(2, 3).c(0).u(1, 0).u(64, -1).u(64, -1).u(64, -1).u(64, -1).u(64, -1).u(64, -1));
  }

  private static PlainBits of() {
    return new PlainBits();
  }

  /// A lie in what is told of a habit, and nothing else that is wrong.
  private void habit(String name, String meaning, String base, PlainBits habit) {
    PlainBits bits = arena(base).u(2, 3).c(0).u(1, 1);
    lie(name, meaning, base, stay(bits.stream(habit.ones()), 3).c(0).u(3, 0));
  }

  private void asleep(String name, String meaning, int count, Set<Integer> moved) {
    String base = "{'tick':55," + ROOM.substring(1);
    add(new StateVector(name, meaning, "arena", 57).base(base).older("{'tick':54," + ROOM.substring(1)), "refused",
        lying(new PlainBits().u(1, 0).c(1).c(1).u(2, 0).u(2, 3).c(0).u(1, 0),
            new LyingRows(false, count, moved, new long[]{1, 0, 0, 0})).c(0).u(3, 0));
  }

  private void lie(String name, String meaning, @Nullable String base, PlainBits bits) {
    add(new StateVector(name, meaning, "arena", 57).base(base), "refused", bits);
  }

  private void state(String name, String meaning, long tick, @Nullable String base, String delta, String after) {
    String layout = (base == null ? delta : base).matches(".*'(eights|nines|seventeens|kinds)'.*") ? "wide" : "arena";
    add(new StateVector(name, meaning, layout, tick).base(base).delta(delta).after(after));
  }

  private void state(String name, String meaning, String layout, long tick, @Nullable String base, String delta,
      String after, String expect, PlainBits bits) {
    add(new StateVector(name, meaning, layout, tick).base(base).delta(delta).after(after), expect, bits);
  }

  void add(StateVector vector) {
    Json document = layouts.getOrDefault(vector.layout, Json.Null.VALUE);
    PlainBits bits = new PlainBits().state(document, vector.tickRateHz, vector.tick, vector.bases(),
        vector.of("state"), vector.of("habits"), vector.own);
    add(vector, "both", bits);
  }

  void add(StateVector vector, String expect, PlainBits bits) {
    Map<String, Json> members = vector(vector.name, expect, vector.meaning);
    members.put("layout", Json.of(vector.layout));
    members.put("tickRateHz", Json.of((long) vector.tickRateHz));
    members.put("tick", Json.of(vector.tick));
    members.putAll(vector.members);
    members.put("hex", Json.of(bits.hex()));
    states.add(new Json.Obj(members));
  }

  /// A state as its vector has it.
  static final class StateVector {
    private final String name;
    private final String meaning;
    private final String layout;
    private final long tick;
    private final Map<String, Json> members = new LinkedHashMap<>();
    private Set<String> own = Set.of();
    private int tickRateHz = 20;

    StateVector(String name, String meaning, String layout, long tick) {
      this.name = name;
      this.meaning = meaning;
      this.layout = layout;
      this.tick = tick;
    }

    private Json of(String member) {
      return members.getOrDefault(member, Json.Obj.EMPTY);
    }

    private PlainBits.Bases bases() {
      return new PlainBits.Bases(members.get("base"), of("older").items());
    }

    StateVector base(@Nullable String base) {
      if (base != null) members.put("base", read(base));
      return this;
    }

    /// A base that is named, and that nobody has.
    StateVector baseTick(long baseTick) {
      members.put("baseTick", Json.of(baseTick));
      return this;
    }

    /// One more older state, before those that are known.
    StateVector older(String older) {
      List<Json> all = new ArrayList<>(of("older").items());
      all.add(read(older));
      members.put("older", new Json.Arr(all));
      return this;
    }

    StateVector delta(String delta) {
      members.put("state", read(delta));
      return this;
    }

    StateVector after(String after) {
      members.put("after", withoutEmptyParts(read(after)));
      return this;
    }

    /// How entities of parts move from now on.
    StateVector habits(String habits) {
      members.put("habits", read(habits));
      return this;
    }

    /// Parts, or fields as `part.field`, that not everyone may know.
    StateVector own(String... parts) {
      own = Set.of(parts);
      return this;
    }

    StateVector tickRateHz(int newTickRateHz) {
      tickRateHz = newTickRateHz;
      return this;
    }
  }

  private static Json withoutEmptyParts(Json state) {
    Map<String, Json> members = new LinkedHashMap<>(state.members());
    Map<String, Json> parts = new LinkedHashMap<>(PlainBits.at(state, "entities").members());
    parts.values().removeIf(part -> part.members().isEmpty());
    members.put("entities", new Json.Obj(parts));
    return new Json.Obj(members);
  }

  // ---- JSON

  private static Map<String, Json> vector(String name, String expect, String meaning) {
    Map<String, Json> vector = new LinkedHashMap<>();
    vector.put("name", Json.of(name));
    vector.put("expect", Json.of(expect));
    vector.put("meaning", Json.of(meaning));
    return vector;
  }

  /// JSON with single quotes.
  static Json read(String text) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    Json json = reader.read(text.replace('\'', '"'));
    if (json == null) throw new AssertionError(text + ": " + reader.error());
    return json;
  }

  private static String text(Json json) {
    return new JsonWriter().value(json).toString();
  }
}
