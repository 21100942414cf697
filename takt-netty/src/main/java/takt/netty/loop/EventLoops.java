package takt.netty.loop;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import takt.server.metrics.Metrics;

/// The threads that do input and output, each with its lane.
///
/// Any thread. Kind and number are said by who opens them, never guessed from what the JVM thinks of the machine.
/// Memory for buffers is its own, so that two servers in one JVM count apart.
public final class EventLoops implements AutoCloseable {
  private static final int PAGE_BYTES = 8 * 1024;
  /// Chunks of 1 MiB: a server with few players stays small.
  private static final int CHUNK_ORDER = 7;
  /// Connections the kernel has accepted and we have not: a reconnect storm of a full server, as far as
  /// `net.core.somaxconn` lets it.
  private static final int BACKLOG = 4096;
  /// A hundredth of a tick at 20 Hz, by which an input may be read later.
  private static final long NAP_NS = 500_000;

  private final EventLoopGroup group;
  private final Class<? extends ServerChannel> serverChannel;
  private final PooledByteBufAllocator allocator;
  private final IdentityHashMap<EventExecutor, IoLane> lanes = new IdentityHashMap<>();

  private EventLoops(EventLoopGroup group, Class<? extends ServerChannel> serverChannel, int threads,
      long timerNs, Metrics metrics) {
    this.group = group;
    this.serverChannel = serverChannel;
    allocator = new PooledByteBufAllocator(true, 1, threads, PAGE_BYTES, CHUNK_ORDER,
        PooledByteBufAllocator.defaultSmallCacheSize(), PooledByteBufAllocator.defaultNormalCacheSize(), false);
    for (EventExecutor loop : group) lanes.put(loop, new IoLane((EventLoop) loop, timerNs, metrics));
  }

  /// Starts threads.
  ///
  /// @param name what they are called, with a number behind it
  /// @param timer how often lanes call those who are timed
  /// @throws IllegalStateException if the machine has no such kind; the message says why
  public static EventLoops open(IoKind kind, int threads, String name, Duration timer, Metrics metrics) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory = run -> new FastThreadLocalThread(run, name + "-" + number.getAndIncrement());
    return switch (resolve(kind)) {
      case EPOLL -> open(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, threads, factory, timer, metrics);
      case IO_URING ->
        open(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, threads, factory, timer, metrics);
      default -> open(NioIoHandler.newFactory(), NioServerSocketChannel.class, threads, factory, timer, metrics);
    };
  }

  private static EventLoops open(IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel, int threads,
      ThreadFactory factory, Duration timer, Metrics metrics) {
    return new EventLoops(new MultiThreadIoEventLoopGroup(threads, factory, Naps.between(handlers, NAP_NS)),
        serverChannel,
        threads,
        timer.toNanos(), metrics);
  }

  /// What a kind means on this machine.
  ///
  /// @throws IllegalStateException if the machine has no such kind; the message says why
  public static IoKind resolve(IoKind kind) {
    return switch (kind) {
      case AUTO -> Epoll.isAvailable() ? IoKind.EPOLL : IoKind.NIO;
      case EPOLL -> available(kind, Epoll.isAvailable(), Epoll.unavailabilityCause());
      case IO_URING -> available(kind, IoUring.isAvailable(), IoUring.unavailabilityCause());
      case NIO -> kind;
    };
  }

  private static IoKind available(IoKind kind, boolean isAvailable, Throwable cause) {
    if (isAvailable) return kind;
    throw new IllegalStateException("io=" + kind + ", but this machine has none (" + cause
        + "); expected AUTO, or a kernel and container that allow it", cause);
  }

  /// A listener on these threads, its options set, without a handler.
  public ServerBootstrap bootstrap() {
    return new ServerBootstrap().group(group).channel(serverChannel)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.ALLOCATOR, allocator);
  }

  /// The lane a channel lives on.
  public IoLane lane(Channel channel) {
    IoLane lane = lanes.get(channel.eventLoop());
    if (lane == null) throw new IllegalArgumentException("channel=" + channel + ", expected one of these loops");
    return lane;
  }

  public List<IoLane> lanes() {
    return new ArrayList<>(lanes.values());
  }

  public ByteBufAllocator allocator() {
    return allocator;
  }

  /// Bytes of direct memory held for buffers.
  public long directBytes() {
    return allocator.metric().usedDirectMemory();
  }

  /// For how long the slowest of them has not come round.
  public long silentNs() {
    long nowNs = System.nanoTime();
    long most = 0;
    for (IoLane lane : lanes.values()) most = Math.max(most, nowNs - lane.beatNs());
    return most;
  }

  /// Ends the threads; what is still open is closed.
  @Override public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
