package takt.server.replication;

import java.util.ArrayList;
import java.util.List;

/// A room's sent state at a tick, as it travels: rounded, in columns.
///
/// Written by the room's thread while it captures, then read-only until the ring uses it again.
public final class Snapshot {
  private final Rows room;
  private final List<Rows> entities = new ArrayList<>();
  private final List<PlayerRow> players = new ArrayList<>();
  private long[] alarms = new long[0];
  private long tick;

  Snapshot(Table room, List<Table> tables, int alarms) {
    this.room = new Rows(room);
    for (Table table : tables) entities.add(new Rows(table));
    this.alarms = new long[alarms];
  }

  /// Someone in the room, as everyone may know.
  record PlayerRow(int number, String name, int seat, int team, boolean bot, boolean connected) {}

  /// 0 for one that holds nothing yet.
  public long tick() {
    return tick;
  }

  void begin(long tick) {
    this.tick = tick;
    room.clear();
    players.clear();
    for (Rows rows : entities) rows.clear();
  }

  Rows room() {
    return room;
  }

  List<Rows> entities() {
    return entities;
  }

  List<PlayerRow> players() {
    return players;
  }

  /// When each sent alarm is due, in units; `Long.MAX_VALUE` for one that does not run.
  long[] alarms() {
    return alarms;
  }

  int teamOf(int number) {
    for (PlayerRow player : players) {
      if (player.number == number) return player.seat < 0 ? 0 : player.team;
    }
    return 0;
  }
}
