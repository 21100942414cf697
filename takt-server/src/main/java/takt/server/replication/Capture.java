package takt.server.replication;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.delta.PartShape;
import takt.protocol.layout.RoomLayout;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.RoomCode;
import takt.server.room.EntityTable;
import takt.server.room.Occupant;
import takt.server.room.Reach;
import takt.server.room.RoomBody;
import takt.server.room.SingleAlarm;

/// Reads a room's plain fields into a snapshot.
///
/// Owned by the room's thread. It changes nothing in the room: whether anyone looks makes no difference to the game.
/// What is no number is taken over from the snapshot before as long as it is the same, so that a room in which nothing
/// but numbers change makes no garbage.
public final class Capture {
  private final RoomBody body;
  private final Table room;
  private final List<Table> tables = new ArrayList<>();
  private final List<SingleAlarm> alarms = new ArrayList<>();
  private final List<PartShape> shapes = new ArrayList<>();
  private final List<Habits> habits = new ArrayList<>();
  private final int spacing;
  private final Rows[] past;
  private final boolean someHide;
  private final SnapshotRing ring;
  private final @Nullable Horizon horizon;
  private @Nullable Snapshot before;

  public Capture(RoomBody body) {
    this.body = body;
    RoomLayout layout = body.type().roomLayout();
    spacing = spacing(body.config().tickRateHz(), body.config().sendRateHz());
    past = new Rows[1 + Habits.olderOf(spacing)];
    room = Table.of("room", body.type().code(), Audience.EVERYONE, layout.state());
    for (EntityTable<?> table : body.parts().tables()) {
      RoomLayout.Part part = layout.entities().get(tables.size());
      tables.add(Table.of(table.name(), table.code(), body.type().sight().existence(table.code().type()),
          part.fields()));
      shapes.add(PartShape.of(part));
    }
    someHide = body.reach() != null || tables.stream().anyMatch(table -> table.existence() != Audience.EVERYONE);
    for (int t = 0; t < tables.size(); t++) {
      Table table = tables.get(t);
      habits.add(new Habits(shapes.get(t), new Rows(table, t), table.own(someHide), tickRateHz(), spacing));
    }
    for (SingleAlarm alarm : body.parts().alarms()) {
      if (isSent(alarm)) alarms.add(alarm);
    }
    ring = new SnapshotRing(() -> new Snapshot(room, tables, alarms.size()));
    Reach reach = body.reach();
    horizon = reach == null ? null : new Horizon(reach, tables, body.config().tickRateHz());
  }

  /// Ticks from one snapshot of a viewer to the next, as the room usually sends them.
  int spacing() {
    return spacing;
  }

