package takt.server;

import java.time.Duration;

public final class Alarms<K> {
  public void start(K key, Duration in) {}

  public void stop(K key) {}
}
