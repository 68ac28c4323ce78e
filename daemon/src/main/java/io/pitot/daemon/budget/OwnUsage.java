package io.pitot.daemon.budget;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures what this process uses of its budgets, since the last time it was asked. */
final class OwnUsage implements Supplier<Usage> {
  /** Garbage that lies in the old generation looks like use: one collection a minute tells. */
  private static final long COLLECT_EVERY_NANOS = 60_000_000_000L;

  private static final double SPOOL_IS_FULL = 0.8;

  private final Budgets budgets;
  private final Supplier<Outgoing> outgoing;
  private final Set<String> heapPools = heapPools();
  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long lastNanos = System.nanoTime();
  private long lastCpuNanos = process.getProcessCpuTime();
  private Outgoing lastOutgoing;
  private long collectedNanos = System.nanoTime() - COLLECT_EVERY_NANOS;

  OwnUsage(Budgets budgets, Supplier<Outgoing> outgoing) {
    this.budgets = budgets;
    this.outgoing = outgoing;
    lastOutgoing = outgoing.get();
  }

  @Override
  public Usage get() {
    long nowNanos = System.nanoTime();
    double seconds = Math.max(1e-3, (nowNanos - lastNanos) / 1e9);
    long cpuNanos = process.getProcessCpuTime();
    Outgoing now = outgoing.get();
    Usage usage =
        new Usage(
            (cpuNanos - lastCpuNanos) / 1e9 / seconds / budgets.cpuShare(),
            heapShare(nowNanos) / budgets.heapShare(),
            now.spoolBytes() / (SPOOL_IS_FULL * budgets.spoolBytes()),
            network(now, seconds),
            residentBytes());
    lastNanos = nowNanos;
    lastCpuNanos = cpuNanos;
    lastOutgoing = now;
    return usage;
  }

  private double network(Outgoing now, double seconds) {
    double share =
        (now.sentBytes() - lastOutgoing.sentBytes()) / seconds / budgets.networkBytesPerSecond();
    boolean heldBack = now.heldBack() > lastOutgoing.heldBack();
    boolean piledUp = now.waiting() > lastOutgoing.waiting();
    // Sending stays at the budget by itself; exceeded it is when that is not enough.
    return heldBack && piledUp ? Math.max(1.01, share) : Math.min(1, share);
  }

  private double heapShare(long nowNanos) {
    double share = usedAfterCollection() / (double) Runtime.getRuntime().maxMemory();
    if (share > budgets.heapShare() && nowNanos - collectedNanos >= COLLECT_EVERY_NANOS) {
      collectedNanos = nowNanos;
      System.gc();
      share = usedAfterCollection() / (double) Runtime.getRuntime().maxMemory();
    }
    return share;
  }

  /** After the newest collection of any collector; 0 before the first. */
  private long usedAfterCollection() {
    long newestMillis = -1;
    long used = 0;
    for (GarbageCollectorMXBean collector :
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
      GcInfo last = collector.getLastGcInfo();
      if (last != null && last.getEndTime() > newestMillis) {
        newestMillis = last.getEndTime();
        used =
            last.getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heapPools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
      }
    }
    return used;
  }

  private static long residentBytes() {
    try {
      return OwnProcess.residentBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getName)
        .collect(Collectors.toSet());
  }
}
