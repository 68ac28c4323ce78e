package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import java.util.List;

/**
 * The locks by falling net time.
 *
 * @param locksLeftOut locks beyond the limit
 * @param holders by falling longest wait; none without the agent
 * @param detailFromMillis from when on owners and holders are known; 0 for all of the range
 * @param total of all locks, those left out included
 * @param stuck locks that threads still wait for, by falling time; none without the agent
 * @param loads by falling time; none without the agent
 */
public record LocksAnswer(
    int instances,
    long windows,
    long coveredFromMillis,
    long coveredToMillis,
    List<Loss> losses,
    long stepSeconds,
    long startMillis,
    Sum total,
    List<Lock> locks,
    int locksLeftOut,
    List<Holder> holders,
    List<Stuck> stuck,
    List<Load> loads,
    long detailFromMillis) {

  /** Sums of waits. Net is what is in no pause. */
  public record Sum(
      long waits, long totalNanos, long gcNanos, long safepointNanos, long netNanos) {}

  /** Where threads wait for a lock. */
  public record Site(String frame, long waits, long totalNanos, List<String> stack) {}

  /**
   * Who held the lock before those that waited, as far as the kept waits tell.
   *
   * @param share of the time of the kept waits with a known owner
   */
  public record Owner(String thread, double share) {}

  /**
   * One lock.
   *
   * @param shortWaits below the agent's threshold, in no other number
   * @param owners by falling share; none where no kept wait names one
   */
  public record Lock(
      String kind,
      String lockClass,
      String frame,
      boolean heldUp,
      int instances,
      Sum sum,
      long p50Nanos,
      long p99Nanos,
      long maxNanos,
      long shortWaits,
      long shortNanos,
      List<Owner> owners,
      List<Site> sites,
      Line line) {}

  /**
   * A thread that held a lock while others had waited for it for 10 ms and more.
   *
   * @param mapClass of the map that the lock guards; empty where there is none
   * @param frame of the application that held it
   * @param looks in which it was seen so
   * @param waiters at most, at one time
   */
  public record Holder(
      String lockClass,
      String mapClass,
      String thread,
      String frame,
      List<String> stack,
      long looks,
      long waiters,
      long longestWaitNanos,
      long lastMillis) {}

  /**
   * A lock for which threads still waited, for a second and more, when it was last looked at: waits
   * that are in no sum, since they have not ended.
   *
   * @param waitNanos so far, of all that wait
   */
  public record Stuck(
      String lockClass,
      String mapClass,
      String thread,
      String frame,
      long waiters,
      long longestWaitNanos,
      long waitNanos) {}

  /**
   * How many threads waited for locks of a class, however short each wait was, as regular looks saw
   * it. Longer waits are among the other sums, too.
   *
   * @param mapClass in whose method the holder or the waiter was; empty where in none
   * @param frame of the application that waited; empty where it was not seen
   * @param thread that held the lock at a look; empty where it was not seen
   * @param holderFrame of the application that held it
   * @param waiting threads, summed over the looks
   * @param waitNanos of all threads together, as the looks tell it
   */
  public record Load(
      String lockClass,
      String mapClass,
      String frame,
      String thread,
      String holderFrame,
      long looks,
      long waiting,
      long waitNanos) {}

  /** Sums by step; the arrays belong to it and are not changed. */
  public record Line(long[] waits, long[] totalNanos, long[] netNanos) {}
}
