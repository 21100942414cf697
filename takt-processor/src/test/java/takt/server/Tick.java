package takt.server;

public final class Tick {
  public double stepSeconds() {
    return 0.05;
  }
}
