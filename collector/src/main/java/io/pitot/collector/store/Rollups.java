package io.pitot.collector.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up spans that are over and packs their windows, on a thread of its own, one service at a
 * time. It only reads; what it makes is written by the {@link Committer}, and counts from when the
 * span is sealed. After a crash a span that was not sealed is summed up again from its windows and
 * replaces what is there.
 */
final class Rollups implements AutoCloseable {
  /** How long after its end a span is summed up: late parts of windows come within seconds. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** A daemon that catches up writes to an old hour for a while. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Logger log = LoggerFactory.getLogger(Rollups.class);

  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedSpans spans;
  private final SpanWindows windows;
  private final HourDictionaries dictionaries;
  private final Committer committer;
  private final Retention retention;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "pitot-rollup");
  private final Set<ServiceSpan> failed = new HashSet<>();
  private boolean failing;

  Rollups(
      BlockStore blocks,
      Catalog catalog,
      SealedSpans spans,
      WindowScan windows,
      HourDictionaries dictionaries,
      Committer committer,
      Retention retention,
      Clock clock) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.spans = spans;
    this.windows = new SpanWindows(blocks, catalog, spans, windows);
    this.dictionaries = dictionaries;
    this.committer = committer;
    this.retention = retention;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  /** Ends after the hour that it is at. */
  @Override
  public void close() {
    closing.countDown();
    EndedThread.await(thread);
  }

  private void run() {
    try {
      do {
        rollUpOrSay();
      } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      log.error("Nothing is summed up any more: the thread was interrupted", e);
    }
  }

