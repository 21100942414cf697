package takt.server.session;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.link.TokenBucket;
import takt.server.Identity;

/// A player's logical connection: outlives sockets, may hold places in several rooms.
///
/// Owned by the front desk's thread.
final class Session {
  private final String id;
  private final String key;
  private final Identity identity;
  private final TokenBucket opened;
  private final SessionMetrics metrics;
  /// By the number the client calls the room; none has 0.
  private final @Nullable Member[] members = new Member[Protocol.ROOMS_MAX + 1];
  /// How the last stay behind each number ended.
  private final DownFrame.@Nullable Left[] lefts = new DownFrame.Left[Protocol.ROOMS_MAX + 1];
  /// Which of all [#frees] it was when each number came free.
  private final long[] freeSince = new long[Protocol.ROOMS_MAX + 1];
  private final Set<Watch> watches = new LinkedHashSet<>();
  private @Nullable Connection connection;
  private long capabilities;
  private long detachedNs;
  private long frees;

  /// A list that the session watches.
  record Watch(long request, String type, Listings.Filter filter) {}

  /// @param key what only the resume token knows
  /// @param opened the bucket of rooms it may open
  Session(String id, String key, Identity identity, TokenBucket opened, SessionMetrics metrics) {
    this.id = id;
    this.key = key;
    this.identity = identity;
    this.opened = opened;
    this.metrics = metrics;
  }

  String id() {
    return id;
  }

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

  /// When it lost its connection.
  long detachedNs() {
    return detachedNs;
  }

  /// Tells its client; nobody, while it has no connection.
  void say(DownFrame frame) {
    Connection to = connection;
    if (to != null) to.lane().post(() -> to.say(frame));
  }

  /// Tells its client no.
  void deny(long request, ErrorCode code, String text) {
    metrics.error(code);
    say(new DownFrame.Problem(request, code.code(), Json.Obj.EMPTY, text, false));
  }

  // ---- its places

  /// The place behind a room's number.
  @Nullable Member member(int number) {
    return members[number];
  }

  /// With gaps: by number.
  @Nullable Member[] members() {
    return members;
  }

  /// A number no room has, 0 if all are taken: the one that is free for the longest time. How its last stay ended
  /// can be told again until then, and what a client sent to that room before it heard of it reaches no other.
  int freeNumber() {
    int free = 0;
    for (int number = members.length - 1; number > 0; number--) {
      if (members[number] == null && (free == 0 || freeSince[number] <= freeSince[free])) free = number;
    }
    return free;
  }

  void member(int number, @Nullable Member member) {
    members[number] = member;
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
  @Nullable Member memberOf(UpFrame.Join asked) {
    if (asked.request() == 0) return null;
    for (Member member : members) {
      if (member != null && member.asking() instanceof Member.Asking.Joining j && j.asked().equals(asked))
        return member;
    }
    return null;
  }

  boolean hasMembers() {
    for (Member member : members) {
      if (member != null) return true;
    }
    return false;
  }

  /// Whether it has, or asks for, a place in that room.
  boolean isIn(RoomEntry room) {
    for (Member member : members) {
      if (member != null && member.room() == room) return true;
    }
    return false;
  }

  /// Places that rooms have not answered for.
  int joinsPending() {
    int pending = 0;
    for (Member member : members) {
      if (member != null && !member.isIn()) pending++;
    }
    return pending;
  }

  Set<Watch> watches() {
    return watches;
  }

  TokenBucket opened() {
    return opened;
  }
}
