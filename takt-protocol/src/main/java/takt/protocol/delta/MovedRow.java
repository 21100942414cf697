package takt.protocol.delta;

import java.util.Arrays;

/// One row while it is coded: its points in the base and before, and what it is now.
///
/// One thread at a time; filled anew for each row.
public final class MovedRow {
  /// The points of each stepped field in the base, and in the snapshots before it.
  public final long[][] history;
  /// How many of a field's history are asked for: what lies further back is not looked at.
  public final int[] depths;
  /// In how many snapshots before the base it was, without one between in which it was not.
  public int older;
  /// The points now: given to write, or as read.
  public final long[] now;
  /// Whether each other field is told anew.
  public final boolean[] told;
  /// Whether something else is said of the row: its owner, a jump.
  public boolean noted;

  public MovedRow(PartShape shape) {
    int stepped = shape.stepped().size();
    history = new long[stepped][1 + Gaps.OLDER_MAX];
    depths = new int[stepped];
    Arrays.fill(depths, 1 + Gaps.OLDER_MAX);
    now = new long[stepped];
    told = new boolean[shape.others().size()];
  }
}
