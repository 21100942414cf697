package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.server.replication.Training;

/// Training finds what helps in rooms it has not seen, and the same each time.
class TrainingTest {
  private static final Training.Crew NOBODY = (_, _, _) -> () -> Json.Obj.EMPTY;

  private static Training.Outcome swarm(long first) {
    return new Training("swarm", HabitsTest.Swarm::new, NOBODY, 20).run(List.of(first, first + 1, first + 2),
        List.of(first + 3, first + 4));
  }

  @Test void theSameSeedsFindTheSame() {
    assertEquals(swarm(7).habits().text(), swarm(7).habits().text());
    assertFalse(swarm(7).habits().text().equals(swarm(8).habits().text()));
  }

  @Test void itHelpsInOtherRooms() {
    Training.Figures flies = swarm(7).parts().getFirst();
    System.out.println("flies, together: " + flies);
    assertTrue(flies.helps() && !flies.isAlone());
  }

  /// Under interest, where nothing is learned as it plays, it helps for good.
  @Test void itHelpsWhereNothingElseIsLearned() {
    List<Training.Figures> parts = SeenVectors.trained().parts();
    parts.forEach(part -> System.out.println("meadow: " + part));
    Training.Figures sheep = parts.stream().filter(part -> part.name().equals("sheep")).findFirst().orElseThrow();
    assertTrue(sheep.isAlone() && sheep.bitsTrained() < 0.75 * sheep.bitsUntrained(), sheep::toString);
    // Of rules there is nothing to foresee.
    assertFalse(parts.stream().filter(part -> part.name().equals("rules")).findFirst().orElseThrow().helps());
  }
}
