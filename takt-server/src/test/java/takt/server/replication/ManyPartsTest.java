package takt.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.schema.spi.ClassCode;

/// A snapshot finds an entity by its id in whichever of a room's parts it is: who may see a reference hangs on it.
class ManyPartsTest {
  static final class Stone extends Entity {}

  private static final class StoneCode extends ClassCode<Stone> {
    private StoneCode() {
      super(Stone.class, "stone");
    }
  }

  private static long id(int slot, int uses) {
    return (long) uses << 16 | slot;
  }

  @Test void anEntityOfTheLastOfManyPartsIsFound() {
    Table table = Table.of("stones", new StoneCode(), Audience.EVERYONE, List.of());
    Snapshot snapshot = new Snapshot(table, Collections.nCopies(300, table), 0);
    snapshot.begin(1);
    Rows first = snapshot.entities().getFirst();
    Rows last = snapshot.entities().getLast();
    first.add(id(7, 1), 0, 0);
    last.add(id(8, 1), 0, 0);
    last.add(id(9, 2), 0, 0);
    assertSame(first, snapshot.rowsOf(id(7, 1)));
    assertSame(last, snapshot.rowsOf(id(9, 2)));
    assertEquals(1, snapshot.rowOf(id(9, 2)));
    assertNull(snapshot.rowsOf(id(9, 1)));
  }
}
