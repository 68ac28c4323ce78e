package io.pitot.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts, at looks that come at regular times, how many threads wait for each lock. However short
 * the waits are, and whatever the JVM tells of them, that is how much they take of the threads'
 * time.
 */
final class LockLoads {
  private static final int MAX_KNOWN = 1_000;
  private static final int MAX_TOLD = 8;

  /** What was seen less often may be chance. */
  private static final int LEAST_WAITING = 3;

  /** Who held a lock, and who waited for it at that moment. */
  record Scene(String holderThread, String holderStack, String waiterStack, String mapClass) {
    static final Scene UNSEEN = new Scene("", "", "", "");
  }

  /** Of one lock, since the last time that loads were taken. */
  record Load(long lockId, String lockClass, int looks, int waiting, long waitNanos, Scene scene) {}

  private static final class Count {
    final long lockId;
    final String lockClass;
    int waiting;
    Scene scene = Scene.UNSEEN;

    Count(long lockId, String lockClass) {
      this.lockId = lockId;
      this.lockClass = lockClass;
    }
  }

  private final Map<Long, Count> counts = new HashMap<>();
  private long sinceNanos = System.nanoTime();
  private int looks;

  void looked() {
    looks++;
  }

  /**
   * Takes in what a look saw.
   *
   * @return whether nothing is known of the lock's holder yet
   */
  boolean add(long lockId, String lockClass, int waiting) {
    Count count = counts.get(lockId);
    if (count == null || !count.lockClass.equals(lockClass)) {
      if (counts.size() >= MAX_KNOWN) {
        return false;
      }
      count = new Count(lockId, lockClass);
      counts.put(lockId, count);
    }
    count.waiting += waiting;
    return count.scene.equals(Scene.UNSEEN);
  }

  void add(long lockId, Scene scene) {
    Count count = counts.get(lockId);
    if (count != null) {
      count.scene = scene;
    }
  }

  /** The locks that most threads waited for, and begins anew. */
  List<Load> take(long nowNanos) {
    List<Load> loads = new ArrayList<>();
    for (Count count : counts.values()) {
      if (count.waiting >= LEAST_WAITING) {
        double waiting = (double) count.waiting / looks;
        loads.add(
            new Load(
                count.lockId,
                count.lockClass,
                looks,
                count.waiting,
                (long) (waiting * (nowNanos - sinceNanos)),
                count.scene));
      }
    }
    loads.sort(Comparator.comparingInt((Load load) -> load.waiting).reversed());
    counts.clear();
    looks = 0;
    sinceNanos = nowNanos;
    return loads.subList(0, Math.min(MAX_TOLD, loads.size()));
  }
}
