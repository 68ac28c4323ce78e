package io.pitot.collector.query;

import io.pitot.collector.query.LocksAnswer.Holder;
import io.pitot.collector.query.LocksAnswer.Load;
import io.pitot.collector.query.LocksAnswer.Lock;
import io.pitot.collector.query.LocksAnswer.Stuck;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Sentences about why threads did not run. */
final class WhyWords {
  private WhyWords() {}

  /** Of waits; the locks are at least one. */
  static String waited(String answer, List<Lock> locks, List<Holder> holders, double watched) {
    Lock largest =
        locks.stream().max(Comparator.comparingLong(lock -> lock.sum().netNanos())).orElseThrow();
    long net = locks.stream().mapToLong(lock -> lock.sum().netNanos()).sum();
    long total = locks.stream().mapToLong(lock -> lock.sum().totalNanos()).sum();
    long paused = total - net;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Threads waited %s for %s (%.1f threads at any time), net of pauses; %.0f %% of it %s",
            seconds(net),
            what(answer),
            net / watched,
            percent(largest.sum().netNanos(), net),
            "for " + name(largest)));
    if (!largest.frame().isEmpty()) {
      text.append(", mostly in ").append(largest.frame());
    }
    if (!largest.owners().isEmpty()) {
      text.append(", held before by ").append(largest.owners().get(0).thread());
    }
    holders.stream()
        .filter(holder -> holder.lockClass().equals(largest.lockClass()))
        .findFirst()
        .ifPresent(holder -> text.append(holds(holder)));
    text.append(
        String.format(
            Locale.ROOT,
            ". The longest wait took %s; %.0f %% of all waiting was a pause of the JVM.",
            seconds(largest.maxNanos()),
            percent(paused, total)));
    return text.toString();
  }

  private static String holds(Holder holder) {
    return ". %s held it in %s while %s waited%s"
        .formatted(
            holder.thread(),
            holder.frame().isEmpty() ? "the JDK's own code" : holder.frame(),
            holder.waiters(),
            holder.mapClass().isEmpty() || holder.mapClass().equals(holder.lockClass())
                ? ""
                : ", in a " + holder.mapClass());
  }

  /** Of pauses; the reasons are at least one. */
  static String stopped(String kind, List<PausesQuery.Reason> reasons, long nanos, double watched) {
    PausesQuery.Reason largest = reasons.get(0);
    String what = kind.equals("gc") ? "GC pauses" : "safepoints that are no GC";
    String name = largest.name().isEmpty() ? "an unknown operation" : largest.name();
    return String.format(
        Locale.ROOT,
        "The JVMs stood still in %s for %s, %.1f %% of the time; %.0f %% of it for %s%s, the"
            + " longest %s.",
        what,
        seconds(nanos),
        percent(nanos, (long) watched),
        percent(largest.totalNanos(), nanos),
        name,
        largest.cause().isEmpty() ? "" : " (" + largest.cause() + ")",
        seconds(largest.maxNanos()));
  }

  /** What pauses made longer: waits, and resizes of maps, which are no waits. */
  static String longer(String kind, List<Lock> locks, long ofWaits) {
    ToLongFunction<Lock> paused =
        lock -> kind.equals("gc") ? lock.sum().gcNanos() : lock.sum().safepointNanos();
    long ofResizes = 0;
    long waited = 0;
    @Nullable Lock most = null;
    for (Lock lock : locks) {
      boolean isResize = lock.kind().equals("map_resize");
      ofResizes += isResize ? paused.applyAsLong(lock) : 0;
      waited += isResize ? 0 : lock.sum().totalNanos();
      boolean isMore = most == null || paused.applyAsLong(lock) > paused.applyAsLong(most);
      most = !isResize && isMore ? lock : most;
    }
    long inPauses = Math.max(0, ofWaits - ofResizes);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            " Waits for locks and pools were %s longer by it, %.0f %% of all that was waited",
            seconds(inPauses),
            percent(inPauses, waited)));
    if (most != null && paused.applyAsLong(most) > 0) {
      text.append(", most for ").append(name(most));
      text.append(most.frame().isEmpty() ? "" : " in " + most.frame());
    }
    text.append(ofResizes == 0 ? "" : "; resizes of maps " + seconds(ofResizes));
    return text.append('.').toString();
  }

  /** Of waits that have not ended; the locks are at least one. */
  static String stuck(List<Stuck> locks) {
    StringBuilder text = new StringBuilder();
    for (Stuck lock : locks.subList(0, Math.min(2, locks.size()))) {
      text.append(
          "%s%s %s %s for %s and %s not got on: %s holds it in %s%s."
              .formatted(
                  text.isEmpty() ? "" : " ",
                  lock.waiters(),
                  lock.waiters() == 1 ? "thread has waited" : "threads have waited, the longest",
                  seconds(lock.longestWaitNanos()),
                  lock.lockClass(),
                  lock.waiters() == 1 ? "has" : "have",
                  lock.thread(),
                  lock.frame().isEmpty() ? "the JDK's own code" : lock.frame(),
                  lock.mapClass().isEmpty() || lock.mapClass().equals(lock.lockClass())
                      ? ""
                      : ", in a " + lock.mapClass()));
    }
    return text.toString();
  }

  /** Of waits that were seen at looks; the loads are at least one. */
  static String loaded(List<Load> loads, long nanos, double watched) {
    Load largest = loads.get(0);
    return String.format(
        Locale.ROOT,
        "At regular looks %.1f threads waited for locks at any time, %.0f %% of them for %s%s%s.%s"
            + " Most of these waits have no event of their own: they are too short, or of virtual"
            + " threads.",
        nanos / watched,
        percent(largest.waitNanos(), nanos),
        isQueued(largest.lockClass()) ? "a lock " : "the monitor of ",
        largest.lockClass(),
        largest.frame().isEmpty() ? "" : ", mostly in " + largest.frame(),
        largest.thread().isEmpty()
            ? ""
            : " %s held it in %s."
                .formatted(
                    largest.thread(),
                    largest.holderFrame().isEmpty()
                        ? "the JDK's own code"
                        : largest.holderFrame()));
  }

  private static boolean isQueued(String lockClass) {
    return lockClass.startsWith("java.util.concurrent.") && lockClass.endsWith("Sync");
  }

  static String seconds(long nanos) {
    return nanos < 1_000_000_000L
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String what(String answer) {
    return switch (answer) {
      case "map" -> "maps";
      case "pool" -> "something from a pool that was exhausted";
      case "stall" -> "memory, while the collector ran";
      default -> "locks";
    };
  }

  private static String name(Lock lock) {
    String kind =
        switch (lock.kind()) {
          case "monitor" -> "the monitor of ";
          case "class_loading" -> "the loading or initialising of a class, ";
          case "lock" -> "a lock ";
          case "pin" -> "a pinned carrier ";
          default -> "";
        };
    String lockClass = lock.lockClass().isEmpty() ? "something unnamed" : lock.lockClass();
    return kind + lockClass;
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
