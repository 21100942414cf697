package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;

/// Someone in a room, as the room itself knows them.
///
/// Owned by the room's thread. Everything but [#viewer()] and [#mail()] is state of the simulation and saved.
public final class Occupant implements Player {
  private final int number;
  private final String name;
  private PlayerId id;
  private Seats.Seat seat;
  private boolean spectator;
  private int team;
  private boolean bot;
  private boolean filler;
  private boolean standIn;
  private boolean connected;
  private boolean leaving;
  private boolean gone;
  private long member;
  private long commandSeq;
  private final List<Entity> owned = new ArrayList<>();
  private final CommandRates rates = new CommandRates();
  private final Centre centre = new Centre();
  private final Mailbox mail = new Mailbox();
  private @Nullable Viewer viewer;
  private boolean watched;

  Occupant(int number, PlayerId id, String name, Seats.Seat seat, boolean spectator) {
    this.number = number;
    this.id = id;
    this.name = name;
    this.seat = seat;
    this.spectator = spectator;
  }

  @Override public PlayerId id() {
    return id;
  }

  @Override public String name() {
    return name;
  }

  @Override public int number() {
    return number;
  }

  @Override public int seat() {
    return spectator ? -1 : seat.index();
  }

  @Override public int team() {
    return team;
  }

  @Override public boolean isBot() {
    return bot;
  }

  @Override public boolean isConnected() {
    return connected;
  }

  /// Their place among the seats, or among the spectators' places.
  Seats.Seat place() {
    return seat;
  }

  void place(Seats.Seat seat, boolean spectator) {
    this.seat = seat;
    this.spectator = spectator;
  }

  void id(PlayerId id) {
    this.id = id;
  }

  void team(int team) {
    this.team = team;
  }

  void bot(boolean bot) {
    this.bot = bot;
  }

  /// Whether this bot makes place for people.
  boolean isFiller() {
    return filler;
  }

  void filler(boolean filler) {
    this.filler = filler;
  }

  /// Whether a bot drives them while they are away.
  boolean isStoodIn() {
    return standIn;
  }

  void standIn(boolean standIn) {
    this.standIn = standIn;
  }

  void connected(boolean connected) {
    this.connected = connected;
  }

  /// Whether their leave is under way.
  boolean isLeaving() {
    return leaving;
  }

  void leaving(boolean leaving) {
    this.leaving = leaving;
  }

  /// Whether they left.
  public boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
    connected = false;
    viewer = null;
  }

  /// The front desk's number for them, 0 for a bot.
  long member() {
    return member;
  }

  void member(long member) {
    this.member = member;
  }

  /// The newest command taken from them.
  long commandSeq() {
    return commandSeq;
  }

  void commandSeq(long seq) {
    commandSeq = seq;
  }

  CommandRates rates() {
    return rates;
  }

  /// What they own, in the order they got it.
  List<Entity> owned() {
    return owned;
  }

  /// Where they look from.
  Centre centre() {
    return centre;
  }

  /// What they were told and have not yet said they heard.
  public Mailbox mail() {
    return mail;
  }

  /// Their connection as the room's sending side knows it, null while they have none.
  public @Nullable Viewer viewer() {
    return viewer;
  }

  void viewer(@Nullable Viewer viewer) {
    this.viewer = viewer;
    watched |= viewer != null;
  }

  /// Whether they ever had a connection here before.
  boolean wasWatched() {
    return watched;
  }

  @Override public String toString() {
    return (bot ? "bot " : spectator ? "spectator " : "player ") + number + " '" + name + "'";
  }
}
