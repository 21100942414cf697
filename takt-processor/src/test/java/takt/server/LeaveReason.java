package takt.server;

public enum LeaveReason {
  LEFT, TIMED_OUT
}
