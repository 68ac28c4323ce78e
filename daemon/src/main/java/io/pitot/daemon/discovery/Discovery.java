package io.pitot.daemon.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the HotSpot JVMs of this machine: processes that have {@code libjvm.so} mapped. That finds
 * JVMs that hide from {@code jps} too, and those in containers.
 *
 * <p>Most processes are no JVMs, so a scan reads one line of each and remembers the rest; of those
 * that are no news any more it does so every ten seconds only. What was no JVM is looked at again
 * when it has been known for twice as long, at the latest after a minute, or when it has become
 * another program: scripts turn into JVMs.
 *
 * <p>Not for use by several threads at once.
 */
public final class Discovery {
  private static final long LONGEST_NEGLECT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A script that becomes a JVM does so soon. */
  private static final long NEWS_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long STAT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final JvmInspector inspector;
  private Map<Integer, Known> known = new HashMap<>();

  /**
   * Looks at nothing yet.
   *
   * @param node the name of this machine in labels
   */
  public Discovery(String node, TargetRules rules) {
    this(node, rules, Map.of());
  }

  /**
   * Looks at nothing yet.
   *
   * @param labels of every JVM that does not say otherwise
   */
  public Discovery(String node, TargetRules rules, Map<String, String> labels) {
    this.inspector = new JvmInspector(node, rules, Map.copyOf(labels));
  }

  /**
   * What one look at all processes found.
   *
   * @param jvms by pid; those that the rules exclude too, with the reason
   * @param unreadable processes of other users that may or may not be JVMs
   */
  public record Scan(List<FoundJvm> jvms, int unreadable) {}

  /**
   * Looks at every process once.
   *
   * @throws IOException when there is no {@code /proc}
   */
  public Scan scan() throws IOException {
    Map<Integer, Known> next = new HashMap<>();
    List<FoundJvm> jvms = new ArrayList<>();
    int unreadable = 0;
    List<Integer> pids = ProcessFiles.pids();
    pids.sort(null);
    for (Integer pid : pids) {
      Known process;
      try {
        process = look(ProcessFiles.of(pid), known.get(pid));
      } catch (IOException endedMeanwhile) {
        continue;
      }
      if (process == null) {
        continue;
      }
      next.put(pid, process);
      process.jvm().ifPresent(jvms::add);
      unreadable += process.isReadable() ? 0 : 1;
    }
    known = next;
    return new Scan(List.copyOf(jvms), unreadable);
  }

  private @Nullable Known look(ProcessFiles process, @Nullable Known before) throws IOException {
    long nowNanos = System.nanoTime();
    if (before != null && nowNanos - before.nextStatNanos() < 0) {
      return before;
    }
    ProcessStat stat = process.stat();
    if (stat.isDead()) {
      return null;
    }
    boolean isKnown =
        before != null
            && before.startTicks() == stat.startTicks()
            && before.command().equals(stat.command());
    if (before != null && isKnown && nowNanos - before.nextLookNanos() < 0) {
      return before.readAt(nowNanos);
    }
    long firstSeenNanos = before != null && isKnown ? before.firstSeenNanos() : nowNanos;
    JvmInspector.Finding finding =
        inspector.inspect(process, stat, BootClock.read().toMillis(stat.startTicks()));
    long pauseNanos =
        finding.isFinal()
            ? Long.MAX_VALUE / 2
            : Math.min(nowNanos - firstSeenNanos, LONGEST_NEGLECT_NANOS);
    return new Known(
        stat.startTicks(),
        stat.command(),
        firstSeenNanos,
        nowNanos + pauseNanos,
        nowNanos,
        finding.isReadable(),
        finding.jvm());
  }

  private record Known(
      long startTicks,
      String command,
      long firstSeenNanos,
      long nextLookNanos,
      long nextStatNanos,
      boolean isReadable,
      Optional<FoundJvm> jvm) {

    Known readAt(long nowNanos) {
      boolean isNews = nowNanos - firstSeenNanos < NEWS_NANOS;
      long nextStat = isNews ? nowNanos : nowNanos + STAT_INTERVAL_NANOS;
      return new Known(
          startTicks, command, firstSeenNanos, nextLookNanos, nextStat, isReadable, jvm);
    }
  }
}
