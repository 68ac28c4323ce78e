package io.pitot.collector.http;

import io.pitot.collector.query.FleetQuery;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.StoreUnavailableException;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found of each service last. A look at a service reads all that is stored of it in the
 * range; so one thread looks, one service at a time, while somebody asks, and who asks need not
 * wait for it. For any number of threads.
 */
final class FleetBoard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetBoard.class);

  /** A window: sooner there is nothing new. */
  static final long FRESH_MILLIS = 10_000;

  private static final int MOST_KNOWN = 4_000;

  private final FleetQuery fleet;
  private final Clock clock;
  private final ExecutorService looker;
  private final Map<Asked, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  /** At most one look for each that is asked for; bounded like what is known. */
  private final Set<Asked> awaited = new LinkedHashSet<>();

  FleetBoard(FleetQuery fleet, Clock clock) {
    this.fleet = fleet;
    this.clock = clock;
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_KNOWN),
            work -> new Thread(work, "pitot-fleet"));
    one.allowCoreThreadTimeOut(true);
    this.looker = one;
  }

  /**
   * A service in a range as it was asked for: {@code now-15m} moves on.
   *
   * @param from as in the request
   * @param to as in the request
   */
  record Asked(String service, String from, String to) {}

  /**
   * What a look has found.
   *
   * @param asOfMillis when it was looked at
   */
  record Known(FleetQuery.Figures figures, long asOfMillis) {}

  /** What is known now, null for nothing; what is not fresh is looked at in the background. */
  synchronized @Nullable Known atOnce(Asked asked, TimeRange range) {
    Known last = known.get(asked);
    if (!isFresh(last) && awaited.size() < MOST_KNOWN && awaited.add(asked)) {
      startLook(asked, range);
    }
    return last;
  }

  private void startLook(Asked asked, TimeRange range) {
    try {
      looker.execute(() -> lookInBackground(asked, range));
    } catch (RejectedExecutionException e) {
      throw new StoreUnavailableException("the collector is shutting down", e);
    }
  }

  /** What is known, looked at now where that is not fresh. */
  Known fresh(Asked asked, TimeRange range) {
    Known last;
    synchronized (this) {
      last = known.get(asked);
    }
    return last != null && isFresh(last) ? last : look(asked, range);
  }

  private boolean isFresh(@Nullable Known last) {
    return last != null && clock.millis() - last.asOfMillis < FRESH_MILLIS;
  }

  private void lookInBackground(Asked asked, TimeRange range) {
    try {
      look(asked, range);
    } catch (RuntimeException e) {
      log.warn("Cannot look at service {}", asked.service, e);
      String sentence = "It could not be looked at: " + e.getMessage();
      put(asked, new FleetQuery.Figures("unknown", sentence, 0, -1, 0, 0, 0));
    } finally {
      synchronized (this) {
        awaited.remove(asked);
      }
    }
  }

  private Known look(Asked asked, TimeRange range) {
    return put(asked, fleet.figures(asked.service, range));
  }

  private synchronized Known put(Asked asked, FleetQuery.Figures figures) {
    Known found = new Known(figures, clock.millis());
    known.put(asked, found);
    Iterator<Asked> longestUnasked = known.keySet().iterator();
    while (known.size() > MOST_KNOWN) {
      longestUnasked.next();
      longestUnasked.remove();
    }
    return found;
  }

  @Override
  public void close() {
    looker.shutdownNow();
    try {
      // The store is closed next, and must not be read any more.
      if (!looker.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("A look at the fleet goes on although the collector stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
