package takt.app.run;

import takt.schema.*;
import takt.server.*;

/// A room of another kind: what is said is heard.
class TalkRoom extends Room {
  record Say(@Limit(max = 100) String text) implements Command {}

  record Said(Player who, String text) implements Event {}

  void on(Player p, Say say) {
    broadcast(new Said(p, say.text()));
  }
}
