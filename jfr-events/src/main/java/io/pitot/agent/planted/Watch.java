package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * A trap for a second thread. The thread that arms it stays inside its own operation on the map,
 * past a change, for at most 20 us, now and then for 200, or a millisecond when a change went
 * missing. A thread that begins an operation on the same map meanwhile claims the watch with a
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
   * The same now and then: it lets others have the processor. On a busy machine two threads seldom
   * run at the same moment, and one that begins an operation meanwhile is caught as well.
   */
  private static final long PATIENT_NANOS = 200_000;

  /**
   * Every so many watches that were asked for, less one, are of these: 0.1 % of a thread's time.
   */
  private static final int PATIENT = 3;

  /**
   * The same when a change went missing: long enough for the other thread to come back, which on a
   * busy machine lost the processor in the middle of its own operation.
   */
  private static final long MISSING_NANOS = 1_000_000;

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

  /** Written by the agent's thread alone. */
  private static int asked;

  /** Whether the watch that was asked for is a patient one. */
  private static volatile boolean patient;

  private static volatile @Nullable Watch current;
  private static volatile long regularFromNanos = System.nanoTime();
  private static volatile long suspiciousFromNanos = System.nanoTime();

  /** As a key: what is done to the map concerns whoever uses it. */
  private static final Object ANY = new Object();

  /** As a key: which one is used, if one is, is unknown. */
  private static final Object UNKNOWN = new Object();

  public final Object map;
  public final Thread owner = Thread.currentThread();
  public @Nullable Thread other;
  public @Nullable Object ownerStack;
  public @Nullable Object otherStack;

  private volatile int state = OPEN;

  @SuppressWarnings("UnusedVariable") // by its offset
  private volatile int handedOver;

  /**
   * Of which the value was replaced; {@link #ANY} where the map's structure was changed. Threads
   * may replace values of keys that are there if nobody changes the structure and each has keys of
   * its own: that is right, and no race.
   */
  private final @Nullable Object key;

  private Watch(Object map, @Nullable Object key) {
    this.map = map;
    this.key = key;
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
    boolean unused = VirtualThreads.exist(); // so that no hook is the first one to ask
    patient = (asked++ & PATIENT) == 0;
    mask = 0;
  }

  /**
   * Called past a change, inside the operation.
   *
   * @param suspicious whether a change went missing
   */
  static void changed(Object map, boolean suspicious) {
    if (map == watched) {
      entered(map, ANY);
    } else {
      arm(map, ANY, suspicious);
    }
  }

  /** Called past the replacement of a value, inside the operation. */
  static void stored(Object map, @Nullable Object key) {
    if (map == watched) {
      entered(map, key);
    } else {
      arm(map, key, false);
    }
  }

  private static void arm(Object map, @Nullable Object key, boolean suspicious) {
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
        Watch watch = new Watch(map, key);
        proven = !watch.lie(now, yieldNanos(suspicious));
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

  /**
   * How long at most it lets others have the processor, from its begin on. A virtual thread that
   * does is behind all others that could run, and nobody takes the processor from one of these.
   */
  private static long yieldNanos(boolean suspicious) {
    if (suspicious) {
      return MISSING_NANOS;
    }
    boolean isPatient = patient && !VirtualThreads.isVirtual(Thread.currentThread());
    patient = false;
    return isPatient ? PATIENT_NANOS : 0;
  }

  private static boolean changedHands(Object map) {
    int place = System.identityHashCode(map) & (ARMED_BY.length - 1);
    long me = Thread.currentThread().getId();
    long before = ARMED_BY[place];
    ARMED_BY[place] = me;
    return before != 0 && before != me;
  }

  static void entered(Object map) {
    entered(map, UNKNOWN);
  }

  static void entered(Object map, @Nullable Object key) {
    Watch watch = current;
    Sink sink = Sink.installed;
    if (watch == null
        || sink == null
        || watch.map != map
        || watch.owner == Thread.currentThread()
        || !(key == ANY || watch.key == ANY || isSame(key, watch.key))) {
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

  /** Asks no class of the application's: others are the same only if they are one object. */
  private static boolean isSame(@Nullable Object key, @Nullable Object other) {
    if (key == other || key == null) {
      return key == other;
    }
    boolean canAsk = key instanceof String || key instanceof Integer || key instanceof Long;
    return canAsk && key.equals(other);
  }

  /** Waits for another thread; true when none came. */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is the point: the other one has to run
  private boolean lie(long startNanos, long yieldNanos) {
    current = this;
    watched = map;
    mask = 0;
    while (state == OPEN && System.nanoTime() - startNanos < SPIN_NANOS) {
      Thread.onSpinWait();
    }
    while (state == OPEN && System.nanoTime() - startNanos < yieldNanos) {
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
