package zoo.far;

import takt.schema.*;
import takt.server.*;

public abstract class Keeping extends Room {
  public record Feed(@Limit(max = 9) int portions) implements Command {}

  public record Fed(int portions) implements Event {}

  public int fed;
  private boolean open;
  private final Alarm closing = alarm(this::close);

  public void on(Player p, Feed feed) { fed += feed.portions(); }
}
