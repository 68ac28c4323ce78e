package io.pitot.benchmarks.store;

import io.pitot.collector.CollectorConfig;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Retention;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Fills a data directory with the past, through the store as ingest does, hours summed up. */
final class History implements AutoCloseable {
  static final int HOUR = 3600;

  private static final int WINDOW_SECONDS = 10;
  private static final int BYTES_OF_A_BATCH = 100_000;
  private static final int UNANSWERED = 256;

  private final MovingClock clock = new MovingClock();
  private final ProfileStore store;
  private final RocksBlockStore blocks;
  private final Semaphore room = new Semaphore(UNANSWERED);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicLong entries = new AtomicLong();

  /** With windows as they came. */
  History(Path data, long startSeconds) throws Exception {
    this(data, startSeconds, CollectorConfig.DEFAULT_WINDOWS);
  }

  /**
   * @param raw how long windows are kept as they came
   */
  History(Path data, long startSeconds, Duration raw) throws Exception {
    clock.set(startSeconds);
    blocks = RocksBlockStore.open(data);
    Kept kept =
        new Kept(
            raw,
            CollectorConfig.DEFAULT_WINDOWS,
            CollectorConfig.DEFAULT_WINDOWS,
            CollectorConfig.DEFAULT_HISTORY);
    store = ProfileStore.open(blocks, new Retention(kept, Map.of(), DiskBudget.NONE), clock);
  }

  /**
   * One hour of JVMs, or what there is of it.
   *
   * @param endSeconds of all that is stored
   * @param every stores only each so-manieth window
   */
  void hour(long startSeconds, long endSeconds, Windows windows, int every) throws Exception {
    for (long at = 0; at < HOUR && startSeconds + at < endSeconds; at += WINDOW_SECONDS) {
      clock.set(startSeconds + at);
      if (at / WINDOW_SECONDS % every == 0) {
        windows.at(startSeconds + at).forEach(this::append);
      } else if (every < HOUR / WINDOW_SECONDS) {
        windows.pass();
      }
    }
    settle();
  }

  /** One window of each JVM, soon. */
  void window(long startSeconds, Windows windows) {
    clock.set(startSeconds);
    windows.at(startSeconds).forEach(this::append);
  }

  /** Sums up what is over; the clock is at the end of what was stored. */
  void sumUp(long endSeconds) {
    // So that the hour has been at rest for long enough.
    clock.set(endSeconds + 200);
    store.sumUpHours();
  }

  /** Lets three days pass, and with them all windows that are summed up. */
  void forgetWindows(long endSeconds) throws InterruptedException {
    clock.set(endSeconds + 3 * 24 * HOUR);
    while (!blocks.partitions(Table.RAW).isEmpty()
        || !blocks.partitions(Table.DICTIONARY).isEmpty()) {
      Thread.sleep(100);
    }
  }

  /** Lets two hours pass, and with them all windows as they came that are packed. */
  void forgetRaw(long endSeconds) throws InterruptedException {
    clock.set(endSeconds + 2 * HOUR);
    while (!blocks.partitions(Table.RAW).isEmpty()) {
      Thread.sleep(100);
    }
  }

  /** Visits what is stored. */
  void scan(RawRange range, ProfileStore.RawVisitor visitor) {
    store.scan(range, visitor);
  }

  void compact() {
    blocks.compact(partition -> {});
  }

  long entries() {
    return entries.get();
  }

  long sizeBytes() {
    return store.sizeBytes();
  }

  void append(WindowBatch batch) {
    room.acquireUninterruptibly();
    store
        .append(batch, BYTES_OF_A_BATCH)
        .whenComplete(
            (done, thrown) -> {
              room.release();
              if (thrown != null) {
                failure.compareAndSet(null, thrown);
              }
            });
    batch.rows().forEach(rows -> entries.addAndGet(rows.node().length));
  }

  /** Returns when all is stored. */
  void settle() throws Exception {
    room.acquire(UNANSWERED);
    room.release(UNANSWERED);
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a window was not stored", thrown);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
