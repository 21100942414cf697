package cards;

import static java.time.Duration.ofMillis;
import static takt.schema.Audience.OWNER;

import java.util.*;
import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

class Cards extends Room {
  enum Phase { WAITING, PLAYING, OVER }

  static final class Hand extends Entity {
    @Sync(max = 32, to = OWNER) final List<Card> cards = new ArrayList<>();
    @Sync(max = 32) int count;
  }

  sealed interface Move extends Command permits Play, Draw {}

  record Play(Card card) implements Move {}

  record Draw() implements Move {}

  record Ready() implements Command {}

  record Played(Player who, Card card) implements Event {}

  record Won(@Nullable Player who, Map<Player, Integer> scores) implements Event {}

  @Saved static class Statistics {
    private final Map<PlayerId, Integer> wins = new LinkedHashMap<>();
    private int rounds;
  }

  final Entities<Hand> hands = entities();
  @Sync @Listed Phase phase = Phase.WAITING;
  @Sync @Nullable Player turn;
  @Sync final Alarm clock = alarm(this::outOfTime);
  @Option @Limit(min = 5, max = 300) int turnSeconds = 30;
  @Option(trusted = true) @Limit(max = 40) String league = "";
  private final List<Card> deck = new ArrayList<>();
  private final Statistics statistics = new Statistics();
  final Alarms<Player> pondering = alarms(this::botMoves);
  final Bots bots = bots();

  @Override protected void onDisconnect(Player p) {
    bots.standIn(p);
    think(p);
  }

  @Override protected void onLeave(Player p, LeaveReason why) {
    if (phase == Phase.PLAYING) {
      bots.takeOver(p);
      think(p);
    }
  }

  void on(Player p, Ready ready) {
    phase = Phase.PLAYING;
    turn = p;
    statistics.rounds++;
  }

  void on(Player p, Move move) {
    Refusal.unless(p == turn, "not your turn");
    switch (move) {
      case Play play -> {
        Refusal.unless(hands.of(p).cards.remove(play.card()), "you do not hold that card");
        broadcast(new Played(p, play.card()));
        if (hands.of(p).cards.isEmpty()) win(p);
      }
      case Draw draw -> hands.of(p).cards.add(deck.removeLast());
    }
  }

  void win(Player p) {
    phase = Phase.OVER;
    statistics.wins.merge(p.id(), 1, Integer::sum);
    broadcast(new Won(p, Map.of(p, 1)));
  }

  void outOfTime() { on(turn, new Draw()); }

  void botMoves(Player p) { bots.send(p, new Draw()); }

  void think(Player p) {
    if (p == turn && (p.isBot() || !p.isConnected())) pondering.start(p, ofMillis(800 + random().nextInt(1500)));
  }

  @Override protected void migrate(OldState old) {
    if (old.version() < 2) turnSeconds = (int) old.whole("turnMillis") / 1000;
  }
}
