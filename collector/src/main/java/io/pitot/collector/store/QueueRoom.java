package io.pitot.collector.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Room for batches that wait, by what they take: of all, and of one service half of it, so that
 * none keeps the others out. Whoever finds no room waits a moment for it, and with it whoever sent
 * the batch: to be told to come again costs both sides more than what is written meanwhile. For its
 * service's half it waits less long, for others need the thread.
 */
final class QueueRoom {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration LIMIT_OF_SERVICE = Duration.ofMillis(500);

  private final Duration limitOfService;
  private final int maxOfService;
  private final Semaphore room;
  private final Map<String, Integer> ofService = new HashMap<>();

  QueueRoom(int kilobytes) {
    this(kilobytes, LIMIT_OF_SERVICE);
  }

  QueueRoom(int kilobytes, Duration limitOfService) {
    this.limitOfService = limitOfService;
    this.maxOfService = kilobytes / 2;
    this.room = new Semaphore(kilobytes, true);
  }

  /**
   * Takes room, which has to be given back by {@link #free}.
   *
   * @throws QueueFullException when there is none
   */
  void take(String service, int kilobytes) {
    if (!isShareFreeSoon(service, kilobytes)) {
      throw new QueueFullException(
          String.format(
              Locale.ROOT,
              "the collector is behind: %,d kB of service '%s' wait, and others need room, too",
              taken(service),
              service));
    }
    if (!isFreeSoon(kilobytes)) {
      leave(service, kilobytes);
      throw new QueueFullException("the collector is behind: its queue is full");
    }
  }

  void free(String service, int kilobytes) {
    leave(service, kilobytes);
    room.release(kilobytes);
  }

  private synchronized int taken(String service) {
    return ofService.getOrDefault(service, 0);
  }

  /** One that is larger than the half has to fit in, too, when nothing of its service waits. */
  private synchronized boolean isShareFreeSoon(String service, int kilobytes) {
    long startNanos = System.nanoTime();
    while (taken(service) > 0 && taken(service) + kilobytes > maxOfService) {
      long leftNanos = limitOfService.toNanos() - (System.nanoTime() - startNanos);
      if (leftNanos <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    ofService.merge(service, kilobytes, Integer::sum);
    return true;
  }

  private synchronized void leave(String service, int kilobytes) {
    ofService.computeIfPresent(
        service, (name, taken) -> taken == kilobytes ? null : taken - kilobytes);
    notifyAll();
  }

  private boolean isFreeSoon(int kilobytes) {
    try {
      return room.tryAcquire(kilobytes, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
