package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * Profiles by service, type, series and window: takes batches and hands out blocks. What is
 * appended is visible to reads from when it is durable, or shortly before.
 *
 * <p>Hours that are over are summed up in the background. A read is answered from sums where they
 * say the same as the windows, and where the windows are gone.
 */
public final class ProfileStore implements AutoCloseable {
  private final BlockStore blocks;
  private final Catalog catalog;
  private final DictionaryCache dictionaries;
  private final SealedHours hours;
  private final Committer committer;
  private final Rollups rollups;

  /** What the store takes of its disk. */
  public record Space(long sizeBytes, long freeBytes, long partitionsDroppedForSpace) {}

  private ProfileStore(BlockStore blocks, Retention retention, Clock clock) {
    this.blocks = blocks;
    this.catalog = new Catalog(blocks);
    this.dictionaries = new DictionaryCache(blocks);
    this.hours = new SealedHours(blocks);
    int writer = CatalogCodec.nextWriter(blocks);
    this.committer = new Committer(blocks, catalog, hours, writer, retention, clock);
    HourDictionaries hourDictionaries = new HourDictionaries(dictionaries, writer);
    this.rollups = new Rollups(blocks, catalog, hours, hourDictionaries, committer, clock);
  }

  /**
   * Opens what is in {@code blocks}, which the profile store owns from then on.
   *
   * @param windows how long windows are kept
   * @param history how long the sums of hours are kept
   * @throws CorruptStoreException when what is stored cannot be read
   * @throws StoreUnavailableException when nothing can be written
   */
  public static ProfileStore open(
      BlockStore blocks, Duration windows, Duration history, Clock clock) {
    return open(blocks, new Retention(windows, history, DiskBudget.NONE), clock);
  }

  /** As {@link #open(BlockStore, Duration, Duration, Clock)}, within a budget. */
  public static ProfileStore open(BlockStore blocks, Retention retention, Clock clock) {
    ProfileStore store = new ProfileStore(blocks, retention, clock);
    store.committer.start();
    store.rollups.start();
    return store;
  }

  /**
   * Stores a batch. The stage completes on the store's own thread, normally when the batch is
   * durable, else with a {@link StoreUnavailableException} (send it again) or a {@link
   * LimitExceededException} (do not).
   *
   * @param sizeBytes what the batch takes in memory, roughly
   */
  public CompletionStage<Void> append(WindowBatch batch, long sizeBytes) {
    return committer.submit(batch, sizeBytes);
  }

  /**
   * Keeps notes, all or none. The stage completes on the store's own thread, normally when they are
   * durable, else with a {@link StoreUnavailableException}.
   */
  public CompletionStage<Void> keep(List<Note> notes) {
    List<Put> puts = notes.stream().map(CatalogCodec::note).toList();
    return committer.between(() -> puts);
  }

  /** The durable notes of a kind, by key. */
  public List<Note> notes(char kind) {
    return CatalogCodec.notes(blocks, kind);
  }

  /** Sums up the hours that are over now rather than within the next minute. */
  public void sumUpHours() {
    rollups.rollUpDue();
  }

  /** Services, types, series. */
  public Catalog catalog() {
    return catalog;
  }

  /** Takes the blocks of a scan. */
  @FunctionalInterface
  public interface RawVisitor {
    /**
     * Takes one block, which is valid during the call.
     *
     * @return whether to go on
     */
    boolean block(RawKey key, RawBlock.Reader block);
  }

  /** Takes the window records of a scan. */
  @FunctionalInterface
  public interface WindowVisitor {
    /**
     * Takes one record.
     *
     * @return whether to go on
     */
    boolean window(RawKey key, WindowRecord record);
  }

  /** Takes the totals of a scan. */
  @FunctionalInterface
  public interface TotalsVisitor {
    /** Takes what a series did over all stacks, from a second on and for a step at most. */
    void totals(int series, long startSeconds, long count, long sum);
  }

