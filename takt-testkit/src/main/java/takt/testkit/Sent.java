package takt.testkit;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import takt.client.Refused;
import takt.protocol.json.Json;
import takt.schema.spi.Companions;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;

/// A command that a [TestPlayer] sent, and what became of it.
///
/// One thread: the test's. Looking at it changes nothing; time passes by the test's hand.
public final class Sent {
  private final CompletableFuture<Json> reply;
  private final Refs refs;

  Sent(CompletableFuture<Json> reply, Refs refs) {
    this.reply = reply;
    this.refs = refs;
  }

  /// Whether the room has said yes or no.
  public boolean isAnswered() {
    return reply.isDone();
  }

  public boolean isTaken() {
    return reply.isDone() && !reply.isCompletedExceptionally();
  }

  public boolean isRefused() {
    return reply.isCompletedExceptionally();
  }

  /// Why not; empty if it was not refused.
  public String reason() {
    Refused refused = refused();
    return refused == null ? "" : refused.reason();
  }

  /// Why not, as a code of [takt.protocol.frame.ErrorCode]; empty if it was not refused.
  public String code() {
    Refused refused = refused();
    return refused == null ? "" : refused.code();
  }

  private @Nullable Refused refused() {
    return reply.isCompletedExceptionally() && reply.exceptionNow() instanceof Refused refused ? refused : null;
  }

  /// The record the room answered with.
  ///
  /// @throws AssertionError if it has not answered, has refused, or has answered with something else
  public <R extends Record> R answer(Class<R> type) {
    if (!isTaken()) throw new AssertionError(isRefused() ? "refused: " + reason() : "not answered yet: let time pass");
    JsonValues values = new JsonValues();
    R answer = values.read(Companions.recordCode(type), json(), refs);
    if (answer == null) throw new AssertionError("answered with " + json() + ", expected a " + type.getSimpleName());
    return answer;
  }

  private Json json() {
    return reply.resultNow();
  }
}
