package takt.protocol.layout;

import static takt.protocol.layout.PackedVectors.sent;
import static takt.protocol.layout.PackedVectors.whole;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.PackedVectors.StateVector;

/// The golden vectors of what becomes of lists, maps and texts, written by hand.
///
/// One thread.
final class EditVectors {
  static final String LAYOUT = "{'room':'Edits','state':[" + sent("list", "'type':'list','of':{" + whole(0, 9999)
      + "},'max':12") + "," + sent("text", "'type':'text','max':40") + "," + sent("entries",
          "'type':'map','key':{"
              + "'type':'text','max':9},'of':{" + whole(0, 99) + "},'max':7")
      + "," + sent("scores", "'type':'map','key':{'type':'player'},'of':{" + whole(0, 99) + "},'max':9") + ","
      + sent("pairs", "'type':'map','key':{'type':'record','class':'At','fields':[{'name':'x'," + whole(0, 9)
          + "}]},'of':{'type':'text','max':9},'max':9")
      + "," + sent("who", "'type':'playerId'") + "],'entities':[],'inputs':[],'commands':[],'events':[]}";

  private static final String LIST = "[10,11,12,13,14,15,16,17,18,19]";
  private static final String TEXT = "Zoë says: here I am 🎮 and there";
  private static final String ENTRIES = "{'ann':1,'bob':2,'cleo':3,'dora':4,'emil':5,'fred':6}";
  private static final String SCORES = "{'1':10,'2':20,'3':30,'12':40}";
  private static final String PAIRS = "[[{'x':1},'one'],[{'x':2},'two'],[{'x':3},'three']]";

  private final PackedVectors vectors;

  EditVectors(PackedVectors vectors) {
    this.vectors = vectors;
    lists();
    others();
    free();
    lies();
  }

  private void lists() {
    edited("list-front", "one new in front", "list", LIST, "[99,10,11,12,13,14,15,16,17,18,19]",
        bits().c(1).c(1).u(14, 99).c(0).c(0));
    edited("list-end", "one new at the end", "list", LIST, "[10,11,12,13,14,15,16,17,18,19,99]",
        bits().c(2).c(0).c(0).c(0).c(1).u(14, 99).c(0).c(0));
    edited("list-inside", "one new between others", "list", LIST, "[10,11,12,13,99,14,15,16,17,18,19]",
        bits().c(2).c(0).c(0).c(4).c(1).u(14, 99).c(0).c(0));
    edited("list-removed", "one is gone", "list", LIST, "[10,11,12,14,15,16,17,18,19]",
        bits().c(2).c(0).c(0).c(3).c(0).c(2).c(0));
    edited("list-cut", "the last three are gone", "list", LIST, "[10,11,12,13,14,15,16]", bits().c(1).c(0).c(0).c(7));
    edited("list-replaced", "one is another", "list", LIST, "[10,11,12,99,14,15,16,17,18,19]",
        bits().c(2).c(0).c(0).c(3).c(1).u(14, 99).c(2).c(0));
    edited("list-moved", "two moved behind the eighth: runs go anywhere", "list", LIST,
        "[10,11,14,15,16,17,12,13,18,19]", bits().c(4).c(0).c(0).c(2).c(0).c(4).c(4).c(0).c(11).c(2).c(0).c(8).c(0));
    edited("list-one-moved", "one so small is written anew", "list", LIST, "[10,11,13,14,15,16,17,12,18,19]",
        bits().c(3).c(0).c(0).c(2).c(0).c(2).c(5).c(1).u(14, 12).c(0).c(0));
    edited("list-halves", "two halves the other way round", "list", LIST, "[15,16,17,18,19,10,11,12,13,14]",
        bits().c(2).c(0).c(10).c(0).c(0).c(19).c(5));
    edited("list-whole", "what is nearly all new is written whole", "list", LIST, "[1,2,3]", null);
    edited("list-emptied", "and what is empty", "list", LIST, "[]", null);
  }

  private void others() {
    edited("text-inside", "one character is another: bytes before and behind it are kept", "text", "'" + TEXT + "'",
        "'" + TEXT.replace("says: here", "says: hare") + "'", bits().c(2).c(0).c(0).c(12).c(1).u(8, 'a').c(2).c(0));
    edited("text-end", "some behind", "text", "'" + TEXT + "'", "'" + TEXT + "!'", bits().c(2).c(0).c(0).c(0).c(1)
        .u(8, '!').c(0).c(0));
    edited("text-cut", "only the first three letters", "text", "'" + TEXT + "'", "'" + TEXT.substring(0, 10) + "'",
        bits().c(1).c(0).c(0).c(11));
    edited("text-within-a-letter", "only the last byte of a letter changed", "text", "'" + TEXT + "'", "'" + TEXT
        .replace("ë", "ê") + "'", bits().c(2).c(0).c(0).c(3).c(1).u(8, 0xaa).c(2).c(0));
    edited("entries-set", "one has another value, one is new and last", "entries", ENTRIES.replace(",'fred':6", ""),
        ENTRIES.replace("'bob':2", "'bob':9"), bits().c(0).c(2).text("bob").u(7, 9).text("fred").u(7, 6));
    edited("entries-gone", "two are gone", "entries", ENTRIES, "{'ann':1,'cleo':3,'emil':5,'fred':6}",
        bits().c(2).text("bob").text("dora").c(0));
    edited("scores", "keys that are numbers", "scores", SCORES, "{'1':10,'2':21,'12':40,'13':50}",
        bits().c(1).c(3).c(2).c(2).u(7, 21).c(13).u(7, 50));
    edited("pairs", "a map whose keys are no names is a list of pairs", "pairs", PAIRS,
        "[[{'x':1},'one'],[{'x':3},'three']]", bits().c(2).c(0).c(0).c(1).c(0).c(2).c(0));
    edited("who", "what says who somebody is is written anew", "who", "'guest:1'", "'guest:2'", null);
    edited("from-none", "of what was not there nothing is known", "list", "null", "[1]", null);
    edited("to-none", "nor does it matter for what is not there", "text", "'hi'", "null", null);
  }

