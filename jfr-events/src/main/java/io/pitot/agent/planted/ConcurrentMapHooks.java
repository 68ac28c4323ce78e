package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * The hooks in ConcurrentHashMap.
 *
 * <p>Before each {@code monitorenter} on a bin the mark word of the bin's first node is peeked at:
 * unlocked, and nothing more happens. What is not unlocked is timed always while a thread meets few
 * such locks, else one in 16, and beyond 10,000 a second one in 128, since two looks at the clock
 * cost as much as the whole operation. After a wait of 100 us or more the thread times its next
 * ones too. Under the lock, which others wait for, there is nothing but a look at the clock; the
 * event is written after it was released. Besides, the operations of one map at a time are counted,
 * and some timed.
 */
public final class ConcurrentMapHooks {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long MARK_OFFSET = 0;
  private static final long LOCK_BITS = 3;
  private static final long UNLOCKED = 1;

  /** Contended locks that a thread times in each epoch before it begins to sample. */
  private static final int ALWAYS_TIMED = 32;

  private static final int SAMPLING = 16;

  /** From so many on in an epoch one in {@link #RARE_SAMPLING} tells enough. */
  private static final int MANY = 512;

  private static final int RARE_SAMPLING = 128;
  private static final int EAGER_COUNT = 32;

  /** One in 64 operations of the sampled map is timed. */
  private static final int OPERATIONS_MASK = 63;

  private static final long EAGER_NANOS = 100_000;

  /** Who waits for a shorter one waits for the lock. */
  private static final long LONG_FUNCTION_NANOS = 50_000;

  private static final @Nullable Class<?> RESERVATION = reservation();

  private ConcurrentMapHooks() {}

  /**
   * Called when an operation begins; what it returns goes through the hooks below: nothing, a
   * {@link Wait} or an {@link Operation}.
   */
  public static @Nullable Object begin(Object map) {
    return map == Sink.sampled ? picked() : null;
  }

  /** Called with the node whose monitor is entered next; returns what to keep until the return. */
  public static @Nullable Object before(Object node, @Nullable Object wait) {
    if ((UNSAFE.getLong(node, MARK_OFFSET) & LOCK_BITS) == UNLOCKED) {
      return wait;
    }
    return contended(node, wait);
  }

  /** Called when the monitor is entered. */
  public static void entered(@Nullable Object wait) {
    if (wait != null) {
      ended(wait);
    }
  }

  /** Called before the operation returns. */
  public static void exit(Object map, @Nullable Object key, @Nullable Object wait) {
    if (wait != null) {
      report(map, key, wait, 0);
    }
  }

  /** The same of an operation that may have called a function under the lock. */
  public static void computed(Object map, @Nullable Object key, @Nullable Object wait) {
    if (wait != null) {
      report(map, key, wait, System.nanoTime());
    }
  }

  /** Called when a thread begins to move bins; {@code next} is null for the one that began it. */
  public static @Nullable Object beginTransfer(
      Object map, Object[] table, Object @Nullable [] next) {
    Sink sink = Sink.installed;
    if (sink == null) {
      return null;
    }
    if (table.length < MapHooks.resizeFloor) {
      if (next != null || !ThreadSlots.smallResize()) {
        return null;
      }
    }
    int place = Guard.enter();
    if (place < 0) {
      return null;
    }
    try {
      return next == null
          ? sink.beginResize(map, table.length)
          : Sink.waits ? Wait.begin(sink, 1, false) : null;
    } catch (Throwable failure) {
      Guard.failed(failure);
      return null;
    } finally {
      Guard.leave(place);
    }
  }

  public static void endTransfer(Object map, @Nullable Object begun) {
    if (begun != null) {
      transferred(map, begun);
    }
  }

  private static void transferred(Object map, Object begun) {
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      if (begun instanceof Wait wait) {
        wait.end(sink);
        sink.helped(map, wait);
      } else {
        sink.endResize(map, begun);
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static @Nullable Object picked() {
    int[] slots = ThreadSlots.SLOTS;
    int count = ++slots[ThreadSlots.mine() + ThreadSlots.OPERATIONS];
    return (count & OPERATIONS_MASK) == 0 ? new Operation() : null;
  }

  private static @Nullable Object contended(Object node, @Nullable Object kept) {
    if (!Sink.waits || kept instanceof Wait) {
      return kept;
    }
    int weight = weight();
    return weight == 0 ? kept : begin(node, weight, (Operation) kept);
  }

  /**
   * The wait that begins is kept as it is, or in the operation that is timed. No guard: what is
   * called here uses no map.
   */
  private static @Nullable Object begin(Object node, int weight, @Nullable Operation operation) {
    Sink sink = Sink.installed;
    if (sink == null || (operation != null && operation.wait != null)) {
      return operation;
    }
    try {
      Wait wait = Wait.begin(sink, weight, node.getClass() == RESERVATION);
      if (operation == null) {
        return wait;
      }
      operation.wait = wait;
    } catch (Throwable failure) {
      Guard.failed(failure);
    }
    return operation;
  }

  /** How many contended locks this one stands for when it is timed; 0 when it is not. */
  private static int weight() {
    int[] slots = ThreadSlots.SLOTS;
    int mine = ThreadSlots.mine();
    int epoch = Sink.epoch;
    if (slots[mine + ThreadSlots.EPOCH] != epoch) {
      slots[mine + ThreadSlots.EPOCH] = epoch;
      slots[mine + ThreadSlots.CONTENDED] = 0;
    }
    int count = slots[mine + ThreadSlots.CONTENDED]++;
    if (count < ALWAYS_TIMED) {
      return 1;
    }
    if (slots[mine + ThreadSlots.EAGER] > 0) {
      slots[mine + ThreadSlots.EAGER]--;
      return 1;
    }
    int sampling = count < MANY ? SAMPLING : RARE_SAMPLING;
    return count % sampling == 0 ? sampling : 0;
  }

  /** Under the lock. */
  private static void ended(Object kept) {
    Wait wait = kept instanceof Operation operation ? operation.wait : (Wait) kept;
    Sink sink = Sink.installed;
    if (sink == null || wait == null) {
      return;
    }
    try {
      wait.end(sink);
      if (wait.nanos >= EAGER_NANOS) {
        ThreadSlots.SLOTS[ThreadSlots.mine() + ThreadSlots.EAGER] = EAGER_COUNT;
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    }
  }

  /**
   * What became of the operation.
   *
   * @param computedNanos when its function had run and the lock was released; 0 where it has none
   */
  private static void report(Object map, @Nullable Object key, Object kept, long computedNanos) {
    Operation operation = kept instanceof Operation timed ? timed : null;
    Wait wait = operation == null ? (Wait) kept : operation.wait;
    long hadNanos = wait == null || wait.nanos == 0 ? 0 : wait.startNanos + wait.nanos;
    boolean computed =
        hadNanos != 0 && computedNanos != 0 && computedNanos - hadNanos >= LONG_FUNCTION_NANOS;
    boolean waited = wait != null && wait.nanos >= Wait.SHORTEST_NANOS;
    if (operation == null && !waited && !computed) {
      return;
    }
    long nanos = operation == null ? 0 : System.nanoTime() - operation.startNanos;
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      if (operation != null) {
        sink.operated(map, nanos);
      }
      if (wait != null && (waited || computed)) {
        sink.waited(map, key, wait, computed ? computedNanos : 0);
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static @Nullable Class<?> reservation() {
    try {
      return Class.forName("java.util.concurrent.ConcurrentHashMap$ReservationNode", false, null);
    } catch (ClassNotFoundException e) {
      return null; // Then no wait is known to be for a function.
    }
  }
}
