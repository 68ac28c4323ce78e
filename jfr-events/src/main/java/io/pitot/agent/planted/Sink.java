package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/**
 * What the hooks hand over. The agent implements it in a loader of its own, so that java.base reads
 * nothing of the agent's. Every method is called inside an application's map operation: it returns
 * fast, blocks on nothing and throws nothing.
 */
public abstract class Sink {
  /** Where the hooks report to; null while they are switched off. */
  public static volatile @Nullable Sink installed;

  /** Whether anybody wants waits; false while no recording runs. */
  public static volatile boolean waits;

  /** Whether anybody wants proven races. */
  public static volatile boolean races;

  /** Grows about 20 times a second, so that rare waits can be told from frequent ones. */
  public static volatile int epoch;

  /** The one map whose operations are counted and sometimes timed now. */
  public static @Nullable Object sampled;

  /** The event of a wait that begins now, or null when nobody wants one. */
  public abstract @Nullable Object beginWait();

  public abstract void endWait(Object event);

  /**
   * A wait is over and its lock is released.
   *
   * @param computedNanos until when a function of the application ran under the lock, by {@link
   *     System#nanoTime}; 0 where none ran for long
   */
  public abstract void waited(Object map, @Nullable Object key, Wait wait, long computedNanos);

  /** An operation on {@link #sampled} that was picked to be timed has taken so long. */
  public abstract void operated(Object map, long nanos);

  /** The event of a resize that begins now, or null when nobody wants one. */
  public abstract @Nullable Object beginResize(Object map, int oldCapacity);

  public abstract void endResize(Object map, Object event);

  /** A thread helped another one to resize since {@code wait} began. */
  public abstract void helped(Object map, Wait wait);

  /** The map is one of those that are being changed; told of some, now and then. */
  public abstract void changed(Object map);

  /** The calling thread's stack, in a form that {@link #raced} understands. */
  public abstract Object stack();

  /** Two threads were inside operations of one unsynchronised map at the same moment. */
  public abstract void raced(Watch proof);

  /** The thread's put overwrites what another one put since {@code check}. */
  public abstract void lostUpdate(Check check);

  /** Many keys of the map share a bin. */
  public abstract void colliding(Object map);

  /** A ConcurrentModificationException is being constructed; {@code map} where it is known. */
  public abstract void failedFast(Throwable exception, @Nullable Object map);
}
