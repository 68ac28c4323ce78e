package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which spans of which services are sealed: their sums hold all that is, or was, in {@link
 * Table#RAW}. A window that comes late breaks the seals of the spans that it lies in, in the same
 * write, and queries read windows again until these are summed up anew. What is packed is sealed,
 * too, and such a window breaks that seal unless nothing but what is packed is left of its hour.
 *
 * <p>The committer's thread changes it, any may read.
 */
final class SealedSpans {
  private static final byte[] SEAL = {};

  /** Beside packed windows of the service there are some that came late. */
  private static final byte[] LATE = {1};

  private static final BitSet NO_SERVICE = new BitSet();

  private final SealBits sealed = new SealBits();
  private final DoubtfulSeals doubtful = new DoubtfulSeals();
  private final SpanChanges changes = new SpanChanges();

  /** Spans that are not sealed and were written to since the start, and when last. */
  private final Map<ServiceSpan, Long> changedMillis = new HashMap<>();

  /** Hours in which nothing is left to be summed up, of any service. */
  private final Set<Partition> complete = new HashSet<>();

  /** Services whose windows or intervals are gone while those of others are there. */
  private final Map<Partition, BitSet> withoutWindows = new HashMap<>();

  /** Those of them whose windows are packed, and that have others beside these. */
  private final Map<Partition, BitSet> withLate = new HashMap<>();

  /** Hours that are packed and of which nothing is in {@link Table#RAW}. */
  private final Set<Partition> gone = new HashSet<>();

  private @Nullable ServiceSpan summing;

  SealedSpans(BlockStore blocks) {
    for (Level level : Level.values()) {
      StoredSeals.read(
          blocks,
          level.table(),
          (partition, key, isLate) ->
              sealed.add(partition, new ServiceSpan(level, key.series(), key.windowSeconds())));
    }
    StoredSeals.read(
        blocks,
        Table.PACKED,
        (partition, key, isLate) ->
            sealed.add(
                partition, new ServiceSpan(Level.TEN_MINUTES, key.series(), key.windowSeconds())));
    blocks.partitions(Table.PACKED).forEach(packed -> gone.addAll(hours(packed)));
    for (Partition hour : blocks.partitions(Table.RAW)) {
      if (StoredSeals.isUsed(blocks, hour)) {
        gone.remove(hour);
      }
    }
    gone.removeIf(hour -> packedIn(hour).isEmpty());
    for (Table windows : List.of(Table.RAW, Table.INTERVALS)) {
      StoredSeals.read(
          blocks,
          windows,
          (partition, key, isLate) -> {
            bits(withoutWindows, partition).set(key.series());
            bits(withLate, partition).set(key.series(), isLate);
          });
    }
  }

  synchronized boolean isSealed(ServiceSpan span) {
    return sealed.has(span.partition(), span);
  }

  /** Whether the windows of ten minutes are packed, all but {@link #hasLate}. */
  synchronized boolean isPacked(ServiceSpan ten) {
    return sealed.has(packed(ten), ten);
  }

  /** The same of all ten minutes of an hour. */
  synchronized boolean isPacked(int service, Partition rawHour) {
    for (long at = rawHour.startSeconds();
        at < rawHour.endSeconds();
        at += Level.TEN_MINUTES.seconds()) {
      if (!isPacked(new ServiceSpan(Level.TEN_MINUTES, service, at))) {
        return false;
      }
    }
    return true;
  }

  /** Whether windows of this hour came when the others were packed and gone. */
  synchronized boolean hasLate(int service, Partition rawHour) {
    return withLate.getOrDefault(rawHour, NO_SERVICE).get(service);
  }

  /**
   * Whether a service's windows of an hour can be read, as they came or packed.
   *
   * @param stored the partitions of {@link Table#RAW}
   */
  synchronized boolean hasWindowsOrPacked(Set<Partition> stored, int service, Partition rawHour) {
    return hasWindows(stored, service, rawHour) || isPacked(service, rawHour);
  }

  /** The starts of the sealed spans of a service that overlap a range. */
  synchronized NavigableSet<Long> within(
      Level level, int service, long fromSeconds, long toSeconds) {
    return sealed.within(level, service, fromSeconds, toSeconds);
  }

  /**
   * Whether a service's windows, or intervals, of a partition are not gone.
   *
   * @param stored the partitions of the table
   */
  synchronized boolean hasWindows(Set<Partition> stored, int service, Partition partition) {
    return stored.contains(partition)
        && !gone.contains(partition)
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

  /** Whether the sums of all windows of a partition are there, as they came or packed alone. */
  synchronized boolean isSummedUp(Partition windows) {
    return windows.table() == Table.RAW
        ? complete.contains(windows)
        : hours(windows).stream().filter(gone::contains).allMatch(complete::contains);
  }

  /** Hours whose windows are packed alone. */
  synchronized List<Partition> packedAlone() {
    return List.copyOf(gone);
  }

  /** As {@link SpanChanges#mark}. */
  synchronized long mark() {
    return changes.mark();
  }

  /** As {@link SpanChanges#areSameWindows}. */
  synchronized boolean areSameWindows(int service, long fromSeconds, long toSeconds, long mark) {
    return changes.areSameWindows(service, fromSeconds, toSeconds, mark);
  }

  /** As {@link SpanChanges#areSameHours}. */
  synchronized boolean areSameHours(int service, long daySeconds, long mark) {
    return changes.areSameHours(service, daySeconds, mark);
  }

  // What follows is for the committer's thread alone.

  /** Notes that a window is about to be written; the changes that have to come before. */
  synchronized List<Put> change(int service, long windowSeconds, long nowMillis) {
    complete.remove(Partition.at(Table.RAW, windowSeconds));
    changes.writing(service, windowSeconds);
    List<Put> broken = new ArrayList<>(changePacked(service, windowSeconds));
    for (Level level : Level.values()) {
      ServiceSpan span = ServiceSpan.of(level, service, windowSeconds);
      changedMillis.put(span, nowMillis);
      if (span.equals(summing)) {
        summing = null;
      }
      if (level == Level.HOUR && isSealed(span)) {
        changes.hourBroken(service, windowSeconds);
      }
      broken.addAll(breakSeal(span.partition(), span));
    }
    return broken;
  }

  private List<Put> breakSeal(Partition partition, ServiceSpan span) {
    if (sealed.remove(partition, span)) {
      doubtful.add(partition, span);
    }
    return doubtful.remove(partition, span);
  }

  /** Where the others are there, all are packed anew; else it stands beside what is packed. */
  private List<Put> changePacked(int service, long windowSeconds) {
    Partition hour = Partition.at(Table.RAW, windowSeconds);
    ServiceSpan ten = ServiceSpan.of(Level.TEN_MINUTES, service, windowSeconds);
    if (withoutWindows.getOrDefault(hour, NO_SERVICE).get(service) && isPacked(service, hour)) {
      bits(withLate, hour).set(service);
      return List.of(new Put(hour, withoutWindowsKey(service, hour), LATE));
    }
    return breakSeal(packed(ten), ten);
  }

  /**
   * Services whose windows of an hour are packed, where those of all are gone; what comes then
   * needs {@link #withoutWindows} of them first, or it would seem to be all that there is of the
   * hour.
   */
  synchronized BitSet packedAndGone(Partition rawHour) {
    return gone.contains(rawHour) ? packedIn(rawHour) : NO_SERVICE;
  }

  private BitSet packedIn(Partition rawHour) {
    BitSet packed = new BitSet();
    sealed.services(Partition.at(Table.PACKED, rawHour.startSeconds())).stream()
        .filter(service -> isPacked(service, rawHour))
        .forEach(packed::set);
    return packed;
  }

  /**
   * What {@link #change} noted was written.
   *
   * @param isDurable whether all of it is; else nobody knows what is
   */
  synchronized void changed(boolean isDurable) {
    changes.written();
    doubtful.written(isDurable);
  }

  /** From here on is noted whether the span changes. */
  synchronized void beginToSum(ServiceSpan span) {
    summing = span;
  }

  /**
   * The seal, if the span has not changed since {@link #beginToSum}.
   *
   * @param isPacked whether its windows were packed, too
   */
  synchronized List<Put> seal(ServiceSpan span, boolean isPacked) {
    if (!span.equals(summing)) {
      return List.of();
    }
    byte[] key = SpanKey.seal(span).toBytes();
    Put seal = new Put(span.partition(), key, SEAL);
    doubtful.add(span.partition(), span);
    if (isPacked) {
      doubtful.add(packed(span), span);
    }
    return isPacked ? List.of(new Put(packed(span), key, SEAL), seal) : List.of(seal);
  }

  /** The seal is durable. */
  synchronized void sealed(ServiceSpan span, boolean isPacked) {
    counts(span.partition(), span);
    if (isPacked) {
      counts(packed(span), span);
    }
    changedMillis.remove(span);
    summing = null;
  }

  private void counts(Partition partition, ServiceSpan span) {
    sealed.add(partition, span);
    doubtful.settled(partition, span);
  }

  synchronized void completed(Partition rawHour) {
    complete.add(rawHour);
  }

  /** Forgets what is no longer stored. */
  synchronized void forget(Partition dropped) {
    sealed.forget(dropped);
    withoutWindows.remove(dropped);
    withLate.remove(dropped);
    complete.remove(dropped);
    doubtful.forget(dropped);
    if (summing != null && summing.windows().equals(dropped)) {
      summing = null;
    }
    if (dropped.table() == Table.RAW && !packedIn(dropped).isEmpty()) {
      gone.add(dropped);
    } else if (dropped.table() == Table.PACKED) {
      gone.removeAll(hours(dropped));
      complete.removeAll(hours(dropped));
    }
    changedMillis
        .keySet()
        .removeIf(span -> span.partition().equals(dropped) || span.windows().equals(dropped));
  }

  /**
   * What says, written before, that windows or intervals of some services are not in a partition.
   */
  static List<Put> marksWithoutWindows(Partition partition, BitSet services) {
    return services.stream()
        .mapToObj(service -> new Put(partition, withoutWindowsKey(service, partition), SEAL))
        .toList();
  }

  /** Notes that these marks are durable. */
  synchronized void withoutWindows(Partition partition, BitSet services) {
    changes.windowsGone();
    gone.remove(partition);
    bits(withoutWindows, partition).or(services);
    bits(withLate, partition).andNot(services);
  }

  private static byte[] withoutWindowsKey(int service, Partition partition) {
    return SpanKey.seal(new ServiceSpan(Level.HOUR, service, partition.startSeconds())).toBytes();
  }

  /** Forgets what is no longer stored of some services. */
  synchronized void forget(Partition partition, BitSet services) {
    changes.windowsGone();
    sealed.forget(partition, services);
    doubtful.forget(partition, services);
  }

  private static BitSet bits(Map<Partition, BitSet> services, Partition partition) {
    return services.computeIfAbsent(partition, p -> new BitSet());
  }

  /** The hours of a longer partition. */
  private static Set<Partition> hours(Partition partition) {
    Set<Partition> hours = new HashSet<>();
    for (long at = partition.startSeconds();
        at < partition.endSeconds();
        at += Table.RAW.partitionSeconds()) {
      hours.add(new Partition(Table.RAW, at));
    }
    return hours;
  }

  private static Partition packed(ServiceSpan ten) {
    return Partition.at(Table.PACKED, ten.startSeconds());
  }
}
