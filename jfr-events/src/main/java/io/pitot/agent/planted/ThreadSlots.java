package io.pitot.agent.planted;

/**
 * Counters that threads rarely share: one cache line each, picked by the thread's id. Two threads
 * in one line may lose a count of each other, which sampling and counts of small resizes can bear.
 */
final class ThreadSlots {
  private static final int LINES = 128;
  private static final int LINE_INTS = 32;

  /** The epoch in which {@link #CONTENDED} was counted. */
  static final int EPOCH = 0;

  static final int CONTENDED = 1;

  /** How many of the next contended locks are timed, because a long wait has just been seen. */
  static final int EAGER = 2;

  static final int SMALL_RESIZES = 3;

  /** Operations of the map that is sampled; counted on and on. */
  static final int OPERATIONS = 4;

  static final int[] SLOTS = new int[(LINES + 1) * LINE_INTS];

  static final int SMALL_SAMPLED = 1023;

  private ThreadSlots() {}

  /** Counts a small resize; true for one in 1024, which is shown as if it were a large one. */
  static boolean smallResize() {
    return (++SLOTS[mine() + SMALL_RESIZES] & SMALL_SAMPLED) == 0;
  }

  static int mine() {
    return ((int) Thread.currentThread().getId() & (LINES - 1)) * LINE_INTS + LINE_INTS;
  }

  static long sum(int counter) {
    long sum = 0;
    for (int line = 1; line <= LINES; line++) {
      sum += SLOTS[line * LINE_INTS + counter];
    }
    return sum;
  }
}
