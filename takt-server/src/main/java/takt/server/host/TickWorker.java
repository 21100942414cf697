package takt.server.host;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.server.CloseReason;
import takt.server.journal.CommandLog;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomDuty;
import takt.server.room.RoomLoop;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;

/// A thread that owns rooms and runs each when it is due.
///
/// [#adopt] from any thread; everything else on its own. Rooms of the same rate are spread over [#SLOTS] phases of
/// their period, so that a worker with many of them works in small portions; those of one phase share a wake-up. It
/// parks until the next deadline; only a worker with one pinned room spins the last moment, for it has a core of its
/// own.
final class TickWorker implements Runnable {
  /// Phases that rooms of one rate are spread over.
  static final int SLOTS = 8;
  /// How long before a pinned room's deadline parking ends and spinning begins: more than the kernel's timer slack.
  private static final long SPIN_NS = 200_000;
  private static final long IDLE_NS = 1_000_000_000;

  private final LongSupplier wallClockMs;
  private final TaskRunner tasks;
  private final FaultLog faults;
  private final boolean pinned;
  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Scheduled> due = new PriorityQueue<>();
  private final long baseNs = System.nanoTime();
  private final Thread thread;
  private final AtomicInteger rooms = new AtomicInteger();
  private volatile boolean stopped;
  private volatile long busySinceNs;
  private volatile @Nullable RoomDuty busyWith;
  private int adopted;

  TickWorker(String name, LongSupplier wallClockMs, TaskRunner tasks, FaultLog faults, boolean pinned) {
    this.wallClockMs = wallClockMs;
    this.tasks = tasks;
    this.faults = faults;
    this.pinned = pinned;
    thread = Thread.ofPlatform().name(name).unstarted(this);
  }

  /// A room and when it is due, as this worker's queue has it.
  private static final class Scheduled implements Comparable<Scheduled> {
    private final RoomDuty duty;
    private long atNs;
    private boolean queued;

    private Scheduled(RoomDuty duty) {
      this.duty = duty;
    }

    @Override public int compareTo(Scheduled other) {
      return Long.compare(atNs, other.atNs);
    }
  }

  void start() {
    thread.start();
  }

  /// Rooms it owns, about; any thread.
  int rooms() {
    return rooms.get();
  }

  /// Makes a room and runs it from now on; answers its door at once.
  Inbox adopt(RoomType type, RoomBody.Birth birth, RoomDesk desk) {
    rooms.incrementAndGet();
    Door door = new Door();
    Inbox inbox = new Inbox(door::knock);
    call(() -> begin(type, birth, desk, inbox, door));
    return inbox;
  }

  /// Wakes the worker for a room that ticks on demand. Rooms on a beat need no waking.
  private final class Door {
    private volatile @Nullable Scheduled room;

    private void knock() {
      Scheduled scheduled = room;
      if (scheduled != null) call(() -> look(scheduled));
    }
  }

  private void call(Runnable what) {
    calls.add(what);
    LockSupport.unpark(thread);
  }

  // ---- on this thread

  private void begin(RoomType type, RoomBody.Birth birth, RoomDesk desk, Inbox inbox, Door door) {
    RoomBody body;
    try {
      body = RoomBody.body(type, new RoomContext(inbox, desk, tasks, faults, false), birth);
    } catch (Throwable e) {
      System.getLogger("takt.room").log(System.Logger.Level.ERROR, "a room '" + type.name() + "' could not begin", e);
      rooms.decrementAndGet();
      if (pinned) stopped = true;
      desk.closed(CloseReason.FAILED);
      return;
    }
    RoomLoop loop = new RoomLoop(body, inbox, CommandLog.NONE);
    Scheduled scheduled = new Scheduled(new RoomDuty(loop, inbox, firstNs(body.config().tickRateHz())));
    if (body.config().isOnDemand()) door.room = scheduled;
    look(scheduled);
  }

  /// A deadline of the room's phase: the next point of its grid.
  private long firstNs(int rateHz) {
    long nowNs = System.nanoTime();
    if (rateHz == 0) return nowNs;
    long periodNs = 1_000_000_000L / rateHz;
    long phaseNs = baseNs + periodNs * (adopted++ % SLOTS) / SLOTS;
    return phaseNs + (nowNs - phaseNs + periodNs - 1) / periodNs * periodNs;
  }

  /// Puts a room into the queue by when it is due.
  private void look(Scheduled room) {
    if (room.duty.isOver()) return;
    if (room.queued) due.remove(room);
    room.atNs = room.duty.nextNs(System.nanoTime());
    room.queued = room.atNs != Long.MAX_VALUE;
    if (room.queued) due.add(room);
  }

  @Override public void run() {
    while (!stopped) {
      for (Runnable call = calls.poll(); call != null; call = calls.poll()) call.run();
      Scheduled next = due.peek();
      long waitNs = next == null ? IDLE_NS : next.atNs - System.nanoTime();
      if (next != null && waitNs <= 0) serve(due.remove());
      else pause(next, waitNs);
    }
  }

  private void serve(Scheduled room) {
    room.queued = false;
    // In this order: whoever sees the room sees since when.
    busySinceNs = System.nanoTime();
    busyWith = room.duty;
    room.duty.run(System::nanoTime, wallClockMs.getAsLong());
    busyWith = null;
    if (!room.duty.isOver()) {
      look(room);
      return;
    }
    rooms.decrementAndGet();
    if (pinned) stopped = true;
  }

  private void pause(@Nullable Scheduled next, long waitNs) {
    if (!pinned || next == null) {
      LockSupport.parkNanos(this, Math.min(waitNs, IDLE_NS));
      return;
    }
    if (waitNs > SPIN_NS) LockSupport.parkNanos(this, Math.min(waitNs - SPIN_NS, IDLE_NS));
    else while (System.nanoTime() < next.atNs && calls.isEmpty()) Thread.onSpinWait();
  }

  // ---- any thread

  /// For how long it has been with one room, 0 if with none.
  long busyNs() {
    return busyWith == null ? 0 : System.nanoTime() - busySinceNs;
  }

  /// The room it is with, for reports; null for none.
  @Nullable String busyRoom() {
    RoomDuty duty = busyWith;
    return duty == null ? null : duty.loop().body().type().name() + " " + duty.loop().body().id();
  }

  /// What it is doing now.
  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  boolean isStopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  void join() throws InterruptedException {
    thread.join(5_000);
  }
}
