package io.pitot.collector.store;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Visits intervals: those of windows as long as they are kept, then the sums of hours. */
final class IntervalScan {
  private final BlockStore blocks;
  private final SealedSpans spans;

  IntervalScan(BlockStore blocks, SealedSpans spans) {
    this.blocks = blocks;
    this.spans = spans;
  }

  /** The table whose dictionaries a table's stacks are in. */
  static Table dictionaries(Table intervals) {
    return intervals == Table.INTERVALS ? Table.DICTIONARY : Table.HOUR_DICTIONARY;
  }

  void scan(
      int service,
      IntervalKind kind,
      long fromSeconds,
      long toSeconds,
      ProfileStore.IntervalVisitor visitor) {
    long from = Math.max(0, fromSeconds);
    SortedSet<Partition> days = blocks.partitions(Table.INTERVALS);
    SortedSet<Long> summed = summed(service, days, from, toSeconds);
    for (Partition month : blocks.partitions(Table.HOUR_INTERVALS)) {
      SortedSet<Long> asked = summed.subSet(month.startSeconds(), month.endSeconds());
      boolean goOn =
          asked.isEmpty()
              || scan(
                  month,
                  service,
                  kind,
                  asked.first(),
                  asked.last() + 1,
                  (key, table) ->
                      !asked.contains(key.windowSeconds()) || visitor.table(key, table));
      if (!goOn) {
        return;
      }
    }
    for (Partition day : days) {
      boolean isAsked =
          day.endSeconds() > from
              && day.startSeconds() < toSeconds
              && spans.hasWindows(days, service, day);
      if (isAsked
          && !scan(day, service, kind, from, Math.min(toSeconds, day.endSeconds()), visitor)) {
        return;
      }
    }
  }

  /** The range with the whole of the hours at its edges that only sums tell of. */
  RawRange widen(RawRange range) {
    SortedSet<Long> summed = summed(range);
    return summed.isEmpty()
        ? range
        : range.with(
            range.firstSeries(),
            range.lastSeries(),
            Math.min(range.fromSeconds(), summed.first()),
            Math.max(range.toSeconds(), summed.last() + Level.HOUR.seconds()));
  }

  /** The end of the last hour that only sums tell of, or the range's start. */
  long detailFrom(RawRange range) {
    SortedSet<Long> summed = summed(range);
    return summed.isEmpty() ? range.fromSeconds() : summed.last() + Level.HOUR.seconds();
  }

  private SortedSet<Long> summed(RawRange range) {
    return summed(
        range.service(),
        blocks.partitions(Table.INTERVALS),
        range.fromSeconds(),
        range.toSeconds());
  }

  /** Starts of the sealed hours that overlap a range and of which only sums are left. */
  private SortedSet<Long> summed(int service, Set<Partition> days, long from, long to) {
    Set<Partition> windows = blocks.partitions(Table.RAW);
    SortedSet<Long> summed = new TreeSet<>();
    for (long hour : spans.within(Level.HOUR, service, from, to)) {
      if (!spans.hasWindows(days, service, Partition.at(Table.INTERVALS, hour))
          && !spans.hasWindows(windows, service, Partition.at(Table.RAW, hour))) {
        summed.add(hour);
      }
    }
    return summed;
  }

  private boolean scan(
      Partition partition,
      int service,
      IntervalKind kind,
      long from,
      long to,
      ProfileStore.IntervalVisitor visitor) {
    boolean[] goOn = {true};
    Table dictionaries = dictionaries(partition.table());
    blocks.scan(
        partition,
        new IntervalKey(service, kind.number(), from, 0, 0).toBytes(),
        new IntervalKey(service, kind.number(), to, 0, 0).toBytes(),
        (bytes, value) -> {
          IntervalKey key = IntervalKey.read(bytes);
          Partition at = Partition.at(dictionaries, key.windowSeconds());
          goOn[0] = visitor.table(key, IntervalTable.read(key, at, value));
          return goOn[0];
        });
    return goOn[0];
  }
}
