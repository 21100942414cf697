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
  private static final class Stone extends Entity {}

  private static final class StoneCode extends ClassCode<Stone> {
    private StoneCode() {
      super(Stone.class, "stone");
    }
  }

  @Test void anEntityOfTheLastOfManyPartsIsFound() {
    Table table = Table.of("stones", new StoneCode(), Audience.EVERYONE, List.of());
    Snapshot snapshot = new Snapshot(table, Collections.nCopies(300, table), 0);
    snapshot.begin(1);
    Rows first = snapshot.entities().getFirst();
    Rows last = snapshot.entities().getLast();
    first.add(1 << 16 | 7, 0, 0);
    last.add(1 << 16 | 8, 0, 0);
    last.add(2 << 16 | 9, 0, 0);
    assertSame(first, snapshot.rowsOf(1 << 16 | 7));
    assertSame(last, snapshot.rowsOf(2 << 16 | 9));
    assertEquals(1, snapshot.rowOf(2 << 16 | 9));
    assertNull(snapshot.rowsOf(1 << 16 | 9));
  }
}
