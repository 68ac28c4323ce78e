package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * The hooks in ConcurrentHashMap.
 *
 * <p>Before each {@code monitorenter} on a bin the mark word of the bin's first node is peeked at:
 * unlocked, and nothing more happens. What is not unlocked is timed always while a thread meets few
 * such locks, else one in 16, since two looks at the clock cost as much as the whole operation.
 * After a wait of 20 us or more the thread times its next ones too. The event is written after the
 * lock was released. Besides, the operations of one map at a time are counted, and some timed.
 */
public final class ConcurrentMapHooks {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long MARK_OFFSET = 0;
  private static final long LOCK_BITS = 3;
  private static final long UNLOCKED = 1;

  /** Contended locks that a thread times in each epoch before it begins to sample. */
  private static final int ALWAYS_TIMED = 32;

  private static final int SAMPLING = 16;
  private static final int EAGER_COUNT = 32;

  /** One in 64 operations of the sampled map is timed. */
  private static final int OPERATIONS_MASK = 63;

  private static final long EAGER_NANOS = 20_000;

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
      report(map, key, wait);
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
        end(sink, wait);
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

  /** The wait that begins is kept as it is, or in the operation that is timed. */
  private static @Nullable Object contended(Object node, @Nullable Object kept) {
    Sink sink = Sink.installed;
    if (kept instanceof Wait || sink == null || !Sink.waits) {
      return kept;
    }
    Operation operation = (Operation) kept;
    if (operation != null && operation.wait != null) {
      return operation;
    }
    Wait wait = begin(sink, node);
    if (operation == null) {
      return wait;
    }
    operation.wait = wait;
    return operation;
  }

  private static @Nullable Wait begin(Sink sink, Object node) {
    int weight = weight();
    int place = weight == 0 ? -1 : Guard.enter();
    if (place < 0) {
      return null;
    }
    try {
      return Wait.begin(sink, weight, node.getClass() == RESERVATION);
    } catch (Throwable failure) {
      Guard.failed(failure);
      return null;
    } finally {
      Guard.leave(place);
    }
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
    return count % SAMPLING == 0 ? SAMPLING : 0;
  }

  private static void ended(Object kept) {
    Wait wait = kept instanceof Operation operation ? operation.wait : (Wait) kept;
    Sink sink = Sink.installed;
    int place = sink == null || wait == null ? -1 : Guard.enter();
    if (sink == null || wait == null || place < 0) {
      return;
    }
    try {
      end(sink, wait);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static void end(Sink sink, Wait wait) {
    sink.endWait(wait.event);
    wait.nanos = System.nanoTime() - wait.startNanos;
    if (wait.nanos >= EAGER_NANOS) {
      ThreadSlots.SLOTS[ThreadSlots.mine() + ThreadSlots.EAGER] = EAGER_COUNT;
    }
  }

  private static void report(Object map, @Nullable Object key, Object kept) {
    Operation operation = kept instanceof Operation timed ? timed : null;
    Wait wait = operation == null ? (Wait) kept : operation.wait;
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
      if (wait != null && wait.nanos != 0) {
        sink.waited(map, key, wait);
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
