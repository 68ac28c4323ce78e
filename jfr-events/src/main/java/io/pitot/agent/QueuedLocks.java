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

  /** A lock, since when each of its waiters has been seen, and one of them. */
  record Queue(Object lock, Thread holder, List<Long> sinceNanos, Thread waiter) {
    /** Whether both still do what they did: what was seen of them meanwhile is that. */
    boolean isStill() {
      return LockQueues.owner(lock) == holder && LockQueues.lock(waiter) == lock;
    }
  }

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
      Thread last = null;
      for (Object place : LockQueues.queue(lock)) {
        Thread waiter = LockQueues.waiter(place);
        if (waiter != null) {
          last = waiter;
          isVirtual |= LockQueues.isVirtual(waiter);
          Long since = waiting.get(place);
          isNew |= since == null;
          seen.put(place, since == null ? nowNanos : since);
          sinceNanos.add(seen.get(place));
        }
      }
      if (holder != null && isVirtual && last != null) {
        queues.add(new Queue(lock, holder, sinceNanos, last));
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
