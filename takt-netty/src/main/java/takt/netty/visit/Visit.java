package takt.netty.visit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import takt.netty.address.ClientAddress;
import takt.netty.loop.IoLane;
import takt.netty.loop.Timed;

/// One TCP connection, as the first handler of its pipeline: who it is, and when its time is up.
///
/// Owned by its lane. Whoever speaks on the connection says what it has come to by [#head()], [#body()], [#answered()]
/// and [#upgraded()]; what the client owes us next has a deadline.
public final class Visit extends ChannelDuplexHandler implements Timed {
  private final Gate gate;
  private final VisitLimits limits;
  private final VisitMetrics metrics;
  private final Channel channel;
  private final IoLane lane;
  private final @Nullable String shared;
  private ClientAddress peer;
  private boolean forwarded;
  private @Nullable ClientAddress counted;
  private Stage stage = Stage.HANDSHAKE;
  private boolean greeted;
  private boolean ended;
  private boolean deaf;
  private long dueNs;
  private long sentBytes;
  private long progress;

  /// What the client is at; deadlines and counters go by these names.
  private enum Stage {
    /// Nothing whole has come yet.
    HANDSHAKE,
    /// Between an answer and the next request.
    IDLE,
    /// In the header of a later request.
    HEAD,
    /// In the body of a request.
    BODY,
    /// Taking its answer.
    ANSWER,
    /// A protocol with its own sense of time.
    UPGRADED,
    /// Told goodbye.
    LEAVE
  }

  /// @param shared the address whose share of the handshakes it has, null for none
  Visit(Gate gate, Channel channel, IoLane lane, ClientAddress peer, @Nullable String shared) {
    this.gate = gate;
    this.channel = channel;
    this.lane = lane;
    this.peer = peer;
    this.shared = shared;
    limits = gate.limits();
    metrics = gate.metrics();
    forwarded = gate.proxies().isTrusted(peer);
    become(Stage.HANDSHAKE, limits.handshakeWithin());
  }

  // ---- who it is

  /// The other end of the socket, or whom a PROXY header named.
  public ClientAddress peer() {
    return peer;
  }

  /// Whether the other end is a proxy we believe.
  public boolean isForwarded() {
    return forwarded;
  }

  /// A PROXY header says who is at the other end of the proxy.
  void proxied(ClientAddress client) {
    peer = client;
    forwarded = gate.proxies().isTrusted(client);
  }

  /// The client a request comes from.
  ///
  /// @param forwardedFor values of `X-Forwarded-For`
  public ClientAddress client(List<String> forwardedFor) {
    return gate.proxies().behind(peer, forwardedFor);
  }

  /// Counts this connection to an address, once; false, counted, if that has enough.
  public boolean count(ClientAddress client) {
    if (counted != null) return true;
    if (!gate.enter(client)) return false;
    counted = client;
    return true;
  }

  /// The listener it came to, for counters.
  public String listener() {
    return gate.listener();
  }

  public IoLane lane() {
    return lane;
  }

  public VisitLimits limits() {
    return limits;
  }

  /// Bytes that wait for the client to take them, about, with what is kept of each piece; any thread.
  public long queuedBytes() {
    return queuedBytes(channel);
  }

  static long queuedBytes(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  // ---- what it is at

  /// The header of a request is whole.
  public void head() {
    greeted();
    become(Stage.BODY, limits.bodyWithin());
  }

  /// The body of a request is whole.
  public void body() {
    if (stage == Stage.BODY) become(Stage.ANSWER, limits.answerWithin());
  }

  /// An answer is all written.
  public void answered() {
    if (stage == Stage.ANSWER || stage == Stage.BODY) become(Stage.IDLE, limits.idleWithin());
  }

  /// It speaks something else from now on, which looks to its own deadlines.
  public void upgraded() {
    stage = Stage.UPGRADED;
  }

  /// Whether nothing has been asked that is not answered.
  public boolean isIdle() {
    return stage == Stage.IDLE || stage == Stage.HANDSHAKE || stage == Stage.HEAD;
  }

  /// It has been told goodbye and is closed soon whatever it does.
  public void leaving() {
    if (stage != Stage.LEAVE) become(Stage.LEAVE, limits.leaveWithin());
  }

  /// Ends it so that what was written is still read: closing a socket with unread bytes resets the connection, and a
  /// reset throws away what the other end has not read yet. So our half is closed after `last`, the rest is read and
  /// thrown away until the other end closes, as RFC 6455 7.1.1 and RFC 9112 9.6 have it.
  public void leave(ChannelFuture last) {
    leaving();
    deaf = true;
    last.addListener(_ -> closeOutput());
  }

  private void closeOutput() {
    if (!channel.isActive()) return;
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) shutdownOutput();
    else tls.closeOutbound().addListener(_ -> shutdownOutput());
  }

  private void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) duplex.shutdownOutput();
  }

  private void greeted() {
    if (greeted) return;
    greeted = true;
    gate.greeted(shared);
  }

  private void become(Stage stage, Duration within) {
    this.stage = stage;
    dueNs = System.nanoTime() + within.toNanos();
  }

  // ---- time

  @Override public void onTimer(long nowNs) {
    if (stage == Stage.UPGRADED) return;
    if (stage == Stage.ANSWER && hasProgress()) become(Stage.ANSWER, limits.answerWithin());
    if (nowNs - dueNs < 0) return;
    if (stage != Stage.IDLE) metrics.evicted(stage.name().toLowerCase(Locale.ROOT));
    channel.close();
  }

  /// Whether the client has taken something of its answer since it was last asked.
  private boolean hasProgress() {
    long waiting = channel.isActive() ? channel.bytesBeforeWritable() : 0;
    long now = 31 * sentBytes + waiting;
    boolean some = now != progress;
    progress = now;
    return some;
  }

  // ---- bytes

  @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) metrics.bytesIn.add(bytes.readableBytes());
    if (stage == Stage.IDLE) become(Stage.HEAD, limits.headWithin());
    if (deaf) ReferenceCountUtil.release(msg);
    else ctx.fireChannelRead(msg);
  }

  @Override public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof ByteBuf bytes) {
      metrics.bytesOut.add(bytes.readableBytes());
      sentBytes += bytes.readableBytes();
    }
    ctx.write(msg, promise);
  }

  @Override public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  /// Gives back what it was counted for.
  void end() {
    if (ended) return;
    ended = true;
    lane.unwatch(this);
    greeted();
    gate.leave(counted);
  }
}
