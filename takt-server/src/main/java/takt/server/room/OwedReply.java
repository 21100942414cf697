package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.server.Reply;

/// The answer to a command, owed to its sender.
///
/// Owned by the room's thread; saved.
///
/// @param <R> the record it answers with
public final class OwedReply<R extends Record> implements Reply<R> {
  private final RoomBody body;
  private final @Nullable Occupant to;
  private final long seq;
  private boolean given;

  /// @param to who is owed it, null for nobody: a bot's or a server's command
  OwedReply(RoomBody body, @Nullable Occupant to, long seq, boolean given) {
    this.body = body;
    this.to = to;
    this.seq = seq;
    this.given = given;
  }

  @Override public void send(R answer) {
    if (given) return;
    if (to != null) body.words().answer(to, seq, answer);
    given = true;
  }

  @Override public void refuse(String reason) {
    if (given) return;
    given = true;
    if (to != null) body.words().deny(to, seq, ErrorCode.REFUSED, reason);
  }

  /// Nobody waits for it any more.
  void forget() {
    given = true;
  }

  @Override public boolean isGiven() {
    return given;
  }

  public @Nullable Occupant to() {
    return to;
  }

  public long seq() {
    return seq;
  }
}
