package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Profiles by service, type, series and window: takes batches and hands out blocks. What is
 * appended is visible to reads from when it is durable, or shortly before.
 *
 * <p>Ten minutes and hours that are over are summed up in the background. A read is answered from
 * sums where they say the same as the windows, and where the windows are gone.
 */
public final class ProfileStore implements AutoCloseable {
  private final BlockStore blocks;
  private final Catalog catalog;
  private final DictionaryCache dictionaries;
  private final SealedSpans spans;
  private final KeptSums kept;
  private final SpanScan scan;
  private final WindowScan windows;
  private final IntervalScan intervals;
  private final TrustedTime time;
  private final Committer committer;
  private final Rollups rollups;

  /** What the store takes of its disk. */
  public record Space(long sizeBytes, long freeBytes, long partitionsDroppedForSpace) {}

  private ProfileStore(BlockStore blocks, Retention retention, Clock clock, LongSupplier nanoTime) {
    this.blocks = blocks;
    this.catalog = new Catalog(blocks);
    this.dictionaries = new DictionaryCache(blocks);
    this.spans = new SealedSpans(blocks);
    this.kept = new KeptSums(spans);
    this.scan = new SpanScan(blocks, catalog);
    this.windows = new WindowScan(scan, spans);
    this.intervals = new IntervalScan(blocks, spans);
    this.time = new TrustedTime(clock, nanoTime, catalog.newestMillis());
    int writer = CatalogCodec.nextWriter(blocks);
    this.committer = new Committer(blocks, catalog, spans, writer, retention, time, clock);
    HourDictionaries hourDictionaries = new HourDictionaries(dictionaries, writer);
    this.rollups =
        new Rollups(blocks, catalog, spans, windows, hourDictionaries, committer, retention, clock);
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

  /** As {@link #open(BlockStore, Retention, Clock, LongSupplier)}, by a clock that never jumps. */
  public static ProfileStore open(BlockStore blocks, Retention retention, Clock clock) {
    return open(blocks, retention, clock, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
  }

  /**
   * Opens what is in {@code blocks}, which the profile store owns from then on.
   *
   * @param nanoTime tells what time has passed, whatever the clock is set to
   * @throws CorruptStoreException when what is stored cannot be read
   * @throws StoreUnavailableException when nothing can be written
   */
  public static ProfileStore open(
      BlockStore blocks, Retention retention, Clock clock, LongSupplier nanoTime) {
    ProfileStore store = new ProfileStore(blocks, retention, clock, nanoTime);
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

  /** Sums up what is over now rather than within the next minute. */
  public void sumUpHours() {
    rollups.rollUpDue();
  }

  /** The clock, or what it would say had it not been set back. */
  public Instant latestTime() {
    return time.latest();
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
   * from {@code firstSeries} to {@code lastSeries}. The block of a span's sums has the span's start
   * for a window; a span whose windows are gone is visited whole if the range holds any of it. A
   * block of packed windows is of those of a minute, and has the first of them for a window. Blocks
   * of one series follow each other in the order of time, but for windows that came when others of
   * their hour were packed already.
   */
  public void scan(RawRange range, RawVisitor visitor) {
    SpanPlan plan = plan(range, SpanPlan.ANY_STEP);
    boolean goOn = true;
    for (Level level : Level.values()) {
      goOn =
          goOn
              && scan.sums(
                  level,
                  range,
                  plan,
                  (key, value) ->
                      key.part() == SpanKey.TOTALS
                          || visitor.block(key, block(level.dictionaries(), key, value)));
    }
    for (Partition hour : windows.hours()) {
      goOn = goOn && windows.blocks(hour, plan.windows(hour, range), visitor);
    }
  }

  /**
   * Visits totals in the order of {@link #scan}: by minute where hours answer, else by window.
   *
   * @param stepSeconds how fine the caller needs them, where that is possible
   */
  public void scanTotals(RawRange range, long stepSeconds, TotalsVisitor visitor) {
    SpanPlan plan = plan(range, stepSeconds);
    for (Level level : Level.values()) {
      scan.sums(
          level,
          range,
          plan,
          (key, value) -> {
            if (key.part() == SpanKey.TOTALS) {
              visit(key, level, SpanTotals.read(value), range, visitor);
            }
            return true;
          });
    }
    for (Partition hour : windows.hours()) {
      windows.totals(hour, plan.windows(hour, range), visitor);
    }
  }

  private static void visit(
      RawKey key, Level level, SpanTotals totals, RawRange range, TotalsVisitor visitor) {
    for (int step = 0; step < SpanTotals.STEPS; step++) {
      long start = key.windowSeconds() + (long) step * level.stepSeconds();
      if (totals.hasData(step) && range.holds(start)) {
        visitor.totals(key.series(), start, totals.count()[step], totals.sum()[step]);
      }
    }
  }

  private static RawBlock.Reader block(Table dictionaries, RawKey key, ByteBuffer value) {
    Partition partition = Partition.at(dictionaries, key.windowSeconds());
    return RawBlock.reader(key.service(), partition, value);
  }

  private SpanPlan plan(RawRange range, long stepSeconds) {
    return SpanPlan.of(spans, blocks.partitions(Table.RAW), range, stepSeconds);
  }

  /** The shortest step that all totals can be told at in a range. */
  public long finestStepSeconds(RawRange range) {
    return plan(range, SpanPlan.WINDOWS_WHERE_THEY_ARE).stepSeconds();
  }

  /** The range with the whole of the spans at its edges whose windows are gone. */
  public RawRange answerable(RawRange range) {
    return plan(range, SpanPlan.WINDOWS_WHERE_THEY_ARE).widen();
  }

  /** Visits the windows that were received; the type of the range is {@link RawKey#WINDOWS}. */
  public void scanWindows(RawRange range, WindowVisitor visitor) {
    SpanPlan plan = plan(range, SpanPlan.ANY_STEP);
    boolean goOn = true;
    for (Level level : Level.values()) {
      goOn =
          goOn
              && scan.sums(
                  level, range, plan, (key, value) -> SpanRecord.read(value).forEach(key, visitor));
    }
    for (Partition hour : windows.hours()) {
      goOn = goOn && windows.records(hour, plan.windows(hour, range), visitor);
    }
  }

  /**
   * What some series of a service did in a range.
   *
   * @param runs numbers of series whose entries lie beside each other, in this time
   * @param series those of the numbers that are asked for
   * @param eachBlock is told of each block that is read and not handed out, and may end it all by
   *     an exception; by any thread
   */
  public SumScan sums(RawRange time, List<RawRange> runs, Set<Integer> series, Runnable eachBlock) {
    // Before the plan: what changes from here on is not kept as what it was.
    long mark = spans.mark();
    SumScan.Asked asked = new SumScan.Asked(SumScan.bits(series), kept, mark, eachBlock);
    return new SumScan(scan, windows, catalog, plan(time, SpanPlan.ANY_STEP), runs, asked);
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

  /**
   * Visits the tables of one kind whose windows start in the range, in order of time. Where they
   * are gone, the sums of hours that overlap the range are visited.
   */
  public void scanIntervals(
      int service, IntervalKind kind, long fromSeconds, long toSeconds, IntervalVisitor visitor) {
    intervals.scan(service, kind, fromSeconds, toSeconds, visitor);
  }

  /**
   * The range with the whole of the hours at its edges of which only sums of intervals are left.
   */
  public RawRange answerableIntervals(RawRange range) {
    return intervals.widen(range);
  }

  /** From when on single intervals are kept: the range's start, or later. */
  public long detailFromSeconds(RawRange range) {
    return intervals.detailFrom(range);
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
}
