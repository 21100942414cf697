package takt.protocol.delta;

/// One row while it is coded: its points in the base and before, and what it is now.
///
/// One thread at a time; filled anew for each row.
public final class MovedRow {
  /// Points of the stepped fields in the base, in the snapshot before it, and in the one before that.
  public final long[] base;
  public final long[] before;
  public final long[] earlier;
  /// Whether the row was there in the two older snapshots.
  public boolean hasBefore;
  public boolean hasEarlier;
  /// The points now: given to write, or as read.
  public final long[] now;
  /// Whether each other field is told anew.
  public final boolean[] told;
  /// Whether something else is said of the row: its owner, a jump.
  public boolean noted;

  public MovedRow(PartShape shape) {
    int stepped = shape.stepped().size();
    base = new long[stepped];
    before = new long[stepped];
    earlier = new long[stepped];
    now = new long[stepped];
    told = new boolean[shape.others().size()];
  }
}
