package zoo;

import takt.schema.*;

interface Gate {
  record Knock(int times) implements Command {}

  sealed interface Answer extends Event {
    record Open() implements Answer {}

    record Shut(String why) implements Answer {}
  }

  default void on(Player p, Knock knock) {}
}
