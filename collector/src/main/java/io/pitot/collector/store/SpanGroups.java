package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Adds up the series of one service's span by group, while {@link SpanRollup} goes through them:
 * first how long each was watched, then type by type what each did.
 */
final class SpanGroups {
  /** Of one alone its own sums say the same. */
  private static final int FEWEST_MEMBERS = 2;

  private final ServiceSpan span;
  private final IntFunction<String> nameOf;
  private final Map<Integer, SpanRecord> watched = new TreeMap<>();
  private final Map<Integer, GroupRecord.Type> types = new TreeMap<>();
  private final List<Sums> sums = new ArrayList<>();
  private int[] series = {};
  private int[] group = {};
  private boolean isTooMuch;

  /** What the series of one group did, of the present type. */
  private static final class Sums {
    private final StackTallies stacks = new StackTallies();
    private SpanTotals totals = new SpanTotals();
  }

  /**
   * @param nameOf the group of a series; those of the same name are summed up
   */
  SpanGroups(ServiceSpan span, IntFunction<String> nameOf) {
    this.span = span;
    this.nameOf = nameOf;
  }

  /** Takes when a series was watched; before what any did. */
  void watched(int one, SpanRecord record) {
    watched.put(one, record);
  }

  /** Takes what a series did. */
  void add(int type, int one, List<RawBlock> blocks, SpanTotals totals) {
    if (series.length == 0) {
      form();
    }
    int place = Arrays.binarySearch(series, one);
    if (place < 0) {
      throw new CorruptStoreException(
          "series %s has rows in the span at %s and no window".formatted(one, span.startSeconds()));
    }
    types
        .computeIfAbsent(type, t -> new GroupRecord.Type(new BitSet(), new int[sums.size()]))
        .series()
        .set(place);
    if (group[place] > 0 && !isTooMuch) {
      try {
        Sums ofGroup = sums.get(group[place] - 1);
        blocks.forEach(ofGroup.stacks::add);
        ofGroup.totals.add(totals);
      } catch (ArithmeticException e) {
        // Beyond 2^63 together; each series for itself says what it did.
        isTooMuch = true;
      }
    }
  }

  /** What the groups did of a type, when all series have been added. */
  List<Put> endType(int type) {
    List<Put> puts = new ArrayList<>();
    GroupRecord.Type ofType = types.get(type);
    for (int g = 0; g < sums.size() && ofType != null && !isTooMuch; g++) {
      Sums ofGroup = sums.get(g);
      for (RawBlock block : ofGroup.stacks.drain(RawBlock.MAX_ROWS)) {
        puts.add(put(type, g + 1, ofType.parts()[g]++, block.toBytes()));
      }
      if (ofType.parts()[g] > 0) {
        puts.add(put(type, g + 1, SpanKey.TOTALS, ofGroup.totals.toBytes()));
        ofGroup.totals = new SpanTotals();
      }
    }
    return puts;
  }

  /** Which groups there are; nothing else of them counts. */
  Put record() {
    if (series.length == 0) {
      form();
    }
    List<LossSum> losses = new ArrayList<>();
    sums.forEach(ofGroup -> losses.add(new LossSum()));
    int[] windows = new int[series.length];
    int[] first = new int[series.length];
    int[] last = new int[series.length];
    int i = 0;
    for (SpanRecord ofSeries : watched.values()) {
      windows[i] = ofSeries.windows().cardinality();
      first[i] = ofSeries.windows().nextSetBit(0);
      last[i] = ofSeries.windows().length() - 1;
      if (group[i] > 0) {
        losses.get(group[i] - 1).add(ofSeries.losses());
      }
      i++;
    }
    GroupRecord record =
        new GroupRecord(
            series,
            isTooMuch ? new int[series.length] : group,
            windows,
            first,
            last,
            losses.stream().map(LossSum::losses).toList(),
            types);
    return put(RawKey.WINDOWS, 0, 0, record.toBytes());
  }

  /** The largest groups, in the order of their names; the rest stays in none. */
  private void form() {
    Map<String, Integer> members = new TreeMap<>();
    watched.keySet().forEach(one -> members.merge(nameOf.apply(one), 1, Integer::sum));
    List<String> names =
        members.entrySet().stream()
            .filter(entry -> entry.getValue() >= FEWEST_MEMBERS)
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(GroupRecord.MAX_GROUPS)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    names.forEach(name -> sums.add(new Sums()));
    series = watched.keySet().stream().mapToInt(Integer::intValue).toArray();
    group = Arrays.stream(series).map(one -> names.indexOf(nameOf.apply(one)) + 1).toArray();
  }

  private Put put(int type, int group, int part, byte[] value) {
    GroupKey key = new GroupKey(span.service(), type, span.startSeconds(), group, part);
    return new Put(Partition.at(span.level().groups(), span.startSeconds()), key.toBytes(), value);
  }
}
