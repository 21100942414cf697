package takt.server.session;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.UpFrame;
import takt.server.Identity;

/// A player's logical connection: outlives sockets, may hold places in several rooms.
///
/// Owned by the front desk's thread.
final class Session {
  private final String id;
  private final String key;
  private final Identity identity;
  private final @Nullable Member[] rooms = new Member[Protocol.ROOMS_MAX + 1];
  private final DownFrame.@Nullable Left[] lefts = new DownFrame.Left[Protocol.ROOMS_MAX + 1];
  private final long[] freeSince = new long[Protocol.ROOMS_MAX + 1];
  private final Set<Watch> watches = new LinkedHashSet<>();
  private final TokenBucket opened;
  private @Nullable Connection connection;
  private long capabilities;
  private long detachedNs;
  private int pending;
  private long frees;

  /// A list that the session watches.
  record Watch(long request, String type, Listings.Filter filter) {}

  Session(String id, String key, Identity identity, TokenBucket opened) {
    this.id = id;
    this.key = key;
    this.identity = identity;
    this.opened = opened;
  }

  String id() {
    return id;
  }

  /// What only the resume token knows.
  String key() {
    return key;
  }

  Identity identity() {
    return identity;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /// @param capabilities what its client can do
  void attach(Connection connection, long capabilities) {
    this.connection = connection;
    this.capabilities = capabilities;
  }

  void detach(long nowNs) {
    connection = null;
    detachedNs = nowNs;
    watches.clear();
  }

  long capabilities() {
    return capabilities;
  }

  long detachedNs() {
    return detachedNs;
  }

  /// The place behind a room's number.
  @Nullable Member room(int number) {
    return rooms[number];
  }

  @Nullable Member[] rooms() {
    return rooms;
  }

  /// A number no room has, 0 if all are taken: the one that is free for the longest time. How its last stay ended
  /// can be told again until then, and what a client sent to that room before it heard of it reaches no other.
  int freeNumber() {
    int free = 0;
    for (int number = rooms.length - 1; number > 0; number--) {
      if (rooms[number] == null && (free == 0 || freeSince[number] <= freeSince[free])) free = number;
    }
    return free;
  }

  void room(int number, @Nullable Member member) {
    rooms[number] = member;
    if (member != null) lefts[number] = null;
    else freeSince[number] = ++frees;
  }

  /// How the last stay behind a room's number ended, null while there is another or was none. Kept to be told again at
  /// a resume: who was away when it ended has not heard it, who was not may not have.
  DownFrame.@Nullable Left left(int number) {
    return lefts[number];
  }

  void left(DownFrame.Left left) {
    lefts[left.room()] = left;
  }

  /// The place that a join asked for, null for none: after a break a client asks again for what it got no answer to.
  @Nullable Member joined(UpFrame.Join asked) {
    if (asked.request() == 0) return null;
    for (Member member : rooms) {
      if (member != null && member.asking() instanceof Member.Asking.Joining j && j.asked().equals(asked))
        return member;
    }
    return null;
  }

  boolean hasRooms() {
    for (Member member : rooms) {
      if (member != null) return true;
    }
    return false;
  }

  Set<Watch> watches() {
    return watches;
  }

  /// The bucket of rooms it may open.
  TokenBucket opened() {
    return opened;
  }

  int pending() {
    return pending;
  }

  void pending(int more) {
    pending += more;
  }
}
