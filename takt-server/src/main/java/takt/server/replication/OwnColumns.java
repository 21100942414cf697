package takt.server.replication;

import org.jspecify.annotations.Nullable;

/// The columns of a table that are not the same for all who know of an entity: sent to some, or referring to what some
/// do not know.
///
/// Immutable; any thread.
final class OwnColumns {
  private final boolean[] own;
  private final boolean any;

  OwnColumns(boolean[] own) {
    this.own = own;
    boolean one = false;
    for (boolean is : own) one |= is;
    any = one;
  }

  boolean isAny() {
    return any;
  }

  boolean has(int c) {
    return own[c];
  }

  /// Whether everything else is the same in two snapshots.
  boolean isElseSame(Rows rows, int row, Rows old, int before) {
    if (rows.owner(row) != old.owner(before) || rows.jumpTick(row) != old.jumpTick(before)) return false;
    for (int c = 0; c < own.length; c++) {
      if (!own[c] && !Rows.same(rows, row, old, before, c)) return false;
    }
    return true;
  }

  /// Whether a client is to be told of any of them.
  boolean differ(Glance glance, Rows rows, int row, @Nullable ToldOwn was) {
    if (!any || was == null) return false;
    for (int c = 0; c < own.length; c++) {
      if (own[c] && was.differs(glance, rows, row, c)) return true;
    }
    return false;
  }
}
