package io.pitot.agent.planted;

import java.util.concurrent.ConcurrentHashMap;
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
 * it. A check counts for a put in the same method of the class only, or, where a method does no
 * more than ask for its caller, in the method that called it. With putIfAbsent in place of put
 * nothing is overwritten: what this thread made after it found nothing was made in vain.
 */
public final class CheckThenActHooks {
  private static final int SETS = 1024;
  private static final int THREADS = 256;

  /** Checks of several threads on one key have to be known at a time. */
  private static final int WAYS = 4;

  /** Epochs after which a check is forgotten: about 10 s. */
  private static final int MAX_AGE = 200;

  /** To make a small object twice and drop one is cheaper than to wait for each other. */
  private static final long LEAST_WASTED_NANOS = 1_000_000;

  private static final AtomicReferenceArray<@Nullable Check> CHECKS =
      new AtomicReferenceArray<>(SETS * WAYS);

  /**
   * The latest check of a thread in a method that asks for its caller; threads may share a place,
   * and then one of them has none.
   */
  private static final AtomicReferenceArray<@Nullable Check> ASKED =
      new AtomicReferenceArray<>(THREADS);

  /** What a thread is about to do to a key, or has just done. */
  enum Step {
    PUTS,
    HAS_PUT,
    PUTS_IF_ABSENT,
    HAS_PUT_IF_ABSENT
  }

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

  /** The same of {@code contains} of what may be the view of a map's keys. */
  public static boolean containedInKeys(
      Object keys, @Nullable Object key, boolean result, String site) {
    if (keys instanceof ConcurrentHashMap.KeySetView<?, ?> view) {
      checked(view.getMap(), key, site, "contains", !result);
    }
    return result;
  }

  /** Called before a method that may ask for its caller. */
  public static void asking() {
    if (Sink.installed != null) {
      ASKED.set(place(), null);
    }
  }

  /** Called when it has returned: what it asked of a map counts as asked here. */
  public static void asked(String site) {
    Check check = Sink.installed == null ? null : ASKED.get(place());
    if (check != null && check.thread == Thread.currentThread()) {
      check.site = site;
      ASKED.set(place(), null);
    }
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (THREADS - 1);
  }

  /** Called before {@code put}. */
  public static void acting(Object map, @Nullable Object key, String site) {
    walk(Step.PUTS, map, key, site, null);
  }

  /** Called with what {@code put} returned; returns it. */
  public static @Nullable Object acted(Object map, @Nullable Object key, @Nullable Object result) {
    walk(Step.HAS_PUT, map, key, "", result);
    return result;
  }

  /** Called before {@code putIfAbsent}, which may put or not. */
  public static void actingIfAbsent(Object map, @Nullable Object key, String site) {
    walk(Step.PUTS_IF_ABSENT, map, key, site, null);
  }

  /** Called with what {@code putIfAbsent} returned; returns it. */
  public static @Nullable Object actedIfAbsent(
      Object map, @Nullable Object key, @Nullable Object result) {
    walk(Step.HAS_PUT_IF_ABSENT, map, key, "", result);
    return result;
  }

  /** Takes all that is known of the key through the step. */
  private static void walk(
      Step step, Object map, @Nullable Object key, String site, @Nullable Object result) {
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
          byAnother(step, sink, check, result);
        } else if (byItsOwn(step, sink, check, site, result)) {
          CHECKS.set(i, null);
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** The first that begins to put after the check is the one whose put may lie between. */
  private static void byAnother(Step step, Sink sink, Check check, @Nullable Object result) {
    boolean begins = step == Step.PUTS || step == Step.PUTS_IF_ABSENT;
    if (begins && check.writer == null) {
      check.writerStack = sink.stack();
      check.writer = Thread.currentThread();
    } else if (!begins && check.writer == Thread.currentThread() && !check.overwritten) {
      if (step == Step.HAS_PUT || result == null) {
        check.overwritten = true;
      } else {
        check.writer = null;
      }
    }
  }

  /** Returns whether the check is done with. */
  private static boolean byItsOwn(
      Step step, Sink sink, Check check, String site, @Nullable Object result) {
    boolean isLate = check.overwritten && check.site.equals(site);
    if (step == Step.PUTS && isLate) {
      sink.lostUpdate(check);
    } else if (step == Step.PUTS_IF_ABSENT && isLate && check.absent) {
      check.actInVain();
    } else if (step == Step.HAS_PUT_IF_ABSENT
        && result != null
        && check.wastedNanos >= LEAST_WASTED_NANOS) {
      sink.lostUpdate(check);
    }
    return step == Step.PUTS || step == Step.HAS_PUT_IF_ABSENT;
  }

  /** Forgets old checks, so that no map and no key is kept. */
  public static void forget(boolean all) {
    for (int i = 0; i < SETS * WAYS; i++) {
      Check check = CHECKS.get(i);
      if (isOld(check, all)) {
        CHECKS.compareAndSet(i, check, null);
      }
    }
    for (int i = 0; i < THREADS; i++) {
      Check check = ASKED.get(i);
      if (isOld(check, all)) {
        ASKED.compareAndSet(i, check, null);
      }
    }
  }

  private static boolean isOld(@Nullable Check check, boolean all) {
    return check != null && (all || Sink.epoch - check.epoch > MAX_AGE);
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
      if (site.isEmpty()) {
        ASKED.set(place(), check);
      }
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
