package takt.netty.visit;

/// The event that tells a connection's last handler that the server stops: say goodbye and end.
public enum Stop {
  STOP
}
