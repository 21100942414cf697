package takt.server.room;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds occupants by the front desk's number for them, without a box around it: every input asks.
///
/// Owned by the room's thread. The desk counts upwards, so most come in at the end.
final class MemberIndex {
  private long[] members = new long[8];
  private @Nullable Occupant[] occupants = new Occupant[8];
  private int count;

  @Nullable Occupant get(long member) {
    int at = Arrays.binarySearch(members, 0, count, member);
    return at < 0 ? null : occupants[at];
  }

  void put(long member, Occupant who) {
    int at = Arrays.binarySearch(members, 0, count, member);
    if (at < 0) {
      at = -at - 1;
      if (count == members.length) {
        members = Arrays.copyOf(members, 2 * count);
        occupants = Arrays.copyOf(occupants, 2 * count);
      }
      System.arraycopy(members, at, members, at + 1, count - at);
      System.arraycopy(occupants, at, occupants, at + 1, count - at);
      count++;
    }
    members[at] = member;
    occupants[at] = who;
  }

  void remove(long member) {
    int at = Arrays.binarySearch(members, 0, count, member);
    if (at < 0) return;
    count--;
    System.arraycopy(members, at + 1, members, at, count - at);
    System.arraycopy(occupants, at + 1, occupants, at, count - at);
    occupants[count] = null;
  }
}
