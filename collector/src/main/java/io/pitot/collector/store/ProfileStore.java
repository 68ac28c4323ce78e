package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Profiles by service, type, series and window: takes batches and hands out blocks. What is
 * appended is visible to reads from when it is durable, or shortly before.
 */
public final class ProfileStore implements AutoCloseable {
  private final BlockStore blocks;
  private final Catalog catalog;
  private final DictionaryCache dictionaries;
  private final Committer committer;

  private ProfileStore(BlockStore blocks, Duration rawRetention, Clock clock) {
    this.blocks = blocks;
    this.catalog = new Catalog(blocks);
    this.dictionaries = new DictionaryCache(blocks);
    this.committer =
        new Committer(
            blocks, catalog, CatalogCodec.nextWriter(blocks), new Retention(rawRetention), clock);
  }

  /**
   * Opens what is in {@code blocks}, which the profile store owns from then on.
   *
   * @throws CorruptStoreException when what is stored cannot be read
   * @throws StoreUnavailableException when nothing can be written
   */
  public static ProfileStore open(BlockStore blocks, Duration rawRetention, Clock clock) {
    ProfileStore store = new ProfileStore(blocks, rawRetention, clock);
    store.committer.start();
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
    return committer.keep(notes);
  }

  /** The durable notes of a kind, by key. */
  public List<Note> notes(char kind) {
    return CatalogCodec.notes(blocks, kind);
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

  /**
   * Visits the blocks of a type whose windows start in a time range, of the series with numbers
   * from {@code firstSeries} to {@code lastSeries}: ascending by hour, series, window, part.
   */
  public void scan(RawRange range, RawVisitor visitor) {
    scanRaw(
        range,
        (key, value) -> {
          Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
          return visitor.block(key, RawBlock.reader(key.service(), day, value));
        });
  }

  /** Visits the windows that were received; the type of the range is {@link RawKey#WINDOWS}. */
  public void scanWindows(RawRange range, WindowVisitor visitor) {
    scanRaw(range, (key, value) -> visitor.window(key, WindowRecord.read(value)));
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

  /** Stores what was appended, then closes what is below. */
  @Override
  public void close() {
    committer.close();
    blocks.close();
  }

  @FunctionalInterface
  private interface EntryVisitor {
    boolean entry(RawKey key, ByteBuffer value);
  }

  private void scanRaw(RawRange range, EntryVisitor visitor) {
    boolean[] goOn = {true};
    for (Partition hour : blocks.partitions(Table.RAW)) {
      if (hour.endSeconds() > range.fromSeconds() && hour.startSeconds() < range.toSeconds()) {
        blocks.scan(
            hour,
            range.firstKey(),
            range.endKey(),
            (key, value) -> {
              RawKey raw = RawKey.read(key);
              goOn[0] = !range.holds(raw.windowSeconds()) || visitor.entry(raw, value);
              return goOn[0];
            });
      }
      if (!goOn[0]) {
        return;
      }
    }
  }
}