  /**
   * Visits the blocks of a type whose windows start in a time range, of the series with numbers
   * from {@code firstSeries} to {@code lastSeries}. The block of an hour's sums has the hour's
   * start for a window; an hour whose windows are gone is visited whole if the range holds any of
   * it. Blocks of one series follow each other in the order of time within a partition.
   */
  public void scan(RawRange range, RawVisitor visitor) {
    HourPlan plan = HourPlan.of(hours, blocks.partitions(Table.RAW), range, true);
    boolean goOn =
        scanHours(
            range,
            plan,
            (key, value) -> {
              Partition dictionary = Partition.at(Table.HOUR_DICTIONARY, key.windowSeconds());
              return key.part() == HourKey.TOTALS
                  || visitor.block(key, RawBlock.reader(key.service(), dictionary, value));
            });
    if (goOn) {
      scanRaw(
          range,
          plan,
          (key, value) -> {
            Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
            return visitor.block(key, RawBlock.reader(key.service(), day, value));
          });
    }
  }

  /**
   * Visits totals in the order of {@link #scan}: by minute where sums answer, else by window.
   *
   * @param stepSeconds how fine the caller needs them, where that is possible
   */
  public void scanTotals(RawRange range, long stepSeconds, TotalsVisitor visitor) {
    boolean minutesDo = stepSeconds % HourTotals.MINUTE_SECONDS == 0;
    HourPlan plan = HourPlan.of(hours, blocks.partitions(Table.RAW), range, minutesDo);
    scanHours(
        range,
        plan,
        (key, value) -> {
          if (key.part() == HourKey.TOTALS) {
            visit(key, HourTotals.read(value), range, visitor);
          }
          return true;
        });
    scanRaw(
        range,
        plan,
        (key, value) -> {
          Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
          RawBlock.Reader block = RawBlock.reader(key.service(), day, value);
          visitor.totals(key.series(), key.windowSeconds(), block.totalCount(), block.totalSum());
          return true;
        });
  }

  private static void visit(RawKey key, HourTotals totals, RawRange range, TotalsVisitor visitor) {
    for (int minute = 0; minute < HourTotals.MINUTES; minute++) {
      long start = key.windowSeconds() + (long) minute * HourTotals.MINUTE_SECONDS;
      if (totals.hasData(minute) && range.holds(start)) {
        visitor.totals(key.series(), start, totals.count()[minute], totals.sum()[minute]);
      }
    }
  }

  /** The shortest step that all totals can be told at in a range. */
  public long finestStepSeconds(RawRange range) {
    return HourPlan.of(hours, blocks.partitions(Table.RAW), range, false).isEmpty()
        ? WindowRecord.LENGTH_SECONDS
        : HourTotals.MINUTE_SECONDS;
  }

  /** The range with the whole of the hours at its edges whose windows are gone. */
  public RawRange answerable(RawRange range) {
    return HourPlan.of(hours, blocks.partitions(Table.RAW), range, false).widen(range);
  }

  /** Visits the windows that were received; the type of the range is {@link RawKey#WINDOWS}. */
  public void scanWindows(RawRange range, WindowVisitor visitor) {
    HourPlan plan = HourPlan.of(hours, blocks.partitions(Table.RAW), range, true);
    if (scanHours(range, plan, (key, value) -> HourRecord.read(value).forEach(key, visitor))) {
      scanRaw(range, plan, (key, value) -> visitor.window(key, WindowRecord.read(value)));
    }
  }

  /**
   * What some series of a service did in a range.
   *
   * @param runs numbers of series whose entries lie beside each other, in this time
   * @param series those of the numbers that are asked for
   */
  public SumScan sums(RawRange time, List<RawRange> runs, Set<Integer> series) {
    HourPlan plan = HourPlan.of(hours, blocks.partitions(Table.RAW), time, true);
    return new SumScan(this, blocks, plan, time, runs, series);
  }

  /** Takes the tables of a scan. */
  @FunctionalInterface
  public interface IntervalVisitor {
    /**
     * Takes one table.
     *
     * @return whether to go on
     */
    boolean table(IntervalKey key, IntervalTable.Stored table);
  }

