package takt.server.replication;

import java.util.ArrayList;
import java.util.List;
import takt.protocol.json.Json;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.RoomCode;
import takt.server.room.EntityTable;
import takt.server.room.Occupant;
import takt.server.room.RoomBody;
import takt.server.room.SingleAlarm;

/// Reads a room's plain fields into a snapshot.
///
/// Owned by the room's thread. It changes nothing in the room: whether anyone looks makes no difference to the game.
public final class Capture {
  private final RoomBody body;
  private final Table room;
  private final List<Table> tables = new ArrayList<>();
  private final List<SingleAlarm> alarms = new ArrayList<>();
  private final SnapshotRing ring;

  public Capture(RoomBody body) {
    this.body = body;
    room = Table.of("room", body.type().code(), Audience.EVERYONE);
    for (EntityTable<?> table : body.parts().tables()) {
      tables.add(Table.of(table.name(), table.code(), body.type().sight().existence(table.code().type())));
    }
    for (SingleAlarm alarm : body.parts().alarms()) {
      if (isSent(alarm)) alarms.add(alarm);
    }
    ring = new SnapshotRing(() -> new Snapshot(room, tables, alarms.size()));
  }

  private boolean isSent(SingleAlarm alarm) {
    for (RoomCode.Part part : body.type().code().parts()) {
      if (part.name().equals(alarm.name())) return part.to() != null;
    }
    return false;
  }

  public SnapshotRing ring() {
    return ring;
  }

  /// The alarms that clients are shown.
  List<SingleAlarm> alarms() {
    return alarms;
  }

  /// Captures the room as it is now; the newest again if it has been captured in this tick.
  public Snapshot capture() {
    Snapshot newest = ring.newest();
    if (newest != null && newest.tick() == body.tick()) return newest;
    Snapshot snapshot = ring.take();
    snapshot.begin(body.tick());
    captureRow(snapshot.room(), body.type().code(), body.room(), snapshot.room().add(0, 0, 0));
    for (int i = 0; i < tables.size(); i++) captureTable(snapshot.entities().get(i), body.parts().tables().get(i));
    for (int i = 0; i < alarms.size(); i++) snapshot.alarms()[i] = alarms.get(i).nextDue();
    for (Occupant who : body.everyone()) {
      snapshot.players().add(new Snapshot.PlayerRow(who.number(), who.name(), who.seat(), who.team(), who.isBot(),
          who.isConnected()));
    }
    return snapshot;
  }

  private <E extends Entity> void captureTable(Rows rows, EntityTable<E> table) {
    for (EntityTable.Row<E> row : table.rows()) {
      if (row == null) continue;
      E entity = row.entity();
      Player owner = entity.owner();
      int at = rows.add(entity.id(), owner == null ? 0 : owner.number(), row.jumpTick());
      if (rows.table().usesShown()) rows.shown(at, shownTo(row));
      captureRow(rows, table.code(), entity, at);
    }
  }

  private static long[] shownTo(EntityTable.Row<?> row) {
    return row.isShownToAll() ? Rows.ALL : row.shown().stream().mapToLong(Player::number).toArray();
  }

  private <T> void captureRow(Rows rows, ClassCode<T> code, T object, int at) {
    Column[] columns = rows.table().columns();
    for (int c = 0; c < columns.length; c++) {
      if (columns[c].isLong()) rows.whole(at, c, columns[c].read(code, object));
      else rows.json(at, c, json(columns[c], code, object));
    }
  }

  private <T> Json json(Column column, ClassCode<T> code, T object) {
    try {
      return column.readJson(code, object);
    } catch (IllegalArgumentException e) {
      body.fault(code.name() + "." + column.name(), e);
      return Json.Null.VALUE;
    }
  }
}
