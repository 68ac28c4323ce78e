package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * For each span that is answered from sums of a level: which groups are asked for whole, and which
 * series are left to be read by themselves.
 */
final class GroupPlan {
  private final Level level;
  private final SpanPlan plan;
  private final TreeMap<Long, Span> spans = new TreeMap<>();

  /** Series that some span has outside of the groups that are taken. */
  private final BitSet left = new BitSet();

  private GroupPlan(Level level, SpanPlan plan) {
    this.level = level;
    this.plan = plan;
  }

  static GroupPlan of(Level level, BlockStore blocks, SpanPlan plan, BitSet asked) {
    GroupPlan groups = new GroupPlan(level, plan);
    groups.scan(
        blocks,
        RawKey.WINDOWS,
        (key, value) -> {
          Span span = new Span(key.spanSeconds(), GroupRecord.read(value), asked);
          groups.spans.put(key.spanSeconds(), span);
          span.addLeft(asked, groups.left);
        });
    return groups;
  }

  /** The ranges of series that are not, or not always, read from groups. */
  List<RawRange> byThemselves(List<RawRange> runs) {
    boolean hasOthers = plan.spans(level).stream().anyMatch(start -> !spans.containsKey(start));
    if (hasOthers) {
      return runs;
    }
    List<RawRange> ranges = new ArrayList<>();
    for (RawRange run : runs) {
      for (int one = left.nextSetBit(run.firstSeries());
          one >= 0 && one <= run.lastSeries();
          one = left.nextSetBit(one + 1)) {
        ranges.add(run.with(one, one, run.fromSeconds(), run.toSeconds()));
      }
    }
    return ranges;
  }

  /** Whether the groups say what stands under this key of the level's sums. */
  boolean answers(RawKey key) {
    Span span = spans.get(key.windowSeconds());
    return span != null && span.answers(key.series());
  }

  void blocks(BlockStore blocks, int type, SumScan.SumVisitor visitor) {
    scan(
        blocks,
        type,
        (key, value) -> {
          Span span = spans.get(key.spanSeconds());
          if (span != null && span.holds(key)) {
            Partition dictionary = Partition.at(level.dictionaries(), key.spanSeconds());
            visitor.sums(
                span.members(key.group(), type), RawBlock.reader(key.service(), dictionary, value));
          }
        });
  }

  void watched(SumScan.WatchedVisitor visitor) {
    spans.values().forEach(span -> span.watched(visitor));
  }

  @FunctionalInterface
  private interface EntryVisitor {
    void entry(GroupKey key, ByteBuffer value);
  }

  private void scan(BlockStore blocks, int type, EntryVisitor visitor) {
    for (Partition partition : blocks.partitions(level.groups())) {
      List<KeyRange> asked =
          plan.sums(level, partition, plan.range()).stream()
              .map(part -> new KeyRange(key(type, part.fromSeconds()), key(type, part.toSeconds())))
              .toList();
      blocks.scan(
          partition,
          asked,
          (key, value) -> {
            visitor.entry(GroupKey.read(key), value);
            return true;
          });
    }
  }

  private byte[] key(int type, long seconds) {
    return new GroupKey(plan.range().service(), type, seconds, 0, 0).toBytes();
  }

  /** One span. */
  private static final class Span {
    private final long startSeconds;
    private final GroupRecord record;

    /** Groups all of whose members are asked for. */
    private final BitSet taken = new BitSet();

    private Span(long startSeconds, GroupRecord record, BitSet asked) {
      this.startSeconds = startSeconds;
      this.record = record;
      taken.set(1, record.groups() + 1);
      for (int i = 0; i < record.series().length; i++) {
        if (!asked.get(record.series()[i])) {
          taken.clear(record.group()[i]);
        }
      }
    }

    private void addLeft(BitSet asked, BitSet left) {
      for (int i = 0; i < record.series().length; i++) {
        if (!taken.get(record.group()[i]) && asked.get(record.series()[i])) {
          left.set(record.series()[i]);
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
      if (ofType == null) {
        return new int[0];
      }
      BitSet places = ofType.series();
      int[] members = new int[places.cardinality()];
      int size = 0;
      for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
        if (record.group()[place] == group) {
          members[size++] = record.series()[place];
        }
      }
      return Arrays.copyOf(members, size);
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
