package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.Refusal;
import takt.server.Knock;
import takt.server.LeaveReason;
import takt.server.Players;
import takt.server.RoomConfig;
import takt.server.session.Downlink;

/// Who is in a room: players, spectators and bots, and the places they have.
///
/// Owned by the room's thread. Everyone who comes, goes, breaks off and returns does so here, as a command; what the
/// front desk needs to know is told through [RoomDesk].
public final class People {
  private final RoomBody body;
  private final List<Occupant> occupants = new ArrayList<>();
  private final MemberIndex byMember = new MemberIndex();
  private Seats seats = new Seats(0);
  private Seats gallery = new Seats(0);
  private int lastNumber;
  private long emptySince;
  private @Nullable Occupant leaving;
  private boolean takenOver;
  private boolean changed = true;

  People(RoomBody body) {
    this.body = body;
  }

  void configure(RoomConfig config) {
    seats = new Seats(config.seatsMax());
    gallery = new Seats(config.spectatorsMax());
    emptySince = body.clock().units(config.reservationFor());
  }

  // ---- what rooms ask

  public Players players() {
    return some(p -> !p.isSpectator());
  }

  public Players spectators() {
    return some(Player::isSpectator);
  }

  public Players everyone() {
    return some(_ -> true);
  }

  public Players team(int team) {
    return some(p -> !p.isSpectator() && p.team() == team);
  }

  private Players some(Predicate<Occupant> which) {
    return Players.of(occupants.stream().filter(which).toList());
  }

  public @Nullable Player player(PlayerId id) {
    return find(id);
  }

  public void team(Player p, int team) {
    if (team < 0 || team > 255) throw new IllegalArgumentException("team=" + team + ", expected 0..255");
    here(p).team(team);
  }

  public boolean seat(Player p) {
    Occupant who = here(p);
    if (!who.isSpectator()) return true;
    return move(who, seats, false);
  }

  public boolean unseat(Player p) {
    Occupant who = here(p);
    if (who.isSpectator()) return true;
    if (who.isBot()) throw new IllegalArgumentException(who + " is a bot, expected a person: bots do not look on");
    return move(who, gallery, true);
  }

  private boolean move(Occupant who, Seats to, boolean spectator) {
    if (to == seats) makePlace();
    Seats.Seat place = who.isGone() ? null : to.take();
    if (place == null) return false;
    long until = who.place().until();
    placesOf(who).free(who.place());
    who.place(place, spectator);
    if (!who.isConnected()) to.disconnect(place, until);
    changed = true;
    return true;
  }

  public void kick(Player p, String why) {
    Occupant who = here(p);
    leave(who, LeaveReason.KICKED, why);
  }

  /// The occupant that a room's [Player] is, still in the room.
  Occupant here(Player p) {
    if (p instanceof Occupant who && !who.isGone() && occupants.contains(who)) return who;
    throw new IllegalStateException(p + " is not in this room (any more)");
  }

  // ---- what the loop and the parts ask

  List<Occupant> occupants() {
    return occupants;
  }

  @Nullable Occupant member(long member) {
    return byMember.get(member);
  }

  @Nullable Occupant number(long number) {
    for (int i = 0; i < occupants.size(); i++) {
      if (occupants.get(i).number() == number) return occupants.get(i);
    }
    return null;
  }

  private @Nullable Occupant find(PlayerId id) {
    for (Occupant who : occupants) {
      if (who.id().equals(id)) return who;
    }
    return null;
  }

  /// The person of that id: whatever an authenticator calls people, nobody walks into a bot's place.
  private @Nullable Occupant findPerson(PlayerId id) {
    Occupant who = find(id);
    return who == null || who.isBot() ? null : who;
  }

  Seats seats() {
    return seats;
  }

  Seats gallery() {
    return gallery;
  }

  // ---- commands

  /// Promises a seat, if the room lets them in.
  void reserve(RoomMessage.Reserve r) {
    if (!mayEnter(r.member(), new Knock(r.id(), r.name(), r.spectator()))) return;
    Seats places = r.spectator() ? gallery : seats;
    if (!r.spectator()) makePlace();
    long forUnits = body.clock().units(body.config().reservationFor());
    if (places.reserve(r.reservation(), body.clock().now() + forUnits) == null) {
      body.desk().refused(r.member(), ErrorCode.ROOM_FULL, "the room is full");
      return;
    }
    changed = true;
    body.desk().reserved(r.member(), body.clock().millis(forUnits));
  }

  /// Lets someone in, or back in from somewhere else, or says why not.
  void enter(RoomMessage.Enter e) {
    if (isClosing(e.member())) return;
    Occupant before = findPerson(e.id());
    if (before != null) {
      releaseUnused(e);
      takeOver(before, e.member());
      return;
    }
    Seats places = e.spectator() ? gallery : seats;
    Seats.Seat seat = e.reservation().isEmpty() ? unreserved(e, places) : claimed(e, places);
    if (seat == null) return;
    Occupant who = new Occupant(++lastNumber, e.id(), e.name(), seat, e.spectator());
    who.member(e.member());
    who.connected(true);
    byMember.put(e.member(), who);
    occupants.add(who);
    changed = true;
    Refusal refusal = body.calls().onJoin(who);
    if (who.isGone()) return;
    if (refusal == null) {
      body.desk().entered(e.member());
    } else {
      depart(who);
      body.desk().refused(e.member(), ErrorCode.REFUSED, refusal.reason());
    }
  }

