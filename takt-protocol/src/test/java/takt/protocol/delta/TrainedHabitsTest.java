package takt.protocol.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.RoomLayout;

/// Trained habits go by names from game to game, and into documents; what is none is refused.
class TrainedHabitsTest {
  private static final String DOCUMENT = "{'room':'R','state':[],'entities':[{'name':'ships','class':'ship','fields':["
      + "{'name':'x','type':'real','min':0,'max':100,'step':0.01,'role':'position','to':'EVERYONE'},"
      + "{'name':'vx','type':'real','min':-9,'max':9,'step':0.01,'to':'EVERYONE'},"
      + "{'name':'hp','type':'whole','min':0,'max':99,'to':'EVERYONE'},"
      + "{'name':'title','type':'text','max':9,'to':'EVERYONE'}]}],'inputs':[],'commands':[],'events':[]}";

  private static Json read(String text) {
    Json json = new JsonReader(JsonLimits.OWN).read(text.replace('\'', '"'));
    assertNotNull(json);
    return json;
  }

  private static PartShape shape(Json document) {
    return PartShape.of(RoomLayout.of(document).entities().getFirst());
  }

  /// `x` goes by `vx`, and odds of each field, of the whole row and of the title are not the first.
  private static TrainedHabits trained() {
    Habit untrained = shape(read(DOCUMENT)).untrained();
    char[] odds = untrained.odds().clone();
    for (int at : new int[]{0, Places.FIELDS, Places.FIELDS + Places.OF_FIELD + 5, odds.length - 2, odds.length - 1}) {
      odds[at] = (char) Habit.told(-3);
    }
    Habit habit = untrained.with(new Foresight[]{Foresight.by(1, false), Foresight.of(900, 100), Foresight.HOLD}, odds);
    return TrainedHabits.of(RoomLayout.of(read(DOCUMENT)), Map.of("ships", habit));
  }

  @Test void whatIsWrittenIsRead() {
    Json told = TrainedHabits.of(trained().text()).in(read(DOCUMENT));
    PartShape shape = shape(told);
    assertEquals(Foresight.by(1, false), shape.first().foresight(0));
    assertEquals(Foresight.of(900, 100), shape.first().foresight(1));
    assertEquals(Habit.told(-3), shape.first().odds(shape.first().places() - 1));
    assertEquals(new JsonWriter().value(trained().in(read(DOCUMENT))).toString(), new JsonWriter().value(told)
        .toString());
    assertEquals(trained().text(), TrainedHabits.of(trained().text()).text());
  }

  @Test void whereNothingIsKnownTheDocumentStays() {
    Json document = read(DOCUMENT.replace("'ships'", "'boats'"));
    assertEquals(document, trained().in(document));
  }

  @Test void aRenamedFieldAloneIsUntrained() {
    PartShape shape = shape(trained().in(read(DOCUMENT.replace("'hp'", "'health'"))));
    Habit old = shape(trained().in(read(DOCUMENT))).first();
    int hp = Places.FIELDS + 2 * Places.OF_FIELD;
    for (int at = 0; at < old.places(); at++) {
      boolean isHp = at >= hp && at < hp + Places.OF_FIELD;
      assertEquals(isHp ? shape.untrained().odds(at) : old.odds(at), shape.first().odds(at), "place " + at);
    }
    // Who went by a field that is gone goes on as it went.
    PartShape without = shape(trained().in(read(DOCUMENT.replace("'vx'", "'speed'"))));
    assertEquals(Foresight.LINEAR, without.first().foresight(0));
    assertEquals(Foresight.HOLD, without.first().foresight(1));
    assertNotEquals(without.untrained(), without.first());
  }

