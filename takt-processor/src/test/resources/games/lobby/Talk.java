package lobby;

import takt.schema.*;
import takt.server.*;

/// Chat for any room: the room implements it.
interface Talk {
  record Say(@Limit(max = 200) String text) implements Command {}

  record Said(Player who, String text) implements Event {}

  void told(Said said);

  default void on(Player p, Say say) { told(new Said(p, say.text())); }
}