  private static int spacing(int tickRateHz, int sendRateHz) {
    return tickRateHz <= sendRateHz ? 1 : (int) Math.floor(tickRateHz / (double) sendRateHz + 0.5);
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

  /// Whether there are entities that not everyone may know, so that not everyone may be told what refers to them.
  boolean someHide() {
    return someHide;
  }

  /// Who knows of what, null where everyone knows of everything.
  public @Nullable Horizon horizon() {
    return horizon;
  }

  /// How often what is far is told, in ticks.
  int farEveryTicks() {
    Reach reach = body.reach();
    return reach == null ? 1 : reach.interest().farEveryTicks();
  }

  /// Whether not all may be told of what is known by where it is.
  boolean hasBudget() {
    Reach reach = body.reach();
    return reach != null && reach.interest().hasBudget();
  }

  /// How urgent the entities of a part are.
  double weight(int t) {
    Reach reach = body.reach();
    return reach == null ? 1 : reach.interest().weight(body.parts().tables().get(t).code().type());
  }

  /// Whether the entities of a part are known by where they are.
  boolean isUnderInterest(int t) {
    return horizon != null && horizon.isUnder(t);
  }

  /// Ticks a second, 0 for a room that ticks on demand.
  int tickRateHz() {
    return body.config().tickRateHz();
  }

  /// What of each part can be foreseen.
  List<PartShape> shapes() {
    return shapes;
  }

  /// The alarms that clients are shown.
  List<SingleAlarm> alarms() {
    return alarms;
  }

  /// What is left until an alarm is due, in milliseconds; −1 for one that does not run.
  long leftMs(long due) {
    return due == Long.MAX_VALUE ? -1 : body.clock().millis(Math.max(0, due - body.clock().now()));
  }

  /// Captures the room as it is now; the newest again if it has been captured in this tick.
  public Snapshot capture() {
    Snapshot newest = ring.newest();
    if (newest != null && newest.tick() == body.tick()) return newest;
    before = newest;
    Snapshot snapshot = ring.take();
    snapshot.begin(body.tick());
    Rows old = newest == null ? null : newest.room();
    captureRow(snapshot.room(), body.type().code(), body.room(), snapshot.room().add(0, 0, 0), old, 0);
    for (int i = 0; i < tables.size(); i++) {
      captureTable(snapshot.entities().get(i), body.parts().tables().get(i),
          newest == null ? null : newest.entities().get(i));
      if (isUnderInterest(i)) changes(snapshot, newest, i);
    }
    learn(snapshot);
    for (int i = 0; i < alarms.size(); i++) snapshot.alarms()[i] = alarms.get(i).nextDue();
    List<Occupant> everyone = body.everyone();
    for (int i = 0; i < everyone.size(); i++) snapshot.players().add(player(everyone.get(i)));
    return snapshot;
  }

  private void learn(Snapshot snapshot) {
    for (int t = 0; t < tables.size(); t++) {
      // What is learned tells of all, so nothing is learned where not all may be known.
      boolean isPublic = tables.get(t).existence() == Audience.EVERYONE && !isUnderInterest(t);
      if (isPublic && past(snapshot, t) != null) habits.get(t).learn(snapshot.entities().get(t), past);
      snapshot.habits()[t] = habits.get(t).chosen();
    }
  }

  /// The part in the snapshots that a usual viewer would be told this one against, until the next call; null if one was
  /// not captured.
  Rows @Nullable [] past(Snapshot snapshot, int t) {
    for (int k = 0; k < past.length; k++) {
      int ticks = (k + 1) * spacing;
      Snapshot old = ring.back(ticks);
      if (old == null || old.tick() != snapshot.tick() - ticks) return null;
      past[k] = old.entities().get(t);
    }
    return past.length > 2 ? past : null;
  }

  private Snapshot.PlayerRow player(Occupant who) {
    Snapshot.PlayerRow old = before == null ? null : before.player(who.number());
    boolean same = old != null && old.seat() == who.seat() && old.team() == who.team() && old.bot() == who.isBot()
        && old.connected() == who.isConnected();
    return old != null && same
        ? old
        : new Snapshot.PlayerRow(who.number(), who.name(), who.seat(), who.team(), who.isBot(), who.isConnected());
  }

  private <E extends Entity> void captureTable(Rows rows, EntityTable<E> table, @Nullable Rows old) {
    List<EntityTable.@Nullable Row<E>> all = table.rows();
    int o = 0;
    for (int i = 0; i < all.size(); i++) {
      EntityTable.Row<E> row = all.get(i);
      if (row == null) continue;
      E entity = row.entity();
      Player owner = entity.owner();
      int at = rows.add(entity.id(), owner == null ? 0 : owner.number(), row.jumpTick());
      if (rows.table().usesShown()) rows.shown(at, row.isShownToAll() ? Rows.ALL : row.shownNumbers());
      // In the order of birth, as in Glance: whoever is not found here was born since.
      while (old != null && o < old.count() && old.id(o) != entity.id()) o++;
      boolean known = old != null && o < old.count();
      captureRow(rows, table.code(), entity, at, known ? old : null, known ? o++ : -1);
    }
  }

  /// Finds what changed since the last capture. Rows keep their order, so they pair up in one walk.
  private void changes(Snapshot snapshot, @Nullable Snapshot newest, int t) {
    Rows rows = snapshot.entities().get(t);
    Rows old = newest == null ? null : newest.entities().get(t);
    OwnColumns own = tables.get(t).own();
    int o = 0;
    for (int row = 0; row < rows.count(); row++) {
      while (old != null && o < old.count() && old.id(o) != rows.id(row)) o++;
      boolean same = old != null && o < old.count() && own.isElseSame(rows, row, old, o);
      rows.changeTick(row, same && old != null ? old.changeTick(o) : snapshot.tick());
    }
  }

  private <T> void captureRow(Rows rows, ClassCode<T> code, T object, int at, @Nullable Rows old, int oldRow) {
    Column[] columns = rows.table().columns();
    for (int c = 0; c < columns.length; c++) {
      if (columns[c].isLong()) rows.whole(at, c, columns[c].read(code, object));
      else rows.json(at, c, json(columns[c], code, object, old == null ? null : old.json(oldRow, c)));
    }
  }

  private <T> Json json(Column column, ClassCode<T> code, T object, @Nullable Json before) {
    try {
      return column.readJson(code, object, before);
    } catch (IllegalArgumentException e) {
      body.fault(code.name() + "." + column.name(), e);
      return Json.Null.VALUE;
    }
  }
}
