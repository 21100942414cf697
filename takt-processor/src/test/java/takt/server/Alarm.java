package takt.server;

import java.time.Duration;

public final class Alarm {
  public void start(Duration in) {}

  public void stop() {}
}
