package io.pitot.collector.store;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the store. Batches wait in a bounded queue; whatever has gathered
 * while a write was under way goes into the next one, so the price of a sync is shared. A batch is
 * answered when it is durable. The same thread lets old partitions go, so nothing is ever written
 * into one that is being dropped.
 */
final class Committer implements AutoCloseable {
  static final int MAX_QUEUED_BATCHES = 1024;
  static final int MAX_QUEUED_WORK = 256;

  /**
   * On the wire; in memory a batch takes up to four times as much, so an eighteenth of the heap in
   * all. What waits and what is being written fit into the part of the heap for what has survived a
   * collection: more would only grow old while it waits, and cost collections of the whole heap.
   */
  private static final int MAX_QUEUED_KILOBYTES =
      (int) Math.min(128 << 10, (Runtime.getRuntime().maxMemory() >> 10) / 72);

  private static final int MAX_BATCHES_PER_COMMIT = 256;
  private static final int MAX_KILOBYTES_PER_COMMIT = MAX_QUEUED_KILOBYTES / 2;

  /** What is submitted wakes the thread; it looks by itself because a clock may be set. */
  private static final Duration IDLE = Duration.ofMillis(100);

  private static final Duration EXPIRY_INTERVAL = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedSpans spans;
  private final BatchEncoder encoder;
  private final LateWindows late;
  private final Retention retention;
  private final SpaceKeeper space;
  private final Expiry expiry;
  private final TrustedTime time;
  private final Clock clock;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_QUEUED_BATCHES);
  private final BlockingQueue<WaitingWork> others = new ArrayBlockingQueue<>(MAX_QUEUED_WORK);

  /** A permit for each that is new in the queues since the thread last looked. */
  private final Semaphore submitted = new Semaphore(0);

  private final QueueRoom room = new QueueRoom(MAX_QUEUED_KILOBYTES);
  private final Thread thread;
  private volatile boolean closing;
  private long nextExpiryMillis;
  private boolean failing;

  private record Waiting(WindowBatch batch, int kilobytes, CompletableFuture<Void> stored) {}

  private record WaitingWork(Work work, CompletableFuture<Void> stored) {}

  /** What is done between two groups of batches, when all that came before is durable. */
  @FunctionalInterface
  interface Work {
    /** What to write, all or none; on the committer's thread. */
    List<Put> puts();

    /** It is durable. */
    default void written() {}
  }

  Committer(
      BlockStore blocks,
      Catalog catalog,
      SealedSpans spans,
      int writer,
      Retention retention,
      TrustedTime time,
      Clock clock) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.spans = spans;
    this.encoder = new BatchEncoder(catalog, spans, writer);
    this.late = new LateWindows(blocks, catalog, spans);
    this.retention = retention;
    this.space = new SpaceKeeper(blocks, spans::isSummedUp, retention.disk(), System::nanoTime);
    this.time = time;
    this.clock = clock;
    this.expiry = new Expiry(blocks, catalog, spans, retention, time.now());
    this.thread = new Thread(this::run, "pitot-committer");
  }

  void start() {
    thread.start();
  }

  /**
   * Queues the batch, for which it may have to wait a moment. The future completes on the
   * committer's thread: normally when the batch is durable, else with a {@link
   * StoreUnavailableException} or a {@link LimitExceededException} (or whatever a mistake in the
   * encoder throws).
   */
  CompletableFuture<Void> submit(WindowBatch batch, long sizeBytes) {
    int kilobytes = (int) Math.min(MAX_QUEUED_KILOBYTES, (sizeBytes >> 10) + 1);
    Waiting waiting = new Waiting(batch, kilobytes, new CompletableFuture<>());
    try {
      queue(waiting);
    } catch (StoreUnavailableException e) {
      waiting.stored.completeExceptionally(e);
    }
    return waiting.stored;
  }

  private void queue(Waiting waiting) {
    if (closing) {
      throw new StoreUnavailableException("the collector is shutting down");
    }
    room.take(waiting.batch.service(), waiting.kilobytes);
    if (!queue.offer(waiting)) {
      room.free(waiting.batch.service(), waiting.kilobytes);
      throw new QueueFullException("the collector is behind: its queue is full");
    }
    submitted.release();
    if (!thread.isAlive() && queue.remove(waiting)) {
      throw new StoreUnavailableException("the collector is shutting down");
    }
  }

  /** How many partitions went before their time because the disk was too small. */
  long droppedForSpace() {
    return space.dropped();
  }

  /** Queues other work; the future completes like that of {@link #submit}. */
  CompletableFuture<Void> between(Work work) {
    WaitingWork waiting = new WaitingWork(work, new CompletableFuture<>());
    if (closing || !others.offer(waiting) || (!thread.isAlive() && others.remove(waiting))) {
      waiting.stored.completeExceptionally(
          new StoreUnavailableException("the collector is behind or shutting down"));
    }
    submitted.release();
    return waiting.stored;
  }

  /** Stores what is queued, then ends. */
  @Override
  public void close() {
    closing = true;
    submitted.release();
    EndedThread.await(thread);
    Waiting left = queue.poll();
    while (left != null) {
      left.stored.completeExceptionally(
          new StoreUnavailableException("the collector is shutting down"));
      left = queue.poll();
    }
    WaitingWork work = others.poll();
    while (work != null) {
      work.stored.completeExceptionally(
          new StoreUnavailableException("the collector is shutting down"));
      work = others.poll();
    }
  }

  private void run() {
    while (!closing || !queue.isEmpty() || !others.isEmpty()) {
      awaitSubmitted();
      commit(nextGroup());
      doOthers();
      expireWhenDue();
    }
  }

  /** Returns at once when there is more than the thread has looked at, else when it is idle. */
  private void awaitSubmitted() {
    try {
      if (queue.isEmpty() && others.isEmpty()) {
        submitted.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      }
      submitted.drainPermits();
    } catch (InterruptedException e) {
      // Nobody interrupts this thread to end it: close() lets it drain.
      log.warn("The committer was interrupted and goes on");
    }
  }

  private List<Waiting> nextGroup() {
    List<Waiting> group = new ArrayList<>();
    Waiting next = queue.poll();
    int kilobytes = 0;
    while (next != null) {
      group.add(next);
      kilobytes += next.kilobytes;
      room.free(next.batch.service(), next.kilobytes);
      next =
          group.size() < MAX_BATCHES_PER_COMMIT && kilobytes < MAX_KILOBYTES_PER_COMMIT
              ? queue.poll()
              : null;
    }
    return group;
  }

  private void commit(List<Waiting> group) {
    if (group.isEmpty()) {
      return;
    }
    List<Waiting> encoded = new ArrayList<>(group.size());
    try {
      space.check(expiry::drop);
    } catch (RuntimeException e) {
      refuse(group, e);
      return;
    }
    boolean isDurable = false;
    try {
      for (Waiting waiting : group) {
        if (encode(waiting)) {
          encoded.add(waiting);
        }
      }
      blocks.write(encoder.take());
      isDurable = true;
      catalog.pendingIsDurable();
    } catch (RuntimeException e) {
      encoder.abandon();
      refuse(encoded, e);
      return;
    } finally {
      spans.changed(isDurable);
    }
    if (failing) {
      failing = false;
      log.info("The store takes data again");
    }
    for (Waiting waiting : encoded) {
      long endSeconds = waiting.batch.startSeconds() + WindowRecord.LENGTH_SECONDS;
      time.stored(endSeconds * 1000);
      waiting.stored.complete(null);
    }
  }

  /**
   * What came before this turn: who answers each result with more work must not hold up batches.
   */
  private void doOthers() {
    List<WaitingWork> turn = new ArrayList<>();
    others.drainTo(turn);
    for (WaitingWork next : turn) {
      try {
        List<Put> puts = next.work.puts();
        if (!puts.isEmpty()) {
          blocks.write(puts);
        }
        next.work.written();
        next.stored.complete(null);
      } catch (RuntimeException e) {
        next.stored.completeExceptionally(e);
      }
    }
  }

  private boolean encode(Waiting waiting) {
    try {
      retention.check(waiting.batch.service(), waiting.batch.startSeconds(), time.now());
      if (late.isPacked(waiting.batch)) {
        waiting.stored.complete(null);
        return false;
      }
      encoder.add(waiting.batch, clock.millis());
      return true;
    } catch (LimitExceededException | StoreUnavailableException e) {
      waiting.stored.completeExceptionally(e);
    } catch (RuntimeException e) {
      // Not the store's fault and not to be sent again: it would meet the same mistake of ours.
      log.error("Cannot encode a batch of target {}", waiting.batch.targetId(), e);
      waiting.stored.completeExceptionally(e);
    }
    return false;
  }

  private void refuse(List<Waiting> group, RuntimeException cause) {
    if (!failing) {
      failing = true;
      log.error(
          "Cannot store: {} batches are refused; daemons will send them again",
          group.size(),
          cause);
    }
    StoreUnavailableException refusal =
        cause instanceof StoreUnavailableException unavailable
            ? unavailable
            : new StoreUnavailableException("the collector cannot store: " + cause, cause);
    group.forEach(waiting -> waiting.stored.completeExceptionally(refusal));
  }

  private void expireWhenDue() {
    long now = clock.millis();
    if (now < nextExpiryMillis) {
      return;
    }
    nextExpiryMillis = now + EXPIRY_INTERVAL.toMillis();
    try {
      expiry.run(time.now());
    } catch (RuntimeException e) {
      log.error("Cannot let go of old data; the next attempt is in a minute", e);
    }
  }
}
