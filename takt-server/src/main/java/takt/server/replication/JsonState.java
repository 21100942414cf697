package takt.server.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.JsonWriter;
import takt.server.interest.Known;
import takt.server.interest.View;
import takt.server.room.SingleAlarm;

/// Writes the state of a snapshot as one viewer may see it, in JSON.
///
/// Owned by the room's thread. Whole, or the difference to the snapshot the viewer was sent before:
/// ```
/// {"room": {"kills": 3},
///  "players": {"2": {"name": "ann", "seat": 0, "team": 1, "bot": false, "connected": true}},
///  "entities": {"squares": {"65537": {"owner": 2, "x": 400, "y": 12.25, "hue": 7}}},
///  "gone": {"squares": [65538], "players": [3]}}
/// ```
/// What did not change is not there. `jump` is the tick in which an entity was last put somewhere else instead of
/// moving there: a tick, not a mark, because the base may be far behind and the jump be told many times. An entity that
/// the viewer sees anew has all its fields, one that it no longer sees is in `gone`; a field it may no longer see is
/// null. What they see, and what of it is news, [Glance] says.
public final class JsonState {
  private final Capture capture;
  private final Glance glance;
  private final JsonWriter gone = new JsonWriter(256);
  private boolean anyGone;
  private boolean anyPart;
  private JsonWriter out = new JsonWriter();

  public JsonState(Capture capture, Snapshot first) {
    this.capture = capture;
    glance = new Glance(first);
  }

  /// Writes the state.
  ///
  /// @param base the snapshot to build on, null for whole state
  /// @param viewer the number of who is to see it
  /// @param view what they know of by where it is, as it looked just now; null where there is no interest
  /// @param to is cleared first
  public void write(Snapshot now, @Nullable Snapshot base, int viewer, @Nullable View view, JsonWriter to) {
    out = to;
    glance.look(now, base, viewer, view);
    gone.clear().beginObject();
    anyGone = false;
    out.clear().beginObject();
    room(now);
    players(now);
    entities(now, base, view);
    if (base != null) gonePlayers(base);
    gone.endObject();
    if (anyGone) out.name("gone").raw(gone.buffer(), 0, gone.length());
    out.endObject();
  }

