package io.pitot.collector.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up hours that are over, on a thread of its own, one service at a time. It only reads; what
 * it makes is written by the {@link Committer}, and counts from when the hour is sealed. After a
 * crash an hour that was not sealed is summed up again from its windows and replaces what is there.
 */
final class Rollups implements AutoCloseable {
  /** How long after its end an hour is summed up: late parts of windows come within seconds. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** A daemon that catches up writes to an old hour for a while. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Logger log = LoggerFactory.getLogger(Rollups.class);

  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedHours hours;
  private final HourDictionaries dictionaries;
  private final Committer committer;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "pitot-rollup");
  private final Set<ServiceHour> failed = new HashSet<>();
  private boolean failing;

  Rollups(
      BlockStore blocks,
      Catalog catalog,
      SealedHours hours,
      HourDictionaries dictionaries,
      Committer committer,
      Clock clock) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.hours = hours;
    this.dictionaries = dictionaries;
    this.committer = committer;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  /** Ends after the hour that it is at. */
  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        rollUpOrSay();
      } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      log.error("Hours are summed up no more: the thread was interrupted", e);
    }
  }

  private void rollUpOrSay() {
    try {
      rollUpDue();
      if (failing) {
        failing = false;
        log.info("Hours are summed up again");
      }
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        log.error("Cannot sum up an hour; its windows stay, and it is tried again", e);
      }
    }
  }

  /** Sums up each hour that is over and at rest. */
  synchronized void rollUpDue() {
    Instant now = clock.instant();
    for (Partition hour : blocks.partitions(Table.RAW)) {
      boolean isOver = hour.endSeconds() + GRACE.toSeconds() <= now.getEpochSecond();
      if (isOver && !hours.isComplete(hour) && closing.getCount() > 0) {
        rollUp(hour, now);
      }
    }
  }

  private void rollUp(Partition hour, Instant now) {
    for (int service : catalog.services().values()) {
      ServiceHour ofService = new ServiceHour(service, hour.startSeconds());
      if (closing.getCount() == 0) {
        return;
      }
      if (isUnsealed(ofService) && isAtRest(ofService, now) && !failed.contains(ofService)) {
        rollUp(ofService);
      }
    }
    writeNow(new Completion(hour));
  }

  private boolean isUnsealed(ServiceHour hour) {
    return !hours.isSealed(hour)
        && catalog.hasWindows(hour.service(), hour.startSeconds(), hour.endSeconds());
  }

  private boolean isAtRest(ServiceHour hour, Instant now) {
    return hours.changedMillis(hour) + QUIET.toMillis() <= now.toEpochMilli();
  }

  private void rollUp(ServiceHour hour) {
    HourDictionary dictionary = dictionaries.open(hour);
    try {
      writeNow(new Beginning(hour));
      new HourRollup(hour, dictionary, catalog::groupOf, puts -> writeNow(() -> puts)).run(blocks);
      writeNow(new Sealing(hour));
      dictionaries.keep(dictionary);
    } catch (RuntimeException e) {
      // Some of it may be written already, so nothing may go on from what was known before.
      dictionaries.abandon(dictionary);
      if (!(e instanceof CorruptStoreException) && !(e instanceof ArithmeticException)) {
        throw e;
      }
      // The windows stay as long as they may; the same again would meet the same.
      failed.add(hour);
      log.error(
          "The hour {} of service {} is not summed up",
          Instant.ofEpochSecond(hour.startSeconds()),
          hour.service(),
          e);
    }
  }

  private void writeNow(Committer.Work work) {
    try {
      committer.between(work).join();
    } catch (CompletionException e) {
      throw new StoreUnavailableException("cannot write sums: " + e.getCause(), e);
    }
  }

  private final class Beginning implements Committer.Work {
    private final ServiceHour hour;

    private Beginning(ServiceHour hour) {
      this.hour = hour;
    }

    @Override
    public List<Put> puts() {
      hours.beginToSum(hour);
      return List.of();
    }
  }

  private final class Sealing implements Committer.Work {
    private final ServiceHour hour;
    private boolean isUnchanged;

    private Sealing(ServiceHour hour) {
      this.hour = hour;
    }

    @Override
    public List<Put> puts() {
      List<Put> seal = hours.seal(hour);
      isUnchanged = !seal.isEmpty();
      return seal;
    }

    @Override
    public void written() {
      if (isUnchanged) {
        hours.sealed(hour);
      }
    }
  }

  /** On the committer's thread, so that no window comes between the look and the note. */
  private final class Completion implements Committer.Work {
    private final Partition hour;

    private Completion(Partition hour) {
      this.hour = hour;
    }

    @Override
    public List<Put> puts() {
      boolean isComplete =
          catalog.services().values().stream()
              .noneMatch(service -> isUnsealed(new ServiceHour(service, hour.startSeconds())));
      if (isComplete) {
        hours.completed(hour);
      }
      return List.of();
    }
  }
}
