package takt.ops;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;

/// What the JVM says of itself: how long its collector stopped everything, memory, threads, open files.
///
/// Any thread; the JVM tells of pauses on one of its own. Names are those that other exporters use, so that dashboards
/// for JVMs read them. Two servers in one JVM each count all of it: it is one JVM.
final class JvmMetrics implements AutoCloseable {
  private final List<Heard> heard = new ArrayList<>();

  private record Heard(NotificationEmitter collector, NotificationListener listener) {}

  private JvmMetrics() {}

  /// Counts into these metrics until it is closed.
  static JvmMetrics into(Metrics metrics) {
    JvmMetrics jvm = new JvmMetrics();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans())
      jvm.hear(collector, metrics);
    memory(metrics);
    threads(metrics);
    process(metrics);
    return jvm;
  }

  /// Beans named "… Cycles" tell of whole rounds of a concurrent collector, most of which stop nobody; another bean
  /// tells of their pauses.
  private void hear(GarbageCollectorMXBean collector, Metrics metrics) {
    if (collector.getName().endsWith(" Cycles") || !(collector instanceof NotificationEmitter emitter)) return;
    Histogram pauses = metrics.millis("jvm_gc_pause_seconds", "How long the garbage collector stopped everything.",
        "gc",
        collector.getName());
    NotificationListener listener = (notification, _) -> onPause(notification, pauses);
    emitter.addNotificationListener(listener, null, null);
    heard.add(new Heard(emitter, listener));
  }

  private static void onPause(Notification notification, Histogram pauses) {
    if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) return;
    CompositeData data = (CompositeData) notification.getUserData();
    pauses.record(GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration());
  }

  private static void memory(Metrics metrics) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    area(metrics, "heap", memory::getHeapMemoryUsage);
    area(metrics, "nonheap", memory::getNonHeapMemoryUsage);
    allocated(metrics);
  }

  private static void area(Metrics metrics, String area, Supplier<MemoryUsage> usage) {
    metrics.gauge("jvm_memory_used_bytes", "Memory in use, by area.", () -> usage.get().getUsed(), "area", area);
    metrics.gauge("jvm_memory_committed_bytes", "Memory taken from the system, by area.",
        () -> usage.get().getCommitted(), "area", area);
    metrics.gauge("jvm_memory_max_bytes", "The most memory there may be, by area; -1 for no bound.",
        () -> usage.get().getMax(), "area", area);
  }

  /// Of all threads, those that ended too: what the collector has to clear away.
  private static void allocated(Metrics metrics) {
    if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads) {
      metrics.gauge("jvm_memory_allocated_bytes", "Bytes allocated by all threads since the process began.",
          threads::getTotalThreadAllocatedBytes);
    }
  }

  private static void threads(Metrics metrics) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    metrics.gauge("jvm_threads_current", "Platform threads that run; virtual ones are not among them.",
        threads::getThreadCount);
    metrics.gauge("jvm_threads_peak", "The most platform threads there were at a time.", threads::getPeakThreadCount);
  }

  private static void process(Metrics metrics) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    metrics.gauge("process_start_time_seconds", "When the process began, in seconds since 1970.",
        () -> runtime.getStartTime() / 1000);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      metrics.gauge("process_open_fds", "Files and sockets open.", system::getOpenFileDescriptorCount);
      metrics.gauge("process_max_fds", "The most files and sockets that may be open.",
          system::getMaxFileDescriptorCount);
    }
  }

  /// Hears no more. Once is enough, twice is fine.
  @Override public synchronized void close() {
    for (Heard each : heard) {
      try {
        each.collector.removeNotificationListener(each.listener);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException("the JVM has forgotten who listens to " + each.collector, e);
      }
    }
    heard.clear();
  }
}
