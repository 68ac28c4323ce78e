package io.pitot.agent.planted;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The hooks at the call sites of packages that the user names. What makes it a proof is the order:
 *
 * <pre>
 * this thread    get(k) returns, check is published
 * other thread                     finds the check, put(k) begins, put(k) returns, marks the check
 * this thread                                                        finds the mark, put(k) begins
 * </pre>
 *
 * So the other's put lies between the two calls of this thread, and this thread's put overwrites
 * it. A check counts for a put in the same method of the class only. With putIfAbsent in place of
 * put nothing is overwritten: what this thread made after it found nothing was made in vain.
 */
public final class CheckThenActHooks {
  private static final int SETS = 1024;

  /** Checks of several threads on one key have to be known at a time. */
  private static final int WAYS = 4;

  /** Epochs after which a check is forgotten: about 10 s. */
  private static final int MAX_AGE = 200;

  /** To make a small object twice and drop one is cheaper than to wait for each other. */
  private static final long LEAST_WASTED_NANOS = 1_000_000;

  private static final AtomicReferenceArray<@Nullable Check> CHECKS =
      new AtomicReferenceArray<>(SETS * WAYS);

  private CheckThenActHooks() {}

  /** Called with what {@code get} returned; returns it. */
  public static @Nullable Object got(
      Object map, @Nullable Object key, @Nullable Object result, String site) {
    checked(map, key, site, "get", result == null);
    return result;
  }

  /** Called with what {@code getOrDefault} returned; returns it. */
  public static @Nullable Object gotOrDefault(
      Object map, @Nullable Object key, @Nullable Object result, String site) {
    checked(map, key, site, "getOrDefault", false);
    return result;
  }

  /** Called with what {@code containsKey} returned; returns it. */
  public static boolean contained(Object map, @Nullable Object key, boolean result, String site) {
    checked(map, key, site, "containsKey", !result);
    return result;
  }

  /** Called before {@code put}. */
  public static void acting(Object map, @Nullable Object key, String site) {
    Sink sink = Sink.installed;
    if (sink == null || key == null || !(map instanceof ConcurrentMap)) {
      return;
    }
    int place = Guard.enter();
    if (place < 0) {
      return;
    }
    try {
      int set = set(map, key);
      for (int i = set; i < set + WAYS; i++) {
        Check check = CHECKS.get(i);
        if (check == null || check.map != map || !check.key.equals(key)) {
          continue;
        }
        if (check.thread != Thread.currentThread()) {
          if (check.writer == null) {
            check.writerStack = sink.stack();
            check.writer = Thread.currentThread();
          }
        } else {
          CHECKS.set(i, null);
          if (check.overwritten && check.site.equals(site)) {
            sink.lostUpdate(check);
          }
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** Called with what {@code put} returned; returns it. */
  public static @Nullable Object acted(Object map, @Nullable Object key, @Nullable Object result) {
    if (Sink.installed == null || key == null || !(map instanceof ConcurrentMap)) {
      return result;
    }
    int place = Guard.enter();
    if (place < 0) {
      return result;
    }
    try {
      int set = set(map, key);
      for (int i = set; i < set + WAYS; i++) {
        Check check = CHECKS.get(i);
        if (check != null && check.writer == Thread.currentThread() && check.map == map) {
          check.overwritten = check.key.equals(key);
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
    return result;
  }

  /** Called before {@code putIfAbsent}, which may put or not. */
  public static void actingIfAbsent(Object map, @Nullable Object key, String site) {
    Sink sink = Sink.installed;
    if (sink == null || key == null || !(map instanceof ConcurrentMap)) {
      return;
    }
    int place = Guard.enter();
    if (place < 0) {
      return;
    }
    try {
      int set = set(map, key);
      for (int i = set; i < set + WAYS; i++) {
        Check check = CHECKS.get(i);
        if (check == null || check.map != map || !check.key.equals(key)) {
          continue;
        }
        if (check.thread == Thread.currentThread()) {
          if (check.absent && check.overwritten && check.site.equals(site)) {
            check.actInVain();
          }
        } else if (check.writer == null) {
          check.writerStack = sink.stack();
          check.writer = Thread.currentThread();
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** Called with what {@code putIfAbsent} returned; returns it. */
  public static @Nullable Object actedIfAbsent(
      Object map, @Nullable Object key, @Nullable Object result) {
    Sink sink = Sink.installed;
    if (sink == null || key == null || !(map instanceof ConcurrentMap)) {
      return result;
    }
    int place = Guard.enter();
    if (place < 0) {
      return result;
    }
    try {
      int set = set(map, key);
      for (int i = set; i < set + WAYS; i++) {
        Check check = CHECKS.get(i);
        if (check == null || check.map != map || !check.key.equals(key)) {
          continue;
        }
        if (check.thread == Thread.currentThread()) {
          CHECKS.set(i, null);
          if (result != null && check.wastedNanos >= LEAST_WASTED_NANOS) {
            sink.lostUpdate(check);
          }
        } else if (check.writer == Thread.currentThread() && !check.overwritten) {
          if (result == null) {
            check.overwritten = true;
          } else {
            check.writer = null;
          }
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
    return result;
  }

  /** Forgets old checks, so that no map and no key is kept. */
  public static void forget(boolean all) {
    for (int i = 0; i < SETS * WAYS; i++) {
      Check check = CHECKS.get(i);
      if (check != null && (all || Sink.epoch - check.epoch > MAX_AGE)) {
        CHECKS.compareAndSet(i, check, null);
      }
    }
  }

  private static void checked(
      Object map, @Nullable Object key, String site, String operation, boolean absent) {
    if (Sink.installed == null || key == null || !(map instanceof ConcurrentMap)) {
      return;
    }
    int place = Guard.enter();
    if (place < 0) {
      return;
    }
    try {
      Check check = new Check(map, key, site, operation, absent);
      int chosen = place(check, set(map, key));
      CHECKS.set(chosen, check);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** That of this thread's earlier check of the key, else a free one, else the oldest. */
  private static int place(Check check, int set) {
    int chosen = set;
    long oldest = Long.MAX_VALUE;
    for (int i = set; i < set + WAYS; i++) {
      Check there = CHECKS.get(i);
      if (there == null) {
        chosen = i;
        oldest = Long.MIN_VALUE;
      } else if (there.thread == check.thread
          && there.map == check.map
          && there.key.equals(check.key)) {
        return i;
      } else if (there.epoch < oldest) {
        chosen = i;
        oldest = there.epoch;
      }
    }
    return chosen;
  }

  private static int set(Object map, Object key) {
    int hash = System.identityHashCode(map) * 31 + key.hashCode();
    hash ^= hash >>> 16;
    return (hash & (SETS - 1)) * WAYS;
  }
}
