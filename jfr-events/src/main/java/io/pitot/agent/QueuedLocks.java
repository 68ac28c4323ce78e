package io.pitot.agent;

import io.pitot.agent.planted.LockQueues;
import io.pitot.agent.planted.VirtualThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The locks of java.util.concurrent of which the JVM's management tells nothing: those that virtual
 * threads hold or wait for, and those that are held for reading.
 */
final class QueuedLocks {
  private static final int MAX_LOCKS = 1_000;

  /** A lock, since when each of its waiters has been seen, and one of them. */
  record Queue(Object lock, Thread holder, List<Long> sinceNanos, Thread waiter) {
    /** Whether both still do what they did: what was seen of them meanwhile is that. */
    boolean isStill() {
      return LockQueues.holder(lock) == holder && LockQueues.lock(waiter) == lock;
    }
  }

  /** When each wait that goes on was seen first, by its place in its lock's queue. */
  private Map<Object, Long> waiting = new HashMap<>();

  private boolean isNew;

  private List<Thread> blocked = List.of();

  QueuedLocks() {
    Planting.plantLater("LockQueues");
  }

  List<Queue> look(long nowNanos) {
    Map<Object, Long> seen = new HashMap<>();
    List<Queue> queues = new ArrayList<>();
    isNew = false;
    for (Object lock : contended()) {
      Thread holder = LockQueues.holder(lock);
      boolean isUntold =
          LockQueues.owner(lock) == null || (holder != null && VirtualThreads.isVirtual(holder));
      List<Long> sinceNanos = new ArrayList<>();
      Thread last = null;
      for (Object place : LockQueues.queue(lock)) {
        Thread waiter = LockQueues.waiter(place);
        if (waiter != null) {
          last = waiter;
          isUntold |= VirtualThreads.isVirtual(waiter);
          Long since = waiting.get(place);
          isNew |= since == null;
          seen.put(place, since == null ? nowNanos : since);
          sinceNanos.add(seen.get(place));
        }
      }
      if (holder != null && isUntold && last != null) {
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

  /** The virtual threads that waited for a monitor at the last look. */
  List<Thread> blocked() {
    return blocked;
  }

  @SuppressWarnings("IdentityHashMapUsage") // locks as keys: nothing of theirs is called
  private Set<Object> contended() {
    Set<Object> locks = Collections.newSetFromMap(new IdentityHashMap<>());
    blocked = new ArrayList<>();
    for (Thread thread : LockQueues.threads()) {
      if (VirtualThreads.isVirtual(thread) && thread.getState() == Thread.State.BLOCKED) {
        blocked.add(thread);
      }
      Object lock = LockQueues.lock(thread);
      if (lock != null && locks.size() < MAX_LOCKS) {
        locks.add(lock);
      }
    }
    return locks;
  }
}
