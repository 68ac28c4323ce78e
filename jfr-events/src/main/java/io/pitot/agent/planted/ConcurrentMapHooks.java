package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The hooks in ConcurrentHashMap.
 *
 * <p>Before each {@code monitorenter} on a bin the mark word of the bin's first node is peeked at:
 * unlocked, and nothing more happens. What is not unlocked is timed always while a thread meets few
 * such locks, else one in 16, since two looks at the clock cost as much as the whole operation.
 * After a wait of 20 us or more the thread times its next ones too. The event is written after the
 * lock was released.
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
  private static final long EAGER_NANOS = 20_000;

  private static final @Nullable Class<?> RESERVATION = reservation();

  private ConcurrentMapHooks() {}

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
      ended((Wait) wait);
    }
  }

  /** Called before the operation returns. */
  public static void exit(Object map, @Nullable Object key, @Nullable Object wait) {
    if (wait != null) {
      report(map, key, (Wait) wait);
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

  private static @Nullable Object contended(Object node, @Nullable Object wait) {
    Sink sink = Sink.installed;
    if (wait != null || sink == null || !Sink.waits) {
      return wait;
    }
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

  private static void ended(Wait wait) {
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
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

  private static void report(Object map, @Nullable Object key, Wait wait) {
    Sink sink = Sink.installed;
    int place = sink == null || wait.nanos == 0 ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      sink.waited(map, key, wait);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static @Nullable Class<?> reservation() {
    for (Class<?> nested : ConcurrentHashMap.class.getDeclaredClasses()) {
      if (nested.getSimpleName().equals("ReservationNode")) {
        return nested;
      }
    }
    return null;
  }
}