  private Seats.@Nullable Seat unreserved(RoomMessage.Enter e, Seats places) {
    if (!mayEnter(e.member(), new Knock(e.id(), e.name(), e.spectator()))) return null;
    if (places == seats) makePlace();
    Seats.Seat seat = places.take();
    if (seat == null) body.desk().refused(e.member(), ErrorCode.ROOM_FULL, "the room is full");
    return seat;
  }

  private Seats.@Nullable Seat claimed(RoomMessage.Enter e, Seats places) {
    Seats.Seat seat = places.reserved(e.reservation());
    switch (places.claim(e.reservation())) {
      case CLAIMED -> {
        return seat;
      }
      case USED -> body.desk().refused(e.member(), ErrorCode.RESERVATION_USED, "the reservation was used already");
      case UNKNOWN -> body.desk().refused(e.member(), ErrorCode.RESERVATION_EXPIRED, "the reservation has expired");
    }
    return null;
  }

  /// Whoever is here already needs no second seat.
  private void releaseUnused(RoomMessage.Enter e) {
    Seats places = e.spectator() ? gallery : seats;
    Seats.Seat seat = e.reservation().isEmpty() ? null : places.reserved(e.reservation());
    if (seat == null) return;
    places.free(seat);
    changed = true;
  }

  private boolean isClosing(long member) {
    if (body.isClosing()) body.desk().refused(member, ErrorCode.ROOM_CLOSED, "the room is closing");
    return body.isClosing();
  }

  private boolean mayEnter(long member, Knock knock) {
    if (isClosing(member)) return false;
    if (body.isLocked()) {
      body.desk().refused(member, ErrorCode.ROOM_LOCKED, "the room takes nobody in now");
      return false;
    }
    Refusal refusal = body.calls().onKnock(knock);
    if (refusal != null) body.desk().refused(member, ErrorCode.REFUSED, refusal.reason());
    return refusal == null;
  }

  /// The same player entered again: the newer session has the place, the older one is told. The newer counts its
  /// commands and inputs from 1, and an answer owed to the older must not pass for one of its own.
  private void takeOver(Occupant who, long member) {
    if (who.member() != member) {
      Viewer before = who.viewer();
      if (before != null) before.replace();
      dismiss(who, LeaveReason.TAKEN_OVER, "you entered again from somewhere else");
      who.commandSeq(0);
      body.words().voidOwed(who);
      who.mail().dropAnswers();
      InputTable<?> inputs = body.parts().inputTable();
      if (inputs != null && !who.isSpectator()) inputs.restart(who);
      who.member(member);
      byMember.put(member, who);
    }
    body.desk().entered(member);
    if (!who.isConnected()) reconnect(who);
  }

  void lost(long member) {
    Occupant who = byMember.get(member);
    if (who == null || !who.isConnected()) return;
    who.connected(false);
    who.viewer(null);
    long forUnits = body.clock().units(body.config().reconnectFor());
    placesOf(who).disconnect(who.place(), body.clock().now() + forUnits);
    body.calls().onDisconnect(who);
    if (forUnits == 0 && !who.isGone()) leave(who, LeaveReason.DISCONNECTED, "the connection broke");
  }

  void back(long member) {
    Occupant who = byMember.get(member);
    if (who != null && !who.isConnected()) reconnect(who);
  }

  private void reconnect(Occupant who) {
    placesOf(who).resume(who.place());
    who.connected(true);
    InputTable<?> inputs = body.parts().inputTable();
    if (inputs != null && who.isStoodIn()) inputs.dropWaiting(who);
    who.standIn(false);
    body.calls().onReconnect(who);
  }

  void gone(long member, LeaveReason why) {
    Occupant who = byMember.get(member);
    if (who != null) leave(who, why, "");
  }

  /// Ends promises and absences that are over.
  void expire() {
    expire(seats);
    expire(gallery);
  }

  private void expire(Seats places) {
    for (Seats.Seat seat = places.due(body.clock().now()); seat != null; seat = places.due(body.clock().now())) {
      changed = true;
      Occupant absent = occupantOf(places, seat);
      if (absent != null) leave(absent, LeaveReason.DISCONNECTED, "did not come back in time");
    }
  }

  private @Nullable Occupant occupantOf(Seats places, Seats.Seat seat) {
    for (Occupant who : occupants) {
      if (who.place() == seat && placesOf(who) == places) return who;
    }
    return null;
  }

  /// Sends everyone away: the room closes.
  void leaveAll(LeaveReason why) {
    while (!occupants.isEmpty()) leave(occupants.getFirst(), why, "");
  }

