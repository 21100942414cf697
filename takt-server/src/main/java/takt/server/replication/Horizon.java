package takt.server.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.layout.Grid;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.server.Interest;
import takt.server.interest.Cells;
import takt.server.interest.Credit;
import takt.server.interest.View;
import takt.server.room.Reach;

/// What a room under interest has once for all its clients: where everything is.
///
/// Owned by the room's thread.
public final class Horizon {
  /// What has become known is kept more readily for half a second.
  private static final int DWELLS_A_SECOND = 2;
  /// What an entity that enters takes, about: half of what may be told is kept for those.
  private static final int ENTER_BITS = 160;
  /// Captures in which the values that an entity was told last must still be there: else it enters anew.
  private static final int KEPT = SnapshotRing.SIZE - 2;

  private final List<Table> tables;
  private final boolean[] under;
  /// Parts of which everyone may know who is near enough.
  private final boolean[] open;
  /// The columns of each part's places.
  private final int[] xs;
  private final int[] ys;
  private final Cells cells;
  private final int dwellTicks;
  /// Of what tells one client of what is known by where it is, 0 for any.
  private final long bitsPerTick;
  private @Nullable Glance glance;
  private long placedTick = -1;

  Horizon(Reach reach, List<Table> tables, int tickRateHz) {
    this.tables = tables;
    under = new boolean[tables.size()];
    open = new boolean[tables.size()];
    xs = new int[tables.size()];
    ys = new int[tables.size()];
    dwellTicks = Math.max(1, tickRateHz / DWELLS_A_SECOND);
    Interest interest = reach.interest();
    bitsPerTick = interest.hasBudget() ? interest.bytesPerSecondMax() * 8L / Math.max(1, tickRateHz) : 0;
    Bounds x = new Bounds();
    Bounds y = new Bounds();
    for (int t = 0; t < under.length; t++) {
      under[t] = reach.isUnder(t);
      open[t] = tables.get(t).existence() == Audience.EVERYONE;
      if (!under[t]) continue;
      xs[t] = x.column(tables.get(t), "x");
      ys[t] = y.column(tables.get(t), "y");
    }
    cells = new Cells(interest, x.least, y.least, x.most, y.most);
  }

  private static final class Bounds {
    private double least;
    private double most;

    /// Finds a column of coordinates, and widens the bounds by its own.
    private int column(Table table, String name) {
      for (int c = 0; c < table.columns().length; c++) {
        if (!table.columns()[c].name().equals(name)) continue;
        Grid grid = table.columns()[c].coordinates();
        least = Math.min(least, grid.min());
        most = Math.max(most, grid.max());
        return c;
      }
      throw new AssertionError(table.name() + " has no " + name);
    }
  }

  /// Whether the entities of a part are known by where they are.
  boolean isUnder(int t) {
    return under[t];
  }

  /// What a new client knows: nothing.
  ///
  /// @param credit the client's
  public View view(Credit credit) {
    return new View(cells, under, open, dwellTicks, credit);
  }

  /// Finds what a client knows of with the snapshot that is written next.
  ///
  /// @param base what it has, null for nothing
  /// @param owned what the player owns in the room as it was captured
  /// @param placed whether there is a place they look from
  public void look(View view, Snapshot now, @Nullable Snapshot base, int viewer, List<Entity> owned, boolean placed,
      double x, double y) {
    if (placedTick != now.tick()) place(now);
    Glance look = glance;
    if (look == null) glance = look = new Glance(now);
    look.look(now, base, viewer, view);
    if (base == null) view.forget();
    for (int i = 0; i < owned.size(); i++) {
      long id = owned.get(i).id();
      Rows rows = now.rowsOf(id);
      if (rows != null && under[rows.part()]) view.owns(rows.part(), id);
    }
    if (bitsPerTick > 0) {
      view.credit().earn(now.tick(), bitsPerTick);
      view.enterMax(Math.clamp(view.credit().bits() / 2 / ENTER_BITS, 1, Integer.MAX_VALUE));
    }
    view.look(now.tick(), now.tick() - KEPT, placed, x, y, look);
  }

  private void place(Snapshot now) {
    placedTick = now.tick();
    cells.clear();
    for (int t = 0; t < under.length; t++) {
      if (!under[t]) continue;
      Rows rows = now.entities().get(t);
      Grid x = tables.get(t).columns()[xs[t]].coordinates();
      Grid y = tables.get(t).columns()[ys[t]].coordinates();
      for (int row = 0; row < rows.count(); row++) {
        cells.add(rows.id(row), t, x.value(rows.whole(row, xs[t])), y.value(rows.whole(row, ys[t])));
      }
    }
    cells.sort();
  }
}
