package takt.netty.http;

import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import takt.netty.visit.Visit;

/// A request and the way to its answer.
///
/// [#answer] from any thread, once; everything else on the connection's lane, before the router returns.
public final class Exchange {
  private final HttpTalk talk;
  private final Visit visit;
  private final Request request;
  private final AtomicBoolean answered = new AtomicBoolean();

  Exchange(HttpTalk talk, Visit visit, Request request) {
    this.talk = talk;
    this.visit = visit;
    this.request = request;
  }

  public Request request() {
    return request;
  }

  public Visit visit() {
    return visit;
  }

  /// Answers. A second answer is dropped: the first is on its way.
  public void answer(Answer answer) {
    if (!answered.compareAndSet(false, true)) return;
    if (visit.lane().loop().inEventLoop()) talk.write(request, answer);
    else visit.lane().post(() -> talk.write(request, answer));
  }

  /// Answers with 101 and gives the connection to another protocol.
  ///
  /// @param then adds its handlers, at the end of a pipeline that has none of HTTP any more
  public void upgrade(Answer answer, Consumer<ChannelPipeline> then) {
    if (answered.compareAndSet(false, true)) talk.upgrade(answer, then);
  }
}