  // ---- bots

  /// A bot in a free seat, null if there is none.
  @Nullable Occupant addBot(boolean filler) {
    Seats.Seat seat = body.isClosing() ? null : seats.bot();
    if (seat == null) return null;
    int number = ++lastNumber;
    Occupant bot = new Occupant(number, new PlayerId("bot:" + number), "Bot " + number, seat, false);
    bot.bot(true);
    bot.filler(filler);
    bot.connected(true);
    occupants.add(bot);
    changed = true;
    Refusal refusal = body.calls().onJoin(bot);
    if (refusal != null && !bot.isGone()) depart(bot);
    return bot.isGone() ? null : bot;
  }

  void removeBot(Occupant bot) {
    leave(bot, LeaveReason.REPLACED, "");
  }

  /// Makes the one who is leaving a bot.
  void becomeBot(Player leaver) {
    if (leaving == null || leaving != leaver) {
      throw new IllegalStateException(leaver + " is not leaving: takeOver is for onLeave of the one who leaves");
    }
    if (leaving.isSpectator()) throw new IllegalStateException(leaver + " has no seat to take over");
    takenOver = !body.isClosing();
  }

  /// If no seat is free, the youngest filler makes place.
  private void makePlace() {
    if (!seats.isFull()) return;
    for (int i = occupants.size() - 1; i >= 0; i--) {
      if (occupants.get(i).isFiller()) {
        removeBot(occupants.get(i));
        return;
      }
    }
  }

  // ---- leaving

  private void leave(Occupant who, LeaveReason why, String text) {
    if (who.isLeaving()) return;
    who.leaving(true);
    Occupant outer = leaving;
    leaving = who;
    takenOver = false;
    body.calls().onLeave(who, why);
    if (body.isClosing()) body.words().refuseOwed(who);
    boolean stays = takenOver;
    leaving = outer;
    takenOver = false;
    dismiss(who, why, text);
    who.leaving(false);
    if (stays) makeBot(who);
    else depart(who);
  }

  private void makeBot(Occupant who) {
    if (!who.isBot()) seats.takeOver(who.place());
    who.bot(true);
    who.filler(false);
    who.connected(true);
    who.standIn(false);
    who.id(new PlayerId("bot:" + who.number()));
    changed = true;
  }

  /// Parts a person from their place: the front desk tells their session, after our last frames to it.
  private void dismiss(Occupant who, LeaveReason why, String text) {
    if (who.isBot()) return;
    body.desk().left(who.member(), why, text);
    byMember.remove(who.member());
    who.viewer(null);
    who.member(0);
  }

  private void depart(Occupant who) {
    placesOf(who).free(who.place());
    occupants.remove(who);
    byMember.remove(who.member());
    body.parts().forget(who);
    who.leave();
    changed = true;
  }

  private Seats placesOf(Occupant who) {
    return who.isSpectator() ? gallery : seats;
  }

  // ---- emptiness and the list

  /// Whether nobody was here, or promised a seat, for longer than the room stays open for that. A room that nobody has
  /// entered yet counts from when a promise of its first tick would be over.
  boolean isEmptyTooLong() {
    long now = body.clock().now();
    if (!isEmpty()) emptySince = Seats.NEVER;
    else if (emptySince == Seats.NEVER) emptySince = now;
    return emptySince <= now && now - emptySince >= body.clock().units(body.config().closeWhenEmptyFor());
  }

  private boolean isEmpty() {
    return seats.taken() == bots() && gallery.taken() == 0;
  }

  /// Players with a seat, bots too.
  int seated() {
    int seated = 0;
    for (Occupant who : occupants) seated += who.isSpectator() ? 0 : 1;
    return seated;
  }

  private int bots() {
    int bots = 0;
    for (int i = 0; i < occupants.size(); i++) bots += occupants.get(i).isBot() ? 1 : 0;
    return bots;
  }

  /// When something of this is due next, in units.
  long nextDue() {
    long due = Math.min(seats.nextDue(), gallery.nextDue());
    if (emptySince == Seats.NEVER) return due;
    return Math.min(due, emptySince + body.clock().units(body.config().closeWhenEmptyFor()));
  }

  /// Whether what the list of open rooms says of people changed since the last call.
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /// Seats a person could have: free ones and those of fillers.
  int freeSeats() {
    int fillers = 0;
    for (Occupant who : occupants) fillers += who.isFiller() ? 1 : 0;
    return seats.max() - seats.taken() + fillers;
  }

  // ---- saving

  int lastNumber() {
    return lastNumber;
  }

  long emptySince() {
    return emptySince;
  }

  void restore(int lastNumber, long emptySince) {
    this.lastNumber = lastNumber;
    this.emptySince = emptySince;
  }

  /// Puts a saved occupant back.
  void restore(Occupant who) {
    occupants.add(who);
    if (who.member() != 0) byMember.put(who.member(), who);
  }
}
