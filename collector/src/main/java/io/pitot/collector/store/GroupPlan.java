package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * For each hour that is answered from sums: which groups are asked for whole, and which series are
 * left to be read by themselves.
 */
final class GroupPlan {
  private final HourPlan plan;
  private final int service;
  private final TreeMap<Long, Hour> hours = new TreeMap<>();

  /** Series that some hour has outside of the groups that are taken. */
  private final Set<Integer> left = new HashSet<>();

  private GroupPlan(HourPlan plan, int service) {
    this.plan = plan;
    this.service = service;
  }

  static GroupPlan of(BlockStore blocks, HourPlan plan, RawRange time, Set<Integer> asked) {
    GroupPlan groups = new GroupPlan(plan, time.service());
    groups.scan(
        blocks,
        RawKey.WINDOWS,
        (key, value) -> {
          if (plan.answers(key.hourSeconds())) {
            Hour hour = new Hour(key.hourSeconds(), GroupRecord.read(value), asked);
            groups.hours.put(key.hourSeconds(), hour);
            hour.addLeft(asked, groups.left);
          }
        });
    return groups;
  }

  /** The ranges of series that are not, or not always, read from groups. */
  List<RawRange> byThemselves(List<RawRange> runs) {
    boolean hasOthers = plan.hours().stream().anyMatch(hour -> !hours.containsKey(hour));
    if (hasOthers) {
      return runs;
    }
    List<RawRange> ranges = new ArrayList<>();
    for (RawRange run : runs) {
      left.stream()
          .filter(one -> one >= run.firstSeries() && one <= run.lastSeries())
          .sorted()
          .forEach(one -> ranges.add(run.with(one, one, run.fromSeconds(), run.toSeconds())));
    }
    return ranges;
  }

  /** Whether the groups say what stands under this key of the hour's sums. */
  boolean answers(RawKey key) {
    Hour hour = hours.get(key.windowSeconds());
    return hour != null && hour.answers(key.series());
  }

  void blocks(BlockStore blocks, int type, SumScan.SumVisitor visitor) {
    scan(
        blocks,
        type,
        (key, value) -> {
          Hour hour = hours.get(key.hourSeconds());
          if (hour != null && hour.holds(key)) {
            Partition dictionary = Partition.at(Table.HOUR_DICTIONARY, key.hourSeconds());
            visitor.sums(
                hour.members(key.group(), type), RawBlock.reader(service, dictionary, value));
          }
        });
  }

  void watched(SumScan.WatchedVisitor visitor) {
    hours.values().forEach(hour -> hour.watched(visitor));
  }

  @FunctionalInterface
  private interface EntryVisitor {
    void entry(GroupKey key, ByteBuffer value);
  }

  private void scan(BlockStore blocks, int type, EntryVisitor visitor) {
    for (Partition partition : blocks.partitions(Table.GROUPS)) {
      SortedSet<Long> asked = plan.within(partition);
      if (!asked.isEmpty()) {
        blocks.scan(
            partition,
            new GroupKey(service, type, asked.first(), 0, 0).toBytes(),
            new GroupKey(service, type, asked.last() + 1, 0, 0).toBytes(),
            (key, value) -> {
              visitor.entry(GroupKey.read(key), value);
              return true;
            });
      }
    }
  }

  /** One hour. */
  private static final class Hour {
    private final long startSeconds;
    private final GroupRecord record;

    /** Groups all of whose members are asked for. */
    private final BitSet taken = new BitSet();

    private Hour(long startSeconds, GroupRecord record, Set<Integer> asked) {
      this.startSeconds = startSeconds;
      this.record = record;
      taken.set(1, record.groups() + 1);
      for (int i = 0; i < record.series().length; i++) {
        if (!asked.contains(record.series()[i])) {
          taken.clear(record.group()[i]);
        }
      }
    }

    private void addLeft(Set<Integer> asked, Set<Integer> left) {
      for (int i = 0; i < record.series().length; i++) {
        if (!taken.get(record.group()[i]) && asked.contains(record.series()[i])) {
          left.add(record.series()[i]);
        }
      }
    }

    private boolean answers(int series) {
      int place = Arrays.binarySearch(record.series(), series);
      return place >= 0 && taken.get(record.group()[place]);
    }

    private boolean holds(GroupKey key) {
      GroupRecord.Type type = record.types().get(key.type());
      return type != null && taken.get(key.group()) && key.part() < type.parts()[key.group() - 1];
    }

    private int[] members(int group, int type) {
      GroupRecord.Type ofType = record.types().get(type);
      return ofType == null
          ? new int[0]
          : ofType.series().stream()
              .filter(place -> record.group()[place] == group)
              .map(place -> record.series()[place])
              .toArray();
    }

    private void watched(SumScan.WatchedVisitor visitor) {
      boolean[] told = new boolean[record.groups() + 1];
      for (int i = 0; i < record.series().length; i++) {
        int group = record.group()[i];
        if (taken.get(group)) {
          visitor.watched(
              record.series()[i],
              record.windows()[i],
              startSeconds + (long) record.first()[i] * WindowRecord.LENGTH_SECONDS,
              startSeconds + (long) record.last()[i] * WindowRecord.LENGTH_SECONDS,
              told[group] ? List.of() : record.losses().get(group - 1));
          told[group] = true;
        }
      }
    }
  }
}
