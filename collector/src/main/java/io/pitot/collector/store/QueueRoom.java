package io.pitot.collector.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Room for batches that wait, by what they take: of all, and of one service half of it, so that
 * none keeps the others out. Whoever finds the service's half taken is told so at once; whoever
 * finds no room at all waits a moment for it, and with it whoever sent the batch.
 */
final class QueueRoom {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final int maxOfService;
  private final Semaphore room;
  private final Map<String, Integer> ofService = new ConcurrentHashMap<>();

  QueueRoom(int kilobytes) {
    this.maxOfService = kilobytes / 2;
    this.room = new Semaphore(kilobytes, true);
  }

  /**
   * Takes room, which has to be given back by {@link #free}.
   *
   * @throws QueueFullException when there is none
   */
  void take(String service, int kilobytes) {
    int taken = ofService.merge(service, kilobytes, Integer::sum);
    // One that is larger than the half has to fit in, too.
    if (taken > maxOfService && taken > kilobytes) {
      leave(service, kilobytes);
      throw new QueueFullException(
          "the collector is behind: %,d kB of service '%s' wait, and others need room, too"
              .formatted(taken - kilobytes, service));
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

  private void leave(String service, int kilobytes) {
    ofService.computeIfPresent(
        service, (name, taken) -> taken == kilobytes ? null : taken - kilobytes);
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
