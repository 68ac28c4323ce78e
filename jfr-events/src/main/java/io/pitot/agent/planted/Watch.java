package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * A trap for a second thread. The thread that arms it stays inside its own operation on the map,
 * past a structural change, for at most 20 us, or a millisecond when a change went missing. A
 * thread that begins an operation on the same map meanwhile claims the watch with a
 * compare-and-set; the arming thread leaves only after it closed the watch with another one. So a
 * claimed watch proves that both were inside at the same moment, and that no lock kept them apart.
 * What made a thread arm it proves nothing and is never reported.
 */
public final class Watch {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long STATE = UNSAFE.objectFieldOffset(Watch.class, "state");
  private static final long HANDED_OVER = UNSAFE.objectFieldOffset(Watch.class, "handedOver");
  private static final long ARMING = UNSAFE.objectFieldOffset(Gate.class, "arming");

  private static final int OPEN = 0;
  private static final int CLAIMED = 1;
  private static final int CLOSED = 2;

  private static final long SPIN_NANOS = 20_000;

  /**
   * The same when a change went missing: long enough to let the other thread have the processor,
   * which on a busy machine it lost in the middle of its own operation.
   */
  private static final long YIELD_NANOS = 1_000_000;

  /** A long wait is followed by this many times its length without one. */
  private static final int REST = 10;

  /** At most 0.5 % of one thread's time when nothing is suspicious. */
  private static final long REGULAR_NANOS = 4_000_000;

  /** At most 2 % while maps are changed now by one thread, now by another. */
  private static final long SHARED_NANOS = 1_000_000;

  /** At most 5 % when a change went missing. */
  private static final long SUSPICIOUS_NANOS = 400_000;

  /** After a proof, since it made two threads walk their stacks. */
  private static final long PROVEN_NANOS = 10_000_000;

  private static final long LEAVE_NANOS = 200_000;

  private static final Gate GATE = new Gate();

  /** The thread that last armed a watch for a map with this hash; two maps may share a place. */
  private static final long[] ARMED_BY = new long[64];

  /** Every so many structural changes of a map a watch is armed, less one. */
  private static final int REGULAR = 255;

  /** The map of the armed watch; every operation of every map compares itself with it. */
  static @Nullable Object watched;

  /**
   * A map that is changed comes to {@link #changed} where its modCount has none of these bits: each
   * one now and then, so that it arms a watch, and all while this is 0. That is while a watch is
   * armed, and some times a second until the next change of any map has armed one; so maps that
   * change seldom, or only their values, have their turn too. One look tells a hook of all three.
   */
  static int mask = REGULAR;

  private static volatile @Nullable Watch current;
  private static volatile long regularFromNanos = System.nanoTime();
  private static volatile long suspiciousFromNanos = System.nanoTime();

  public final Object map;
  public final Thread owner = Thread.currentThread();
  public @Nullable Thread other;
  public @Nullable Object ownerStack;
  public @Nullable Object otherStack;

  private volatile int state = OPEN;

  @SuppressWarnings("UnusedVariable") // by its offset
  private volatile int handedOver;

  private Watch(Object map) {
    this.map = map;
  }

  /**
   * The next change of any map arms a watch, once the calling thread has left its processor: on a
   * small machine one of the two that race has lost it to this one.
   */
  public static void askForOne() {
    long from = System.nanoTime() + LEAVE_NANOS;
    if (from - regularFromNanos > 0) {
      regularFromNanos = from;
    }
    mask = 0;
  }

  /**
   * Called past a change, inside the operation.
   *
   * @param suspicious whether a change went missing
   */
  static void changed(Object map, boolean suspicious) {
    if (map == watched) {
      entered(map);
    } else {
      arm(map, suspicious);
    }
  }

  private static void arm(Object map, boolean suspicious) {
    Sink sink = Sink.installed;
    if (sink == null || !Sink.races || GATE.arming != 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - (suspicious ? suspiciousFromNanos : regularFromNanos) < 0
        || !UNSAFE.compareAndSetInt(GATE, ARMING, 0, 1)) {
      return;
    }
    int place = Guard.enter();
    boolean proven = false;
    boolean shared = false;
    try {
      if (place >= 0) {
        sink.changed(map);
        shared = changedHands(map);
        Watch watch = new Watch(map);
        proven = !watch.lie(now, suspicious);
        if (proven) {
          watch.ownerStack = sink.stack();
          watch.handOver(sink);
        }
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      watched = null;
      mask = REGULAR;
      current = null;
      long after = System.nanoTime();
      regularFromNanos = after + (proven ? PROVEN_NANOS : shared ? SHARED_NANOS : REGULAR_NANOS);
      suspiciousFromNanos =
          after + (proven ? PROVEN_NANOS : Math.max(SUSPICIOUS_NANOS, REST * (after - now)));
      GATE.arming = 0;
      if (place >= 0) {
        Guard.leave(place);
      }
    }
  }

  private static boolean changedHands(Object map) {
    int place = System.identityHashCode(map) & (ARMED_BY.length - 1);
    long me = Thread.currentThread().getId();
    long before = ARMED_BY[place];
    ARMED_BY[place] = me;
    return before != 0 && before != me;
  }

  static void entered(Object map) {
    Watch watch = current;
    Sink sink = Sink.installed;
    if (watch == null
        || sink == null
        || watch.map != map
        || watch.owner == Thread.currentThread()) {
      return;
    }
    int place = Guard.enter();
    if (place < 0) {
      return;
    }
    try {
      if (UNSAFE.compareAndSetInt(watch, STATE, OPEN, CLAIMED)) {
        watch.other = Thread.currentThread();
        watch.otherStack = sink.stack();
        watch.handOver(sink);
      }
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** Waits for another thread; true when none came. */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is the point: the other one has to run
  private boolean lie(long startNanos, boolean suspicious) {
    current = this;
    watched = map;
    mask = 0;
    while (state == OPEN && System.nanoTime() - startNanos < SPIN_NANOS) {
      Thread.onSpinWait();
    }
    while (suspicious && state == OPEN && System.nanoTime() - startNanos < YIELD_NANOS) {
      Thread.yield();
    }
    watched = null;
    mask = REGULAR;
    return UNSAFE.compareAndSetInt(this, STATE, OPEN, CLOSED);
  }

  /** The second of the two threads reports: it knows both stacks. */
  private void handOver(Sink sink) {
    if (!UNSAFE.compareAndSetInt(this, HANDED_OVER, 0, 1)) {
      sink.raced(this);
    }
  }

  /** Lets one thread arm at a time. */
  private static final class Gate {
    volatile int arming;
  }
}
