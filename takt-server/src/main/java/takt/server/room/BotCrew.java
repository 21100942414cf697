package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Command;
import takt.schema.Player;
import takt.schema.spi.RoomCode;
import takt.server.Bots;

/// The part [Bots].
///
/// Owned by the room's thread; the wanted number is saved, who is a bot is the occupants' state.
public final class BotCrew implements Bots, Part {
  private final RoomBody body;
  private final Consumer<Player> drive;
  private final List<Occupant> here = new ArrayList<>();
  private int wanted;

  BotCrew(RoomBody body, Consumer<Player> drive) {
    this.body = body;
    this.drive = drive;
  }

  @Override public void bind(RoomCode.Part part) {}

  @Override public void fill(int seats) {
    int max = body.config().seatsMax();
    if (seats < 0 || seats > max) {
      throw new IllegalArgumentException("seats=" + seats + ", expected 0..seatsMax=" + max);
    }
    wanted = seats;
  }

  @Override public @Nullable Player add() {
    return body.people().addBot(false);
  }

  @Override public void remove(Player bot) {
    Occupant who = body.people().here(bot);
    if (!who.isBot()) throw new IllegalArgumentException(who + ", expected a bot: people are sent away by kick");
    body.people().removeBot(who);
  }

  @Override public void standIn(Player away) {
    Occupant who = body.people().here(away);
    if (!who.isConnected()) who.standIn(true);
  }

  @Override public void takeOver(Player leaver) {
    body.people().becomeBot(leaver);
  }

  @Override public void send(Player bot, Command command) {
    Occupant who = body.people().here(bot);
    if (!isDriven(who)) throw new IllegalArgumentException(who + ", expected a bot or a player who is stood in for");
    body.handlers().handle(who, command);
  }

  /// Brings the crew to its number and drives everyone in it.
  void play() {
    adjust();
    // Those who are here now: a driver may make others come and go.
    List<Occupant> occupants = body.people().occupants();
    for (int i = 0; i < occupants.size(); i++) here.add(occupants.get(i));
    for (int i = 0; i < here.size(); i++) {
      Occupant who = here.get(i);
      if (isDriven(who) && !who.isGone()) body.calls().drive(drive, who);
    }
    here.clear();
  }

  private void adjust() {
    People people = body.people();
    boolean more = true;
    while (more && people.seats().taken() < wanted) more = people.addBot(true) != null;
    while (more && people.seats().taken() > wanted) more = dismissOne();
  }

  private boolean dismissOne() {
    List<Occupant> all = body.people().occupants();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (!all.get(i).isFiller()) continue;
      body.people().removeBot(all.get(i));
      return true;
    }
    return false;
  }

  private static boolean isDriven(Occupant who) {
    return who.isBot() || who.isStoodIn();
  }

  /// Seats it keeps taken.
  public int wanted() {
    return wanted;
  }

  public void restore(int wanted) {
    this.wanted = wanted;
  }
}
