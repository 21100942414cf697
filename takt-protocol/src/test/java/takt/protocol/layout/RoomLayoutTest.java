package takt.protocol.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.Seeded;
import takt.protocol.json.Json;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// Schema documents: read as they are meant, and refused, not believed, where they are none.
class RoomLayoutTest {
  private static final String DOCUMENT = "{'room':'R','state':[{'name':'round','type':'alarm','to':'EVERYONE'}],"
      + "'entities':[{'name':'ships','class':'ship','fields':[{'name':'hp','type':'whole','min':0,'max':9,"
      + "'to':'OWNER'},"
      + "{'name':'kind','type':'choice','of':['A','B'],'to':'EVERYONE'}]}],'inputs':[],"
      + "'commands':[{'name':'go','fields':[{'name':'way','type':'oneOf','of':[{'type':'record','class':'Left',"
      + "'fields':[]}]}],'answers':[]},{'name':'stop','fields':[]}],'events':[]}";

  @Test void aDocumentIsRead() {
    RoomLayout layout = RoomLayout.of(PackedVectors.read(DOCUMENT));
    assertEquals("ships", layout.entities().getFirst().name());
    LayoutField hp = layout.entities().getFirst().fields().getFirst();
    assertTrue(hp.mayBeWithout() && !hp.shared());
    assertNull(layout.inputs());
    assertEquals(1, layout.commandTag("stop"));
    assertEquals(-1, layout.commandTag("fly"));
    assertEquals(List.of(), layout.commands().getFirst().answers());
    assertNull(layout.commands().getLast().answers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'min':0,'max':9>'min':9,'max':0", "'min':0,'max':9>'min':0", "'max':9>'max':'9'",
      "'max':9>'max':9007199254740993", "'whole'>'complex'", "'alarm'>'real','min':0,'max':1,'step':0",
      "'alarm'>'real','min':0,'max':1e300,'step':1e-300", "'alarm'>'angle','bits':3", "'alarm'>'angle','bits':25",
      "'alarm'>'list','max':3", "'alarm'>'map','max':3,'key':{'type':'flag'}", "['A','B']>[]", "'of':['A','B']>'on':1",
      "'name':'kind'>'name':'hp'", "'name':'hp',>", "[{'type':'record','class':'Left','fields':[]}]>[]",
      "'class':'Left',>", "'state':>'estate':", "'events':[]>'happenings':[]",
      "'inputs':>'entities2':"}) //
  void aBrokenDocumentIsRefused(String change) {
    String[] parts = change.split(">", 2);
    assertTrue(DOCUMENT.contains(parts[0]), change);
    Json broken = PackedVectors.read(DOCUMENT.replace(parts[0], parts[1]));
    assertThrows(IllegalArgumentException.class, () -> RoomLayout.of(broken));
  }

  @Test void partsAreNamedOnce() {
    Json document = PackedVectors.read("{'state':[],'entities':[{'name':'a','fields':[]},{'name':'a','fields':[]}],"
        + "'inputs':[],'commands':[],'events':[]}");
    assertThrows(IllegalArgumentException.class, () -> RoomLayout.of(document));
  }

  @Test void depthHasAnEnd() {
    String open = "{'type':'list','max':3,'of':".repeat(17);
    String type = open + "{'type':'flag'}" + "}".repeat(17);
    Json document = PackedVectors.read(DOCUMENT.replace("'type':'alarm'", type.substring(1, type.length() - 1)));
    assertThrows(IllegalArgumentException.class, () -> RoomLayout.of(document));
  }

  /// Whatever takes a document's place: it is one, or it is refused, and by one that is read bits are safe to read.
  @Test void documentsByChanceHaveAnAnswer() {
    SplittableRandom random = Seeded.of(RoomLayoutTest.class);
    Json document = PackedVectors.read(DOCUMENT);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        RoomLayout layout = RoomLayout.of(spoiled(document, random));
        byte[] bits = new byte[random.nextInt(40)];
        random.nextBytes(bits);
        for (RoomLayout.Part part : layout.entities())
          PackedValues.readFields(part.fields(), new BitReader().reset(bits));
        read++;
      } catch (IllegalArgumentException e) {
        assertTrue(String.valueOf(e.getMessage()).length() > 9);
        refused++;
      }
    }
    assertTrue(read > 1_000 && refused > 1_000, read + " read, " + refused + " refused");
  }

  private static Json spoiled(Json json, SplittableRandom random) {
    if (random.nextInt(60) == 0) {
      return List.of(Json.Null.VALUE, Json.of(-1), Json.of(1 << 20), Json.of(0.5), Json.of("flag"), Json.of(true),
          new Json.Arr(List.of(Json.of("x"))), new Json.Obj(Map.of("type", Json.of("text"), "max", Json.of(3))))
          .get(random.nextInt(8));
    }
    List<Json> items = new ArrayList<>();
    for (Json item : json.items()) items.add(spoiled(item, random));
    Map<String, Json> members = new LinkedHashMap<>();
    json.members().forEach((name, value) -> {
      if (random.nextInt(60) > 0) members.put(name, spoiled(value, random));
    });
    return switch (json) {
      case Json.Arr _ -> new Json.Arr(items);
      case Json.Obj _ -> new Json.Obj(members);
      default -> json;
    };
  }

  @Test void whatIsMissingIsTheLeastThatMayBe() {
    List<LayoutField> fields = RoomLayout.of(PackedVectors.read(DOCUMENT.replace("'min':0", "'min':3"))).entities()
        .getFirst().fields();
    BitWriter out = new BitWriter(16);
    PackedValues.writeFields(fields, Json.Obj.EMPTY, out);
    BitReader in = new BitReader().reset(out.toBytes());
    assertEquals(PackedVectors.read("{'hp':null,'kind':'A'}"), PackedValues.readFields(fields, in));
    assertTrue(in.done());
  }

  @Test void whatDoesNotFitSaysSo() {
    LayoutField kind = RoomLayout.of(PackedVectors.read(DOCUMENT)).entities().getFirst().fields().getLast();
    BitWriter out = new BitWriter(16);
    assertEquals("'C', expected one of [A, B]", assertThrows(IllegalArgumentException.class,
        () -> PackedValues.writeField(kind, Json.of("C"), out)).getMessage());
  }

  @Test void countsOfAFrameAreBoundedTogether() {
    String list = "{'type':'list','max':1048576,'of':{'type':'list','max':1048576,'of':{'type':'flag'}}}";
    LayoutType type = RoomLayout.of(PackedVectors.read(DOCUMENT.replace("'type':'alarm'",
        list.substring(1, list.length() - 1)))).state().getFirst().type();
    BitWriter out = new BitWriter(16).count(2);
    for (int i = 0; i < 2; i++) {
      out.count(BitReader.THINGS_MAX / 2);
      for (int bit = 0; bit < BitReader.THINGS_MAX / 2; bit++) out.flag(true);
    }
    BitReader in = new BitReader().reset(out.toBytes());
    PackedValues.read(type, in);
    assertTrue(!in.ok(), "two more than may be");
  }
}