  /// What this server does not write, and another may.
  private void free() {
    read("list-nothing", "told, and as it was", "list", LIST, LIST, bits().c(1).c(0).c(0).c(0));
    read("list-twice", "kept twice, by a server that likes to", "list", "[1,2,3]", "[1,2,3,1,2,3,2]",
        bits().c(3).c(0).c(0).c(0).c(0).c(5).c(0).c(0).c(3).c(1));
    read("list-nothing-kept", "no piece, no list", "list", LIST, "[]", bits().c(0));
    read("text-moved", "texts may be put together anew as well", "text", "'ab🎮cd'", "'cd🎮ab'",
        bits().c(3).c(0).c(12).c(0).c(0).c(11).c(4).c(0).c(11).c(2));
    read("entries-again", "what is gone may be set at once: it is last", "entries", "{'a':1,'b':2}", "{'b':2,'a':3}",
        bits().c(1).text("a").c(1).text("a").u(7, 3));
  }

  private void lies() {
    notRead("list-run-beyond", "eleven of ten", "list", LIST, bits().c(1).c(0).c(0).c(11));
    notRead("list-from-beyond", "from behind the end", "list", LIST, bits().c(1).c(0).c(22).c(0));
    notRead("list-from-before", "from before the first", "list", LIST, bits().c(1).c(0).c(1).c(0));
    notRead("list-from-far", "from farther than a number goes", "list", LIST, bits().c(1).c(0).c(1L << 52).c(0));
    notRead("list-too-long", "thirteen of twelve, most of them kept", "list", LIST,
        bits().c(2).c(0).c(0).c(0).c(0).c(19).c(3));
    notRead("list-new-too-long", "and of new ones", "list", LIST, bits().c(2).c(0).c(0).c(0).c(3).u(42, 0).c(0).c(0));
    notRead("list-value-beyond", "10000 of 9999", "list", LIST, bits().c(1).c(1).u(14, 10_000).c(0).c(0));
    notRead("list-new-count", "more new ones than bits", "list", LIST, bits().c(1).c(12).u(14, 1));
    notRead("list-pieces", "more pieces than bits", "list", LIST, bits().c(1000).c(0).c(0).c(1));
    notRead("list-ends", "an end within a piece", "list", LIST, bits().c(2).c(0).c(0).c(1));
    notRead("text-run-beyond", "more bytes than there are", "text", "'hi'", bits().c(1).c(0).c(0).c(3));
    notRead("text-too-long", "80 letters of 40", "text", "'" + "x".repeat(40) + "'",
        bits().c(2).c(0).c(0).c(0).c(0).c(79).c(0));
    notRead("text-half-a-letter", "the first byte of two", "text", "'ë'", bits().c(1).c(0).c(0).c(1));
    notRead("text-broken", "a letter put together of halves", "text", "'ë🎮'",
        bits().c(2).c(0).c(0).c(1).c(0).c(2).c(1));
    notRead("entries-gone-unknown", "one is gone that was not there", "entries", ENTRIES,
        bits().c(1).text("gus").c(0));
    notRead("entries-gone-twice", "one is gone twice", "entries", ENTRIES, bits().c(2).text("ann").text("ann").c(0));
    notRead("entries-set-twice", "one is set twice", "entries", ENTRIES,
        bits().c(0).c(2).text("ann").u(7, 3).text("ann").u(7, 4));
    notRead("entries-too-many", "eight of seven", "entries", ENTRIES,
        bits().c(0).c(2).text("x").u(7, 3).text("y").u(7, 4));
    notRead("scores-gone-nobody", "nobody is gone", "scores", SCORES, bits().c(1).c(0).c(0));
    notRead("pairs-run-beyond", "four of three", "pairs", PAIRS, bits().c(1).c(0).c(0).c(4));
  }

  /// @param script what became of the value, null if it is written whole
  private void edited(String name, String meaning, String field, String before, String after,
      @Nullable PlainBits script) {
    edit(name, meaning, field, before, after, "both", script);
  }

  private void read(String name, String meaning, String field, String before, String after, PlainBits script) {
    edit(name, meaning, field, before, after, "read", script);
  }

  private void notRead(String name, String meaning, String field, String before, PlainBits script) {
    vectors.add(new StateVector("edit-" + name, meaning, "edits", 57).base(editBase(field, before)), "refused",
        edit(field, script));
  }

  private void edit(String name, String meaning, String field, String before, String after, String expect,
      @Nullable PlainBits script) {
    StateVector vector = new StateVector("edit-" + name, meaning, "edits", 57).base(editBase(field, before))
        .delta("{'room':{'" + field + "':" + after + "}}")
        .after("{'room':{'" + field + "':" + after + "},'players':{},'entities':{}}");
    if (script == null) vectors.add(vector);
    else vectors.add(vector, expect, edit(field, script));
  }

  private static String editBase(String field, String before) {
    return "{'tick':55,'room':{'" + field + "':" + before + "},'players':{},'entities':{}}";
  }

  private static PlainBits edit(String field, PlainBits script) {
    List<Json> fields = PlainBits.at(PackedVectors.read(LAYOUT), "state").items();
    PlainBits all = bits().u(1, 0).c(0).u(1, 1);
    for (Json one : fields) all.u(1, PlainBits.text(one, "name").equals(field) ? 1 : 0);
    return all.u(2, 3).stream(script.ones()).u(2, 0);
  }

  private static PlainBits bits() {
    return new PlainBits();
  }
}
