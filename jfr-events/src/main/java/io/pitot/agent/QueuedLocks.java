package io.pitot.agent;

import io.pitot.agent.planted.LockQueues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locks of java.util.concurrent that virtual threads hold or wait for, of which the JVM's
 * management tells nothing. For JDK 21 and later.
 */
final class QueuedLocks {
  private static final int MAX_LOCKS = 1_000;

  /** A lock, and since when each of its waiters has been seen. */
  record Queue(Object lock, Thread holder, List<Long> sinceNanos) {}

  /** When each wait that goes on was seen first, by its place in its lock's queue. */
  private Map<Object, Long> waiting = new HashMap<>();

  private boolean isNew;

  /** Null where there are no virtual threads. */
  static @Nullable QueuedLocks inThisJvm() {
    if (Runtime.version().feature() < 21) {
      return null;
    }
    Planting.plantLater("LockQueues");
    return new QueuedLocks();
  }

  List<Queue> look(long nowNanos) {
    Map<Object, Long> seen = new HashMap<>();
    List<Queue> queues = new ArrayList<>();
    isNew = false;
    for (Object lock : contended()) {
      Thread holder = LockQueues.owner(lock);
      boolean isVirtual = holder != null && LockQueues.isVirtual(holder);
      List<Long> sinceNanos = new ArrayList<>();
      for (Object place : LockQueues.queue(lock)) {
        Thread waiter = LockQueues.waiter(place);
        if (waiter != null) {
          isVirtual |= LockQueues.isVirtual(waiter);
          Long since = waiting.get(place);
          isNew |= since == null;
          seen.put(place, since == null ? nowNanos : since);
          sinceNanos.add(seen.get(place));
        }
      }
      if (holder != null && isVirtual && !sinceNanos.isEmpty()) {
        queues.add(new Queue(lock, holder, sinceNanos));
      }
    }
    waiting = seen;
    return queues;
  }

  /** Whether the last look saw waits for the first time. */
  boolean isNew() {
    return isNew;
  }

  @SuppressWarnings("IdentityHashMapUsage") // locks as keys: nothing of theirs is called
  private static Set<Object> contended() {
    Set<Object> locks = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread thread : LockQueues.threads()) {
      Object lock = LockQueues.lock(thread);
      if (lock != null && locks.size() < MAX_LOCKS) {
        locks.add(lock);
      }
    }
    return locks;
  }
}