  private void rollUpOrSay() {
    try {
      rollUpDue();
      if (failing) {
        failing = false;
        log.info("Windows are summed up again");
      }
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        log.error("Cannot sum up windows; they stay, and it is tried again", e);
      }
    }
  }

  /** Sums up each span that is over and at rest. */
  synchronized void rollUpDue() {
    Instant now = clock.instant();
    // Sums of the latter are made anew where what came late went for space before they were.
    SortedSet<Partition> hours = new TreeSet<>(blocks.partitions(Table.RAW));
    hours.addAll(spans.packedAlone());
    for (Partition hour : hours) {
      if (!spans.isComplete(hour)) {
        rollUp(hour, now);
      }
    }
  }

  private void rollUp(Partition hour, Instant now) {
    for (int service : catalog.services().values()) {
      rollUpTens(service, hour, now);
      if (closing.getCount() == 0) {
        return;
      }
      ServiceSpan whole = ServiceSpan.of(Level.HOUR, service, hour.startSeconds());
      if (isDue(whole, now)) {
        rollUp(whole);
      }
    }
    if (isOver(hour.endSeconds(), now)) {
      writeNow(new Completion(hour));
    }
  }

  /** Also those without a window, so that a sealed hour has them all. */
  private void rollUpTens(int service, Partition hour, Instant now) {
    for (long start = hour.startSeconds();
        start < hour.endSeconds();
        start += Level.TEN_MINUTES.seconds()) {
      ServiceSpan ten = new ServiceSpan(Level.TEN_MINUTES, service, start);
      if (closing.getCount() > 0 && isDue(ten, now)) {
        rollUp(ten);
      }
    }
  }

  private boolean isDue(ServiceSpan span, Instant now) {
    return isOver(span.endSeconds(), now)
        && isUnsealed(span)
        && isAtRest(span, now)
        && !failed.contains(span);
  }

  private static boolean isOver(long endSeconds, Instant now) {
    return endSeconds + GRACE.toSeconds() <= now.getEpochSecond();
  }

  /** Asked of the hour, also for a part of it. */
  private boolean isUnsealed(ServiceSpan span) {
    Partition hour = span.windows();
    return (!spans.isSealed(span) || isUnpacked(span))
        && catalog.hasWindows(span.service(), hour.startSeconds(), hour.endSeconds())
        && windows.areThere(span.service(), hour);
  }

  private boolean isUnpacked(ServiceSpan span) {
    return span.level() == Level.TEN_MINUTES && !spans.isPacked(span) && isToBePacked(span);
  }

  /** Ten minutes are, as long as all of their windows are there as they came. */
  private boolean isToBePacked(ServiceSpan ten) {
    return packs(ten.service()) && windows.areAsTheyCame(ten.service(), ten.windows());
  }

  private boolean packs(int service) {
    for (Map.Entry<String, Kept> of : retention.ofService().entrySet()) {
      if (catalog.service(of.getKey()).filter(number -> number == service).isPresent()) {
        return of.getValue().packs();
      }
    }
    return retention.all().packs();
  }

  private boolean isAtRest(ServiceSpan span, Instant now) {
    return spans.changedMillis(span) + QUIET.toMillis() <= now.toEpochMilli();
  }

  private void rollUp(ServiceSpan span) {
    long changedBefore = spans.changedMillis(span);
    try {
      if (span.level() == Level.HOUR) {
        rollUpHour(span);
      } else {
        rollUpTen(span);
      }
    } catch (CorruptStoreException | ArithmeticException e) {
      if (spans.changedMillis(span) != changedBefore) {
        log.debug("A window came while its span was summed up; it is summed up again", e);
        return;
      }
      // The windows stay as long as they may; the same again would meet the same.
      failed.add(span);
      log.error(
          "{} from {} of service {} are not summed up",
          Duration.ofSeconds(span.level().seconds()),
          Instant.ofEpochSecond(span.startSeconds()),
          span.service(),
          e);
    }
  }

  private void rollUpTen(ServiceSpan ten) {
    boolean isPacked = isToBePacked(ten);
    writeNow(new Beginning(ten));
    sumUp(ten, new WindowStacks(), isPacked ? new Packing(ten, blocks) : null);
    writeNow(new Sealing(ten, isPacked));
  }

  private void rollUpHour(ServiceSpan hour) {
    HourDictionary dictionary = dictionaries.open(hour);
    try {
      writeNow(new Beginning(hour));
      sumUp(hour, dictionary, null);
      sumUpIntervals(hour, dictionary);
      writeNow(new Sealing(hour, false));
      dictionaries.keep(dictionary);
    } catch (RuntimeException e) {
      // Some of it may be written already, so nothing may go on from what was known before.
      dictionaries.abandon(dictionary);
      throw e;
    }
  }

  private void sumUp(ServiceSpan span, SumStacks stacks, @Nullable Packing packing) {
    new SpanRollup(span, blocks, stacks, packing, catalog::groupOf, puts -> writeNow(() -> puts))
        .run(windows);
  }

  private void sumUpIntervals(ServiceSpan hour, HourDictionary dictionary) {
    IntervalRollup rollup = new IntervalRollup(hour, blocks, dictionary);
    for (int series = 0; series < Integer.MAX_VALUE; ) {
      IntervalRollup.Part part = rollup.sumsFrom(series);
      List<Put> puts = new ArrayList<>(dictionary.drain());
      puts.addAll(part.puts());
      if (!puts.isEmpty()) {
        writeNow(() -> puts);
      }
      series = part.nextSeries();
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
    private final ServiceSpan span;

    private Beginning(ServiceSpan span) {
      this.span = span;
    }

    @Override
    public List<Put> puts() {
      spans.beginToSum(span);
      return List.of();
    }
  }

  private final class Sealing implements Committer.Work {
    private final ServiceSpan span;
    private final boolean isPacked;
    private boolean isUnchanged;

    private Sealing(ServiceSpan span, boolean isPacked) {
      this.span = span;
      this.isPacked = isPacked;
    }

    @Override
    public List<Put> puts() {
      List<Put> seal = spans.seal(span, isPacked);
      isUnchanged = !seal.isEmpty();
      return seal;
    }

    @Override
    public void written() {
      if (isUnchanged) {
        spans.sealed(span, isPacked);
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
              .flatMap(service -> spansOf(service).stream())
              .noneMatch(Rollups.this::isUnsealed);
      if (isComplete) {
        spans.completed(hour);
      }
      return List.of();
    }

    private List<ServiceSpan> spansOf(int service) {
      List<ServiceSpan> spans = new ArrayList<>();
      for (Level level : Level.values()) {
        for (long at = hour.startSeconds(); at < hour.endSeconds(); at += level.seconds()) {
          spans.add(new ServiceSpan(level, service, at));
        }
      }
      return spans;
    }
  }
}
