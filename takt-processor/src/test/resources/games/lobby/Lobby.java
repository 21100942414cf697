package lobby;

import java.util.*;
import takt.schema.*;
import takt.server.*;

class Lobby extends Room implements Talk {
  enum Mode { DEATHMATCH, FLAGS }

  record Wish(Mode mode, @Limit(max = 8) String party) implements Command {}

  record Waiting(int place, double estimateSeconds) {}

  final Map<Player, Wish> wishes = new LinkedHashMap<>();

  Waiting on(Player p, Wish wish) {
    wishes.put(p, wish);
    return new Waiting(wishes.size(), 20);
  }

  @Override public void told(Said said) { broadcast(said); }
}
