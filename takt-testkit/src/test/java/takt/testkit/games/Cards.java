package takt.testkit.games;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static takt.schema.Audience.OWNER;
import static takt.schema.Audience.SHOWN;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

/// A card game on demand ticks: hidden hands, a clock for the turn, leavers replaced by bots.
class Cards extends Room {
  enum Phase { WAITING, PLAYING, OVER }
  enum Suit { CLUBS, DIAMONDS, HEARTS, SPADES }
  record Card(Suit suit, @Limit(min = 1, max = 13) int rank) {}

  static final class Hand extends Entity {
    @Sync(max = 32, to = OWNER) final List<Card> cards = new ArrayList<>();
    @Sync(max = 32) int count;
  }
  /// A face-down card that some have peeked at.
  @Sync(to = SHOWN) static final class Secret extends Entity {
    @Sync
    @Nullable Card card;
  }

  record Ready() implements Command {}
  sealed interface Move extends Command {}
  record Play(Card card) implements Move {}
  record Draw() implements Move {}
  record Peek(Secret secret) implements Command {}
  record Seen(Card card) {}
  record Reveal() implements Command {}
  record Ask() implements Command {}
  record Told(@Limit(max = 40) String what) {}
  record Played(Player who, Card card) implements Event {}
  record Won(Player who) implements Event {}

  @Sync
  @Listed Phase phase = Phase.WAITING;
  @Sync
  @Nullable Player turn;
  @Sync
  @Nullable Card top;
  @Sync final Alarm clock = alarm(this::outOfTime);
  @Option
  @Listed
  @Limit(min = 2, max = 8) int seats = 2;
  @Option
  @Limit(min = 5, max = 120) int turnSeconds = 20;
  final Entities<Hand> hands = entities();
  final Entities<Secret> secrets = entities();
  final Alarms<Player> pondering = alarms(this::botMoves);
  final Bots bots = bots();
  private final List<Card> deck = new ArrayList<>();
  private final List<Player> ready = new ArrayList<>();
  private @Nullable Reply<Told> asked;

  @Override protected void configure(RoomConfig c) { c.tickOnDemand().seatsMax(seats); }

  @Override protected void onCreate() {
    for (Suit suit : Suit.values()) for (int rank = 1; rank <= 13; rank++) deck.add(new Card(suit, rank));
    random().shuffle(deck);
    secrets.add(new Secret()).card = deck.removeLast();
  }

  @Override protected void onJoin(Player p) { hands.add(p, new Hand()); }

  @Override protected void onDisconnect(Player p) {
    bots.standIn(p);
    think(p);
  }

  @Override protected void onLeave(Player p, LeaveReason why) {
    ready.remove(p);
    if (phase == Phase.PLAYING && !p.isSpectator()) {
      bots.takeOver(p);
      think(p);
    }
  }

  void on(Player p, Ready r) {
    Refusal.unless(phase == Phase.WAITING, "the game has begun");
    if (!ready.contains(p)) ready.add(p);
    if (ready.size() == seats) deal();
  }

  private void deal() {
    phase = Phase.PLAYING;
    lock();
    for (Hand hand : hands) {
      for (int i = 0; i < 5; i++) hand.cards.add(deck.removeLast());
      hand.count = hand.cards.size();
    }
    next(players().get(0));
  }

  void on(Player p, Move move) {
    Refusal.unless(phase == Phase.PLAYING, "the game has not begun");
    Refusal.unless(p == turn, "not your turn");
    switch (move) {
      case Play play -> play(p, play.card());
      case Draw _ -> draw(p);
    }
  }

  private void play(Player p, Card card) {
    Hand hand = hand(p);
    Refusal.unless(hand.cards.contains(card), "you do not hold that card");
    hand.cards.remove(card);
    hand.count = hand.cards.size();
    top = card;
    broadcast(new Played(p, card));
    if (hand.count == 0) over(p);
    else next(after(p));
  }

  private void draw(Player p) {
    Hand hand = hand(p);
    if (!deck.isEmpty() && hand.cards.size() < 32) hand.cards.add(deck.removeLast());
    hand.count = hand.cards.size();
    next(after(p));
  }

  Seen on(Player p, Peek peek) {
    Card card = peek.secret().card;
    Refusal.unless(card != null, "there is nothing to see");
    secrets.show(peek.secret(), p);
    return new Seen(Objects.requireNonNull(card));
  }

  Reply<Told> on(Player p, Ask ask) {
    Reply<Told> reply = reply();
    asked = reply;
    return reply;
  }

  void on(Reveal r) { for (Secret secret : secrets) secrets.show(secret, players().get(0)); }

  private void over(Player winner) {
    phase = Phase.OVER;
    clock.stop();
    turn = null;
    broadcast(new Won(winner));
    if (asked != null) asked.send(new Told("it is over"));
  }

  private void next(Player p) {
    turn = p;
    clock.start(ofSeconds(turnSeconds));
    think(p);
  }

  private Player after(Player p) {
    Players all = players();
    for (int i = 0; i < all.size(); i++) if (all.get(i) == p) return all.get((i + 1) % all.size());
    return all.get(0);
  }

  private Hand hand(Player p) { return Objects.requireNonNull(hands.of(p)); }

  void outOfTime() { if (turn != null) on(turn, new Draw()); }

  void think(Player p) {
    if (p == turn && (p.isBot() || !p.isConnected())) pondering.start(p, ofMillis(800 + random().nextInt(1500)));
  }

  void botMoves(Player p) {
    if (p != turn || phase != Phase.PLAYING) return;
    bots.send(p, new Play(hand(p).cards.getFirst()));
  }
}