  private void room(Snapshot now) {
    Rows rows = now.room();
    boolean open = false;
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (!glance.roomDiffers(c)) continue;
      if (!open) out.name("room").beginObject();
      open = true;
      field(rows, 0, c);
    }
    open = alarms(now, open);
    if (open) out.endObject();
  }

  private boolean alarms(Snapshot now, boolean open) {
    List<SingleAlarm> alarms = capture.alarms();
    for (int i = 0; i < alarms.size(); i++) {
      if (!glance.alarmDiffers(i)) continue;
      if (!open) out.name("room").beginObject();
      open = true;
      out.name(alarms.get(i).name());
      long left = capture.leftMs(now.alarms()[i]);
      if (left < 0) out.nil();
      else out.value(left);
    }
    return open;
  }

  private void players(Snapshot now) {
    boolean open = false;
    for (int i = 0; i < now.players().size(); i++) {
      if (!glance.isNews(i)) continue;
      Snapshot.PlayerRow player = now.players().get(i);
      Snapshot.PlayerRow old = glance.before(player);
      if (!open) out.name("players").beginObject();
      open = true;
      out.name(player.number()).beginObject();
      if (old == null) out.name("name").value(player.name());
      if (old == null || old.seat() != player.seat()) out.name("seat").value(player.seat());
      if (old == null || old.team() != player.team()) out.name("team").value(player.team());
      if (old == null || old.bot() != player.bot()) out.name("bot").value(player.bot());
      if (old == null || old.connected() != player.connected()) out.name("connected").value(player.connected());
      out.endObject();
    }
    if (open) out.endObject();
  }

  private void entities(Snapshot now, @Nullable Snapshot base, @Nullable View view) {
    anyPart = false;
    for (int t = 0; t < now.entities().size(); t++) {
      Known known = view == null ? null : view.part(t);
      if (known == null) part(now, base, t);
      else part(now, known, t);
    }
    if (anyPart) out.endObject();
  }

  private void part(Snapshot now, @Nullable Snapshot base, int t) {
    glance.part(t);
    Rows rows = now.entities().get(t);
    if (base != null) gone(base.entities().get(t));
    if (glance.movedCount() + glance.enteredCount() == 0) return;
    beginPart(rows);
    for (int i = 0; i < glance.movedCount() && base != null; i++) {
      entity(rows, glance.moved(i), base.entities().get(t), glance.movedFrom(i));
    }
    for (int i = 0; i < glance.enteredCount(); i++) entity(rows, glance.entered(i), null, -1);
    out.endObject();
  }

  private void beginPart(Rows rows) {
    if (!anyPart) out.name("entities").beginObject();
    anyPart = true;
    out.name(rows.table().name()).beginObject();
  }

  // ---- those that are known by where they are

  private void part(Snapshot now, Known known, int t) {
    Rows rows = now.entities().get(t);
    if (known.goneCount() > 0) {
      beginGone(rows.table().name());
      for (int i = 0; i < known.goneCount(); i++) gone.value(known.gone(i));
      gone.endArray();
    }
    boolean open = false;
    for (int i = 0; i < known.count(); i++) {
      int row = now.rowOf(known.id(i));
      boolean told = i >= known.keptCount() || isTold(now, rows, row, known, i);
      if (!told) continue;
      if (!open) beginPart(rows);
      open = true;
      known(now, rows, row, known, i);
    }
    if (open) out.endObject();
  }

  private boolean isTold(Snapshot now, Rows rows, int row, Known known, int i) {
    boolean changed = rows.changeTick(row) > known.told(i);
    if (!changed) known.same(i, now.tick());
    return changed && known.isDue(i, now.tick(), capture.farEveryTicks())
        || rows.table().own().differ(glance, rows, row, (ToldOwn) known.note(i));
  }

  private void known(Snapshot now, Rows rows, int row, Known known, int i) {
    Snapshot then = i < known.keptCount() ? capture.ring().at(known.same(i)) : null;
    Rows old = then == null ? null : then.entities().get(rows.part());
    int before = then == null ? -1 : then.rowOf(known.id(i));
    OwnColumns own = rows.table().own();
    ToldOwn note = (ToldOwn) known.note(i);
    if (note == null && own.isAny()) {
      note = new ToldOwn(rows.table().columns().length);
      known.note(i, note);
    }
    begin(rows, row, old, before);
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (note != null && own.has(c)) own(rows, row, c, note);
      else if (old == null || !Rows.same(rows, row, old, before, c)) field(rows, row, c);
    }
    out.endObject();
    if (i < known.keptCount()) known.tell(i, now.tick(), 0, 0, false);
  }

  private void own(Rows rows, int row, int c, ToldOwn note) {
    if (!note.differs(glance, rows, row, c)) return;
    if (note.take(glance, rows, row, c)) field(rows, row, c);
    else out.name(rows.table().columns()[c].name()).nil();
  }

  // ---- an entity

  /// Opens it with what is no field.
  private void begin(Rows rows, int row, @Nullable Rows old, int before) {
    out.name(rows.id(row)).beginObject();
    if (old == null ? rows.owner(row) != 0 : rows.owner(row) != old.owner(before))
      out.name("owner").value(rows.owner(row));
    if (rows.jumpTick(row) != (old == null ? 0 : old.jumpTick(before))) out.name("jump").value(rows.jumpTick(row));
  }

  private void entity(Rows rows, int row, @Nullable Rows old, int before) {
    begin(rows, row, old, before);
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (old != null && !glance.differs(rows, row, old, before, c)) continue;
      if (glance.seesNow(rows, row, rows.table().columns()[c].to())) field(rows, row, c);
      else if (old != null) out.name(rows.table().columns()[c].name()).nil();
    }
    out.endObject();
  }

  private void field(Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    out.name(column.name());
    if (column.isLong()) column.write(out, glance.wholeNow(rows, row, c));
    else out.value(glance.jsonNow(rows, row, c));
  }

  private void gone(Rows old) {
    if (glance.goneCount() == 0) return;
    beginGone(old.table().name());
    for (int i = 0; i < glance.goneCount(); i++) gone.value(old.id(glance.gone(i)));
    gone.endArray();
  }

  private void beginGone(String name) {
    anyGone = true;
    gone.name(name).beginArray();
  }

  private void gonePlayers(Snapshot base) {
    boolean named = false;
    for (int i = 0; i < base.players().size(); i++) {
      if (!glance.hasLeft(base, i)) continue;
      if (!named) gone.name("players").beginArray();
      named = true;
      gone.value(base.players().get(i).number());
    }
    if (named) gone.endArray();
    anyGone |= named;
  }
}
