package takt.server.session;

import takt.protocol.frame.DownFrame;

/// How far the server is on its way out: open, then draining until its time is up, then closing, then over.
///
/// Owned by the front desk's thread; [#isOn()] is for any thread. It is a mark that others look at; what is done at
/// each step is in [FrontDesk].
final class Drain {
  /// What whoever comes too late is told.
  static final String TEXT = "the server stops; try again soon";
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MS_NS = 1_000_000;
  private static final int RETRY_MS = 1_000;

  private volatile boolean on;
  private boolean closing;
  private boolean over;
  private long dueNs = NEVER;

  /// Whether the server takes no more rooms and sessions.
  boolean isOn() {
    return on;
  }

  void begin(long dueNs) {
    on = true;
    this.dueNs = dueNs;
  }

  /// When the rooms that are left are to be closed; never before a drain, and never twice.
  long closeDueNs() {
    return closing ? NEVER : dueNs;
  }

  void closing() {
    closing = true;
  }

  /// Whether no room and no session is left, and nobody comes in any more.
  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  /// What clients are told: how long is left, nothing once rooms are being closed.
  DownFrame.Draining frame(long nowNs) {
    long leftMs = Math.max(0, (dueNs - nowNs) / MS_NS);
    return new DownFrame.Draining((int) Math.min(leftMs, Integer.MAX_VALUE), RETRY_MS);
  }
}
