package takt.server.session;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.server.room.Inbox;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// A room as the front desk knows it: its inbox, its members, and what the list of open rooms says.
///
/// Owned by the front desk's thread. What the room's inbox refuses waits here, in order, and is offered again every
/// turn: that someone left must not be lost.
final class RoomEntry {
  /// Messages that may wait here before the room takes nobody in: it is not coming round to them.
  static final int BACKLOG_MAX = 1024;

  private final String id;
  private final String code;
  private final boolean unlisted;
  private final RoomType type;
  private final Set<Member> members = new LinkedHashSet<>();
  private final ArrayDeque<RoomMessage> backlog = new ArrayDeque<>();
  private Inbox inbox = new Inbox(() -> {});
  private int players;
  private int free;
  private int freeSpectators;
  private int seatsMax;
  private int promised;
  private boolean known;
  private boolean locked;
  private boolean changed;
  private Json listed;
  private @Nullable Json told;

  /// @param options of the new room: until it says a word itself, its seats and listed fields are guessed by them
  RoomEntry(String id, String code, boolean unlisted, RoomType type, Json options) {
    this.id = id;
    this.code = code;
    this.unlisted = unlisted;
    this.type = type;
    seatsMax = type.seats();
    free = type.seats();
    freeSpectators = type.spectators();
    listed = type.listed(options);
  }

  String id() {
    return id;
  }

  String code() {
    return code;
  }

  RoomType type() {
    return type;
  }

  /// Who is in it, and who was sent there.
  Set<Member> members() {
    return members;
  }

  /// Someone is sent there: their seat counts as taken until the room has answered.
  void add(Member member) {
    members.add(member);
    promised++;
  }

  /// Someone who was sent there is in: the room counts their seat itself.
  void entered() {
    promised--;
  }

  void remove(Member member) {
    members.remove(member);
    if (!member.isIn()) promised--;
  }

  Inbox inbox() {
    return inbox;
  }

  void inbox(Inbox inbox) {
    this.inbox = inbox;
  }

  /// Tells the room something, now or as soon as it takes it.
  void tell(RoomMessage message) {
    if (!backlog.isEmpty() || !inbox.offer(message)) backlog.add(message);
  }

  /// Offers what waits again; whether anything still waits.
  boolean tellAgain() {
    while (!backlog.isEmpty() && inbox.offer(backlog.peek())) backlog.remove();
    return !backlog.isEmpty();
  }

  /// Whether the room does not come round to what it is told.
  boolean isStuck() {
    return backlog.size() >= BACKLOG_MAX;
  }

  /// What the room said of itself.
  void onListing(int players, int free, int seatsMax, int freeSpectators, boolean locked, Json listed) {
    this.players = players;
    this.free = free;
    this.seatsMax = seatsMax;
    this.freeSpectators = freeSpectators;
    this.locked = locked;
    this.listed = listed;
    known = true;
    changed = true;
  }

  /// Whether it is found by its code or id only.
  boolean isUnlisted() {
    return unlisted;
  }

  /// Whether it has said a word of itself.
  boolean isKnown() {
    return known;
  }

  /// Whether strangers may be sent there.
  boolean isOpen(boolean spectate) {
    if (unlisted || locked || isStuck()) return false;
    return (spectate ? freeSpectators : free) > promised;
  }

  Json listed() {
    return listed;
  }

  /// Whether its listing changed since this was asked last.
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was && known;
  }

  /// The listed fields that watchers were told last, null if they were told nothing of it.
  @Nullable Json told() {
    return told;
  }

  void told(@Nullable Json listed) {
    told = listed;
  }

  /// What the list of open rooms says of it.
  Json listing() {
    Map<String, Json> listing = new LinkedHashMap<>();
    listing.put("id", Json.of(id));
    listing.put("room", Json.of(type.name()));
    listing.put("players", Json.of((long) players));
    listing.put("seats", Json.of((long) seatsMax));
    listing.put("free", Json.of((long) free));
    listing.put("locked", Json.of(locked));
    listing.put("listed", listed);
    return new Json.Obj(listing);
  }
}