  @Test void aFieldThatIsTextNowIsUntrained() {
    Json document = read(DOCUMENT.replace("'hp','type':'whole','min':0,'max':99", "'hp','type':'text','max':9"));
    PartShape shape = shape(trained().in(document));
    int hp = Places.others(2);
    assertEquals(shape.untrained().odds(hp), shape.first().odds(hp));
    assertEquals(Habit.told(-3), shape.first().odds(hp + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{'version':2,'parts':{}}", "{'version':1}", "{'version':1,'parts':[]}"}) //
  void aTextThatIsNoneIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TrainedHabits.of(text.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'odds':[]}", "{'odds':[35,1],'fields':{}}", "{'odds':[1],'fields':{}}",
      "{'odds':[0,8],'fields':{}}", "{'odds':[],'fields':{'x':{'weights':[9000],'odds':[]}}}",
      "{'odds':[],'fields':{'x':{'weights':[1,1,1,1,1,1,1,1],'odds':[]}}}",
      "{'odds':[],'fields':{'x':{'weights':['a'],'odds':[]}}}", "{'odds':[],'fields':{'x':{'weights':[]}}}",
      "{'odds':[],'fields':{'x':{'rate':'x','odds':[]}}}",
      "{'odds':[],'fields':{'x':{'rate':'vx','odds':[]},'vx':{'step':'x','odds':[]}}}",
      "{'odds':[],'fields':{'x':{'weights':[],'odds':[390,1]}}}"}) //
  void aPartThatIsNoneIsRefused(String part) {
    TrainedHabits habits = TrainedHabits.of(("{'version':1,'parts':{'ships':" + part + "}}").replace('\'', '"'));
    var e = assertThrows(IllegalArgumentException.class, () -> habits.in(read(DOCUMENT)));
    assertTrue(String.valueOf(e.getMessage()).length() > 9);
  }

  /// What a server that lies may say of three stepped fields.
  @ParameterizedTest
  @ValueSource(strings = {"7", "{}", "{'how':[[0],[0],[0]]}", "{'odds':[]}", "{'how':[[0],[0]],'odds':[]}",
      "{'how':[[0],[0],[]],'odds':[]}", "{'how':[[0],[0],[1]],'odds':[]}", "{'how':[[0],[0],[0,1]],'odds':[]}",
      "{'how':[[0],[0],[1,8193]],'odds':[]}", "{'how':[[0],[0],[1,0.5]],'odds':[]}",
      "{'how':[[0],[0],[14]],'odds':[]}", "{'how':[[0],[0],[12]],'odds':[]}", "{'how':[[0],[0],[8,1]],'odds':[]}",
      "{'how':[[10],[8],[0]],'odds':[]}", "{'how':[[-1],[0],[0]],'odds':[]}", "{'how':[[0],[0],0],'odds':[]}",
      "{'how':[[0],[0],[0]],'odds':[0]}", "{'how':[[0],[0],[0]],'odds':[0,8]}",
      "{'how':[[0],[0],[0]],'odds':[-1,0]}", "{'how':[[0],[0],[0]],'odds':[1206,0]}",
      "{'how':[[0],[0],[0]],'odds':[1205,0,0,0]}", "{'how':[[0],[0],[0]],'odds':[4294967296,0]}"}) //
  void aHostileHabitIsRefused(String habit) {
    Json document = read(DOCUMENT.replace("'class':'ship'", "'class':'ship','habit':" + habit));
    var e = assertThrows(IllegalArgumentException.class, () -> shape(document));
    assertTrue(String.valueOf(e.getMessage()).startsWith("a habit with "), String.valueOf(e.getMessage()));
  }

  @Test void theLastPlaceMayBeTold() {
    Json document = read(DOCUMENT.replace("'class':'ship'",
        "'class':'ship','habit':{'how':[[10],[0],[0]],'odds':[1205,7]}"));
    Habit first = shape(document).first();
    assertEquals(65476, first.odds(first.places() - 1));
    char[] others = shape(document).untrained().odds().clone();
    others[others.length - 1] = 65476;
    assertArrayEquals(others, first.odds());
  }
}
