package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Samples;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Samples one by one, with moment and thread, as far as they were kept. */
public final class SamplesQuery {
  private final ProfileStore store;
  private final Selector selector;

  public SamplesQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * One sample.
   *
   * @param atMicros since the epoch
   * @param stack root first
   */
  public record Sample(String instance, String thread, long atMicros, List<String> stack) {}

  /**
   * The samples by time.
   *
   * @param leftOut of the daemons: these samples are in sums alone
   * @param beyondLimit kept samples that are not among these
   * @param detailFromMillis from when on samples are kept one by one; 0 for all of the range
   */
  public record Answer(
      List<Sample> samples, long leftOut, long beyondLimit, long detailFromMillis) {}

  /** A sample whose stack is not read yet. */
  private record Found(Series series, IntervalKey key, IntervalTable.Stored stored, int row) {
    private long nanos() {
      return key.windowSeconds() * 1_000_000_000 + stored.table().at(Samples.AT, row);
    }

    /** The same in each answer, and by chance otherwise. */
    private long random() {
      long mixed = (nanos() + stored.table().text(Samples.THREAD, row).hashCode());
      mixed *= 0x9E3779B97F4A7C15L;
      return mixed ^ mixed >>> 29;
    }
  }

  /**
   * The samples of the range; of more than the limit a uniform sample.
   *
   * @param type such as {@code cpu}
   */
  public Answer run(Selection selection, String type, int limit) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    PriorityQueue<Found> chosen =
        new PriorityQueue<>(Comparator.comparingLong(Found::random).reversed());
    long[] counts = new long[2];
    new IntervalScan(store)
        .tables(
            intervals.selected(),
            IntervalKind.SAMPLES,
            (series, key, stored) -> {
              IntervalTable table = stored.table();
              counts[0] = StackSums.plus(counts[0], table.at(Samples.LEFT_OUT, 0));
              for (int row = 0; row < table.rows(); row++) {
                if (table.text(Samples.TYPE, row).equals(type)) {
                  chosen.add(new Found(series, key, stored, row));
                }
                if (chosen.size() > limit) {
                  chosen.remove();
                  counts[1]++;
                }
              }
            });
    StackTexts stacks = new StackTexts(store);
    List<Sample> samples =
        chosen.stream()
            .sorted(Comparator.comparingLong(Found::nanos))
            .map(found -> sample(found, stacks))
            .toList();
    return new Answer(samples, counts[0], counts[1], intervals.detailFromMillis());
  }

  private static Sample sample(Found found, StackTexts stacks) {
    IntervalTable table = found.stored.table();
    return new Sample(
        Instances.of(found.series),
        table.text(Samples.THREAD, found.row),
        found.nanos() / 1_000,
        stacks.of(found.key, found.stored, table.at(Samples.STACK, found.row)));
  }
}
