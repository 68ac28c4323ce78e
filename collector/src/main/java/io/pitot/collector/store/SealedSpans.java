package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which spans of which services are sealed: their sums hold all that is, or was, in {@link
 * Table#RAW}. A window that comes late breaks the seals of the spans that it lies in, in the same
 * write, and queries read windows again until these are summed up anew.
 *
 * <p>The committer's thread changes it, any may read.
 */
final class SealedSpans {
  private static final byte[] SEAL = {};
  private static final int MINUTE_SECONDS = 60;
  private static final BitSet NO_SERVICE = new BitSet();

  /** Spans within a partition, by service. */
  private final Map<Partition, Map<Integer, BitSet>> sealed = new TreeMap<>();

  /** Spans that are not sealed and were written to since the start, and when last. */
  private final Map<ServiceSpan, Long> changedMillis = new HashMap<>();

  /** Hours in which nothing is left to be summed up, of any service. */
  private final Set<Partition> complete = new HashSet<>();

  /** Services whose windows or intervals are gone while those of others are there. */
  private final Map<Partition, BitSet> withoutWindows = new HashMap<>();

  private @Nullable ServiceSpan summing;

  /** When windows of a minute were written, and when hours of a day lost their seals. */
  private final ChangeMarks windowChanges = new ChangeMarks(MINUTE_SECONDS);

  private final ChangeMarks hourChanges =
      new ChangeMarks((int) Table.DICTIONARY.partitionSeconds());

  /** Windows that are on their way to the disk. */
  private final List<ServiceWindow> changing = new ArrayList<>();

  private long lastMark;

  private record ServiceWindow(int service, long startSeconds) {}

  SealedSpans(BlockStore blocks) {
    for (Level level : Level.values()) {
      readSeals(
          blocks,
          level.table(),
          (partition, key) -> set(new ServiceSpan(level, key.series(), key.windowSeconds())));
    }
    for (Table windows : List.of(Table.RAW, Table.INTERVALS)) {
      readSeals(
          blocks,
          windows,
          (partition, key) ->
              withoutWindows.computeIfAbsent(partition, p -> new BitSet()).set(key.series()));
    }
  }

  private static void readSeals(
      BlockStore blocks, Table table, BiConsumer<Partition, RawKey> visitor) {
    for (Partition partition : blocks.partitions(table)) {
      blocks.scan(
          partition,
          SpanKey.firstSeal(),
          SpanKey.endOfSeals(),
          (key, value) -> {
            visitor.accept(partition, RawKey.read(key));
            return true;
          });
    }
  }

  synchronized boolean isSealed(ServiceSpan span) {
    BitSet spans = sealed.getOrDefault(span.partition(), Map.of()).get(span.service());
    return spans != null && spans.get(index(span));
  }

  /** The starts of the sealed spans of a service that overlap a range. */
  synchronized NavigableSet<Long> within(
      Level level, int service, long fromSeconds, long toSeconds) {
    NavigableSet<Long> found = new TreeSet<>();
    sealed.forEach(
        (partition, byService) -> {
          BitSet spans = byService.get(service);
          if (spans != null
              && partition.table() == level.table()
              && partition.endSeconds() > fromSeconds
              && partition.startSeconds() < toSeconds) {
            for (int i = spans.nextSetBit(0); i >= 0; i = spans.nextSetBit(i + 1)) {
              long start = partition.startSeconds() + (long) i * level.seconds();
              if (start + level.seconds() > fromSeconds && start < toSeconds) {
                found.add(start);
              }
            }
          }
        });
    return found;
  }

  /**
   * Whether a service's windows, or intervals, of a partition are not gone.
   *
   * @param stored the partitions of the table
   */
  synchronized boolean hasWindows(Set<Partition> stored, int service, Partition partition) {
    return stored.contains(partition)
        && !withoutWindows.getOrDefault(partition, NO_SERVICE).get(service);
  }

  /** When a span that is not sealed was last written to; 0 when not since the start. */
  synchronized long changedMillis(ServiceSpan span) {
    return changedMillis.getOrDefault(span, 0L);
  }

  /** Whether the windows of this hour are no longer needed for sums. */
  synchronized boolean isComplete(Partition rawHour) {
    return complete.contains(rawHour);
  }

  /** Stands for the present: what changes from here on is not the same any more. */
  synchronized long mark() {
    return lastMark;
  }

  /** Whether no window of the minutes between two times was written since a mark. */
  synchronized boolean areSameWindows(int service, long fromSeconds, long toSeconds, long mark) {
    for (long minute = fromSeconds; minute < toSeconds; minute += MINUTE_SECONDS) {
      if (!windowChanges.isSame(service, minute, mark)) {
        return false;
      }
    }
    return true;
  }

  /** Whether no sealed hour of the day that begins then lost its seal since a mark. */
  synchronized boolean areSameHours(int service, long daySeconds, long mark) {
    return hourChanges.isSame(service, daySeconds, mark);
  }

  // What follows is for the committer's thread alone.

  /** Notes that a window is about to be written; the changes that have to come before. */
  synchronized List<Put> change(int service, long windowSeconds, long nowMillis) {
    complete.remove(Partition.at(Table.RAW, windowSeconds));
    windowChanges.changed(service, windowSeconds, ++lastMark);
    changing.add(new ServiceWindow(service, windowSeconds));
    List<Put> broken = new ArrayList<>();
    for (Level level : Level.values()) {
      ServiceSpan span = ServiceSpan.of(level, service, windowSeconds);
      changedMillis.put(span, nowMillis);
      if (span.equals(summing)) {
        summing = null;
      }
      BitSet spans = sealed.getOrDefault(span.partition(), Map.of()).get(service);
      if (spans != null && spans.get(index(span))) {
        spans.clear(index(span));
        if (level == Level.HOUR) {
          hourChanges.changed(service, windowSeconds, lastMark);
        }
        broken.add(new Put(span.partition(), SpanKey.seal(span).toBytes(), null));
      }
    }
    return broken;
  }

  /** What {@link #change} noted was written, or may have been: nobody has read all of it before. */
  synchronized void changed() {
    for (ServiceWindow window : changing) {
      windowChanges.changed(window.service, window.startSeconds, ++lastMark);
    }
    changing.clear();
  }

  /** From here on is noted whether the span changes. */
  synchronized void beginToSum(ServiceSpan span) {
    summing = span;
  }

  /** The seal, if the span has not changed since {@link #beginToSum}. */
  synchronized List<Put> seal(ServiceSpan span) {
    return span.equals(summing)
        ? List.of(new Put(span.partition(), SpanKey.seal(span).toBytes(), SEAL))
        : List.of();
  }

  /** The seal is durable. */
  synchronized void sealed(ServiceSpan span) {
    set(span);
    changedMillis.remove(span);
    summing = null;
  }

  synchronized void completed(Partition rawHour) {
    complete.add(rawHour);
  }

  /** Forgets what is no longer stored. */
  synchronized void forget(Partition dropped) {
    sealed.remove(dropped);
    withoutWindows.remove(dropped);
    complete.remove(dropped);
    changedMillis
        .keySet()
        .removeIf(span -> span.partition().equals(dropped) || span.windows().equals(dropped));
  }

  /** Notes that some services' windows or intervals go; what has to be written before. */
  synchronized List<Put> withoutWindows(Partition partition, BitSet services) {
    windowChanges.forget(++lastMark);
    withoutWindows.computeIfAbsent(partition, p -> new BitSet()).or(services);
    return services.stream()
        .mapToObj(service -> new ServiceSpan(Level.HOUR, service, partition.startSeconds()))
        .map(span -> new Put(partition, SpanKey.seal(span).toBytes(), SEAL))
        .toList();
  }

  /** Forgets what is no longer stored of some services. */
  synchronized void forget(Partition partition, BitSet services) {
    windowChanges.forget(++lastMark);
    Map<Integer, BitSet> ofPartition = sealed.get(partition);
    if (ofPartition != null) {
      services.stream().forEach(ofPartition::remove);
    }
  }

  private void set(ServiceSpan span) {
    sealed
        .computeIfAbsent(span.partition(), p -> new HashMap<>())
        .computeIfAbsent(span.service(), s -> new BitSet())
        .set(index(span));
  }

  private static int index(ServiceSpan span) {
    return (int) ((span.startSeconds() - span.partition().startSeconds()) / span.level().seconds());
  }
}
