package takt.server;

import takt.schema.Command;
import takt.schema.Player;

public final class Bots {
  public void fill(int seats) {}

  public void standIn(Player away) {}

  public void takeOver(Player leaver) {}

  public void send(Player bot, Command command) {}
}
