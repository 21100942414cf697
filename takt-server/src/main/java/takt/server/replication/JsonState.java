package takt.server.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.schema.Audience;
import takt.server.room.RoomBody;
import takt.server.room.SingleAlarm;

/// Writes the state of a snapshot as one viewer may see it, in JSON.
///
/// Owned by the room's thread. Whole, or the difference to a snapshot the viewer has acknowledged:
/// ```
/// {"room": {"kills": 3},
///  "players": {"2": {"name": "ann", "seat": 0, "team": 1, "bot": false, "connected": true}},
///  "entities": {"squares": {"65537": {"owner": 2, "x": 400, "y": 12.25, "hue": 7}}},
///  "gone": {"squares": [65538], "players": [3]}}
/// ```
/// What did not change is not there. `jump` is the tick in which an entity was last put somewhere else instead of
/// moving there: a tick, not a mark, because the base may be far behind and the jump be told many times. An entity that
/// the viewer sees anew has all its fields, one that it no longer sees is in `gone`; a field it may no longer see is
/// null. Visibility is judged in each snapshot by that snapshot alone, so what is written depends on nothing but the
/// two snapshots and the viewer.
public final class JsonState {
  private final RoomBody body;
  private final Capture capture;
  private final JsonWriter out = new JsonWriter(1024);
  private Snapshot now;
  private @Nullable Snapshot base;
  private int viewer;

  public JsonState(RoomBody body, Capture capture, Snapshot first) {
    this.body = body;
    this.capture = capture;
    now = first;
  }

  /// The state as JSON, the caller's to keep.
  ///
  /// @param base the snapshot to build on, null for whole state
  /// @param viewer the number of who is to see it
  public byte[] write(Snapshot now, @Nullable Snapshot base, int viewer) {
    this.now = now;
    this.base = base;
    this.viewer = viewer;
    out.clear().beginObject();
    room();
    players();
    entities();
    gone();
    return out.endObject().toBytes();
  }

