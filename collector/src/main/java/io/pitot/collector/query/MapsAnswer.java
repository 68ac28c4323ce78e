package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import java.util.List;

/**
 * What is known of the maps of a service. Stacks are root first.
 *
 * @param maps by falling time lost, then races
 * @param agents how the agent is in each instance that has told
 * @param eventsLeftOut events of agents that were beyond the daemons' bound
 * @param stepSeconds of the lines over time
 * @param detailFromMillis from when on what agents told is kept event by event; 0 for all of the
 *     range
 */
public record MapsAnswer(
    int instances,
    long windows,
    List<Loss> losses,
    long stepSeconds,
    long startMillis,
    List<OneMap> maps,
    List<Agent> agents,
    long eventsLeftOut,
    long detailFromMillis) {

  /**
   * One map, or the maps that the same field holds in several instances.
   *
   * @param site {@code a.b.Class.field} that holds it, else the frame that uses it
   * @param certainty of the site, in the agent's words; empty where the site is a frame
   * @param maps how many there are
   * @param waits for bins, resizes and computations; in no pause is {@code netNanos}
   * @param resizePausedNanos of the time that resizes took, inside pauses of the JVM
   * @param worstResizes in the window of one JVM in which they took most, as {@code
   *     worstResizeNanos} tells
   * @param worstResizeNanos without pauses, and no more than it takes to move the entries
   * @param keyClass of a key in the longest chain, as the agent last saw it
   * @param growth of the largest map that has only grown
   * @param kept by the map whose table is the largest that is nearly empty
   * @param hotBins the agent's text {@code bin:waits:nanos,...} of the busiest time
   */
  public record OneMap(
      String mapClass,
      String site,
      String holder,
      String certainty,
      int instances,
      int maps,
      LocksAnswer.Sum waits,
      long p99Nanos,
      long maxNanos,
      long shortWaits,
      long shortNanos,
      long resizes,
      long resizeNanos,
      long resizePausedNanos,
      long worstResizes,
      long worstResizeNanos,
      long tableLength,
      long size,
      long longestChain,
      long treeBins,
      String keyClass,
      long estimatedBytes,
      Growth growth,
      Kept kept,
      String hotBins,
      List<String> stack,
      List<Race> races,
      List<Race> checkThenActs,
      List<FailFast> failFasts,
      History history) {}

  /**
   * How it went over time; the arrays are by step, belong to it and are not changed.
   *
   * @param nanos of the waits
   * @param shapes of the largest of the maps, by time
   * @param bins of the map that lost most time in them, the hottest first
   * @param latency waits by length, as the agents count them from 1 microsecond on
   */
  public record History(
      long[] waits,
      long[] nanos,
      long[] resizes,
      List<Shape> shapes,
      List<Bin> bins,
      List<Bucket> latency) {}

  /** A map as it stood at one moment. */
  public record Shape(
      long atMillis,
      long size,
      long tableLength,
      long binsUsed,
      long longestChain,
      long treeBins,
      long estimatedBytes) {}

  /**
   * Waits in one bin of a table.
   *
   * @param line nanoseconds by step; belongs to it and is not changed
   */
  public record Bin(long bin, long waits, long nanos, long[] line) {}

  /** How many waits were as long as this and no longer, but longer than the bucket before. */
  public record Bucket(long upToNanos, long waits) {}

  /** Entries of a map that has only grown while it was watched; all 0 of one that has not. */
  public record Growth(long fromSize, long toSize, long fromMillis, long toMillis) {
    static final Growth NONE = new Growth(0, 0, 0, 0);

    boolean isAny() {
      return toSize > 0;
    }
  }

  /**
   * The table of a map that held far more entries before; all 0 of one that did not.
   *
   * @param largestSize that the map is known to have had, at least
   */
  public record Kept(long size, long largestSize, long tableLength, long bytes) {
    static final Kept NONE = new Kept(0, 0, 0, 0);

    boolean isAny() {
      return bytes > 0;
    }
  }

  /**
   * Two threads in one map that is not made for it: proven, both stacks were seen.
   *
   * @param key what was looked up, where the agent tells
   */
  public record Race(
      String operation,
      String otherOperation,
      String thread,
      String otherThread,
      String key,
      List<String> stack,
      List<String> otherStack,
      long count,
      int instances) {}

  /** A {@code ConcurrentModificationException}. */
  public record FailFast(List<String> stack, List<String> otherStack, long count) {}

  /** The agent of one instance, as it last said. */
  public record Agent(String instance, String state, String detail, String leftOut) {}
}