  /** Visits the tables of one kind whose windows start in the range, in order of time. */
  public void scanIntervals(
      int service, IntervalKind kind, long fromSeconds, long toSeconds, IntervalVisitor visitor) {
    boolean[] goOn = {true};
    long from = Math.max(0, fromSeconds);
    for (Partition day : blocks.partitions(Table.INTERVALS)) {
      if (goOn[0] && day.endSeconds() > from && day.startSeconds() < toSeconds) {
        long to = Math.min(toSeconds, day.endSeconds());
        blocks.scan(
            day,
            new IntervalKey(service, kind.number(), from, 0, 0).toBytes(),
            new IntervalKey(service, kind.number(), to, 0, 0).toBytes(),
            (key, value) -> {
              goOn[0] = visitor.table(IntervalKey.read(key), IntervalTable.read(kind, value));
              return goOn[0];
            });
      }
    }
  }

  /**
   * The dictionary of a block.
   *
   * @param nodes how many must be known
   */
  public Dictionary dictionary(DictionaryScope scope, int nodes) {
    return dictionaries.get(scope, nodes);
  }

  /** What the store takes on disk, roughly. */
  public long sizeBytes() {
    return blocks.sizeBytes();
  }

  /** What the store takes of its disk and what that leaves. */
  public Space space() {
    return new Space(blocks.sizeBytes(), blocks.freeBytes(), committer.droppedForSpace());
  }

  /**
   * A copy of all that is acknowledged, in place of the copy before; empty when the engine makes
   * none.
   *
   * @throws StoreUnavailableException when it cannot be made
   */
  public Optional<Path> copy() {
    return blocks.copy();
  }

  /** Stores what was appended, then closes what is below. */
  @Override
  public void close() {
    rollups.close();
    committer.close();
    blocks.close();
  }

  @FunctionalInterface
  interface EntryVisitor {
    boolean entry(RawKey key, ByteBuffer value);
  }

  /** Visits the hours that the plan answers from sums; false when the visitor ended it. */
  boolean scanHours(RawRange range, HourPlan plan, EntryVisitor visitor) {
    for (Partition partition : blocks.partitions(Table.HOURS)) {
      SortedSet<Long> asked = plan.within(partition);
      if (!asked.isEmpty()) {
        for (RawRange part : hourRanges(range, asked)) {
          if (!scan(partition, part, plan::answers, visitor)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /**
   * The ranges in which the asked hours lie: one for each series, where reading all that is between
   * them would mostly read what was not asked for.
   */
  private List<RawRange> hourRanges(RawRange range, SortedSet<Long> asked) {
    long from = asked.first();
    long to = asked.last() + ServiceHour.SECONDS;
    if (to - from > Table.HOURS.partitionSeconds() / 4) {
      return List.of(range.with(range.firstSeries(), range.lastSeries(), from, to));
    }
    List<Integer> series =
        range.firstSeries() == range.lastSeries()
            ? List.of(range.firstSeries())
            : catalog.seriesBetween(range.service(), range.firstSeries(), range.lastSeries());
    return series.stream().map(one -> range.with(one, one, from, to)).toList();
  }

  /** Visits the windows that the plan does not answer from sums. */
  void scanRaw(RawRange range, HourPlan plan, EntryVisitor visitor) {
    for (Partition hour : blocks.partitions(Table.RAW)) {
      if (hour.endSeconds() > range.fromSeconds()
          && hour.startSeconds() < range.toSeconds()
          && !plan.answers(hour.startSeconds())
          && !scan(hour, range, range::holds, visitor)) {
        return;
      }
    }
  }

  private boolean scan(
      Partition partition, RawRange range, LongPredicate isAsked, EntryVisitor visitor) {
    boolean[] goOn = {true};
    blocks.scan(
        partition,
        range.firstKey(),
        range.endKey(),
        (key, value) -> {
          RawKey raw = RawKey.read(key);
          goOn[0] = !isAsked.test(raw.windowSeconds()) || visitor.entry(raw, value);
          return goOn[0];
        });
    return goOn[0];
  }
}