  private void room() {
    Rows rows = now.room();
    Rows old = base == null ? null : base.room();
    boolean open = false;
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (rows.table().columns()[c].to() != Audience.EVERYONE) continue;
      if (old != null && !valueDiffers(rows, 0, old, 0, c)) continue;
      if (!open) out.name("room").beginObject();
      open = true;
      field(rows, 0, c);
    }
    open = alarms(open);
    if (open) out.endObject();
  }

  private boolean alarms(boolean open) {
    List<SingleAlarm> alarms = capture.alarms();
    for (int i = 0; i < alarms.size(); i++) {
      long due = now.alarms()[i];
      if (base != null && base.alarms()[i] == due) continue;
      if (!open) out.name("room").beginObject();
      open = true;
      out.name(alarms.get(i).name());
      if (due == Long.MAX_VALUE) out.nil();
      else out.value(body.clock().millis(Math.max(0, due - body.clock().now())));
    }
    return open;
  }

  private void players() {
    boolean open = false;
    for (Snapshot.PlayerRow player : now.players()) {
      Snapshot.PlayerRow old = base == null ? null : player(base, player.number());
      if (player.equals(old)) continue;
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

  private static Snapshot.@Nullable PlayerRow player(Snapshot snapshot, int number) {
    for (Snapshot.PlayerRow player : snapshot.players()) {
      if (player.number() == number) return player;
    }
    return null;
  }

  private void entities() {
    boolean open = false;
    for (int t = 0; t < now.entities().size(); t++) {
      open = table(now.entities().get(t), base == null ? null : base.entities().get(t), open);
    }
    if (open) out.endObject();
  }

  /// Rows keep the order of birth, so those of two snapshots pair up in one walk: what the base has more was removed,
  /// and what is new stands at the end.
  private boolean table(Rows rows, @Nullable Rows old, boolean open) {
    boolean named = false;
    int o = 0;
    for (int row = 0; row < rows.count(); row++) {
      int before = -1;
      if (old != null) {
        while (o < old.count() && old.id(o) != rows.id(row)) o++;
        if (o < old.count()) before = o++;
      }
      if (!sees(now, rows, row, rows.table().existence())) continue;
      boolean fresh = old == null || before < 0 || !sees(oldest(), old, before, rows.table().existence());
      if (!fresh && old != null && !differs(rows, row, old, before)) continue;
      if (!open) out.name("entities").beginObject();
      open = true;
      if (!named) out.name(rows.table().name()).beginObject();
      named = true;
      entity(rows, row, fresh ? null : old, before);
    }
    if (named) out.endObject();
    return open;
  }

  private Snapshot oldest() {
    return base == null ? now : base;
  }

  private boolean differs(Rows rows, int row, Rows old, int before) {
    if (rows.owner(row) != old.owner(before) || rows.jumpTick(row) != old.jumpTick(before)) return true;
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (differs(rows, row, old, before, c)) return true;
    }
    return false;
  }

  private boolean differs(Rows rows, int row, Rows old, int before, int c) {
    Column column = rows.table().columns()[c];
    boolean sees = sees(now, rows, row, column.to());
    boolean saw = sees(oldest(), old, before, column.to());
    if (sees != saw) return true;
    return sees && valueDiffers(rows, row, old, before, c);
  }

  /// Whether a column that is seen in both snapshots looks different to the viewer.
  private boolean valueDiffers(Rows rows, int row, Rows old, int before, int c) {
    Column column = rows.table().columns()[c];
    if (column.isRef()) return ref(now, rows, row, c) != ref(oldest(), old, before, c);
    if (column.holdsRefs()) return !json(now, rows, row, c).equals(json(oldest(), old, before, c));
    return !Rows.same(rows, row, old, before, c);
  }

  private void entity(Rows rows, int row, @Nullable Rows old, int before) {
    out.name(rows.id(row)).beginObject();
    if (old == null ? rows.owner(row) != 0 : rows.owner(row) != old.owner(before))
      out.name("owner").value(rows.owner(row));
    if (rows.jumpTick(row) != (old == null ? 0 : old.jumpTick(before))) out.name("jump").value(rows.jumpTick(row));
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (old != null && !differs(rows, row, old, before, c)) continue;
      if (sees(now, rows, row, rows.table().columns()[c].to())) field(rows, row, c);
      else if (old != null) out.name(rows.table().columns()[c].name()).nil();
    }
    out.endObject();
  }

  private void field(Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    out.name(column.name());
    if (column.isRef()) column.write(out, ref(now, rows, row, c));
    else if (column.isLong()) column.write(out, rows.whole(row, c));
    else out.value(json(now, rows, row, c));
  }

  private Json json(Snapshot snapshot, Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    Json json = rows.json(row, c);
    return column.holdsRefs() ? KnownRefs.only(column.as(), json, id -> known(snapshot, id) != 0) : json;
  }

  /// The id referred to, or 0 where the viewer may not know of it.
  private long ref(Snapshot snapshot, Rows rows, int row, int c) {
    return known(snapshot, rows.whole(row, c));
  }

  private long known(Snapshot snapshot, long id) {
    if (id == 0) return 0;
    for (Rows all : snapshot.entities()) {
      for (int r = 0; r < all.count(); r++) {
        if (all.id(r) == id) return sees(snapshot, all, r, all.table().existence()) ? id : 0;
      }
    }
    return 0;
  }

  private void gone() {
    if (base == null) return;
    boolean open = false;
    for (int t = 0; t < now.entities().size(); t++) {
      open = goneOf(now.entities().get(t), base.entities().get(t), open);
    }
    boolean named = false;
    for (Snapshot.PlayerRow player : base.players()) {
      if (player(now, player.number()) != null) continue;
      if (!open) out.name("gone").beginObject();
      open = true;
      if (!named) out.name("players").beginArray();
      named = true;
      out.value(player.number());
    }
    if (named) out.endArray();
    if (open) out.endObject();
  }

  private boolean goneOf(Rows rows, Rows old, boolean open) {
    boolean named = false;
    int row = 0;
    for (int o = 0; o < old.count(); o++) {
      boolean stays = row < rows.count() && rows.id(row) == old.id(o);
      if (stays) stays = sees(now, rows, row++, rows.table().existence());
      if (stays || !sees(oldest(), old, o, old.table().existence())) continue;
      if (!open) out.name("gone").beginObject();
      open = true;
      if (!named) out.name(rows.table().name()).beginArray();
      named = true;
      out.value(old.id(o));
    }
    if (named) out.endArray();
    return open;
  }

  private boolean sees(Snapshot snapshot, Rows rows, int row, Audience to) {
    return switch (to) {
      case EVERYONE -> true;
      case OWNER -> rows.owner(row) == viewer;
      case TEAM -> rows.owner(row) == viewer || isSameTeam(snapshot, rows.owner(row));
      case SHOWN -> rows.owner(row) == viewer || rows.isShown(row, viewer);
    };
  }

  private boolean isSameTeam(Snapshot snapshot, int owner) {
    int team = owner == 0 ? 0 : snapshot.teamOf(owner);
    return team != 0 && team == snapshot.teamOf(viewer);
  }
}
