package io.pitot.daemon.fold;

import java.util.List;

/**
 * What a window tells beside its stacks: waits, pauses, vitals and what the agent reported.
 *
 * <p>Moments are nanoseconds since the epoch. Nodes are those of the window. Arrays belong to the
 * record and are not changed. An empty text means unknown.
 *
 * @param locks exact sums of all waits
 * @param waits some of them one by one
 * @param waitsLeftOut waits that are in {@code locks} and not in {@code waits}
 * @param samples some samples one by one
 * @param samplesLeftOut those that are in the rows alone
 * @param pausesLeftOut pauses that are not in {@code pauses}
 */
public record Intervals(
    List<LockSum> locks,
    List<Wait> waits,
    long waitsLeftOut,
    List<Sample> samples,
    long samplesLeftOut,
    List<Pause> pauses,
    long pausesLeftOut,
    long pausesLeftOutNanos,
    List<Vital> vitals,
    List<AgentEvent> agentEvents,
    long agentEventsLeftOut) {
  public static final Intervals NONE =
      new Intervals(
          List.of(), List.of(), 0, List.of(), 0, List.of(), 0, 0, List.of(), List.of(), 0);

  public boolean isEmpty() {
    return locks.isEmpty()
        && samples.isEmpty()
        && pauses.isEmpty()
        && vitals.isEmpty()
        && agentEvents.isEmpty()
        && pausesLeftOut == 0
        && agentEventsLeftOut == 0;
  }

  /** The same, begun so much later. */
  Intervals movedBy(long nanos) {
    return new Intervals(
        locks,
        waits.stream().map(wait -> wait.movedBy(nanos)).toList(),
        waitsLeftOut,
        samples.stream().map(sample -> sample.movedBy(nanos)).toList(),
        samplesLeftOut,
        pauses.stream().map(pause -> pause.movedBy(nanos)).toList(),
        pausesLeftOut,
        pausesLeftOutNanos,
        vitals,
        agentEvents.stream().map(event -> event.movedBy(nanos)).toList(),
        agentEventsLeftOut);
  }

  /**
   * All waits of one kind for one lock from one stack.
   *
   * @param kind a word of {@code docs/waits.md}
   * @param lockId the map's number in its JVM; 0 for none
   * @param node of the stack; its last frame is the lock's class where that is known
   * @param gcNanos of the total, inside GC pauses
   * @param safepointNanos of the total, inside safepoints and not inside a GC pause
   * @param tableLength the largest that was told of; 0 for none
   * @param shortCount waits below the agent's threshold, not in {@code count}
   * @param buckets see {@link DurationHistogram}
   */
  public record LockSum(
      String kind,
      String lockClass,
      long lockId,
      int node,
      long count,
      long totalNanos,
      long gcNanos,
      long safepointNanos,
      long maxNanos,
      long tableLength,
      long shortCount,
      long shortNanos,
      int[] buckets,
      long[] bucketCounts) {}

  /**
   * One wait.
   *
   * @param lock index into the locks
   * @param owner the thread that held the lock before
   * @param address of the lock; good until the next collection
   */
  public record Wait(
      int lock,
      long startNanos,
      long durationNanos,
      long gcNanos,
      long safepointNanos,
      String thread,
      String owner,
      long address) {
    private Wait movedBy(long nanos) {
      return new Wait(
          lock, startNanos + nanos, durationNanos, gcNanos, safepointNanos, thread, owner, address);
    }
  }

  /**
   * One sample.
   *
   * @param type such as {@code cpu}
   */
  public record Sample(String type, long atNanos, String thread, int node) {
    private Sample movedBy(long nanos) {
      return new Sample(type, atNanos + nanos, thread, node);
    }
  }

  /**
   * One stop-the-world pause.
   *
   * @param kind {@code gc} or {@code safepoint}
   * @param name of the collection or VM operation
   * @param cause of the collection
   * @param stoppingNanos of the duration, until all threads had stopped
   * @param gcNanos of the duration, inside GC pauses
   */
  public record Pause(
      String kind,
      String name,
      String cause,
      long startNanos,
      long durationNanos,
      long stoppingNanos,
      long gcNanos) {
    private Pause movedBy(long nanos) {
      return new Pause(
          kind, name, cause, startNanos + nanos, durationNanos, stoppingNanos, gcNanos);
    }
  }

  /** Something measured now and then. */
  public record Vital(String name, long last, long max, long count) {}

  /**
   * One event of the agent.
   *
   * @param type such as {@code pitot.MapRace}
   * @param node of its own stack; 0 where it has none
   */
  public record AgentEvent(
      String type,
      long startNanos,
      long durationNanos,
      String thread,
      int node,
      List<Attribute> attributes) {
    private AgentEvent movedBy(long nanos) {
      return new AgentEvent(type, startNanos + nanos, durationNanos, thread, node, attributes);
    }
  }

  /**
   * A field of an event.
   *
   * @param number 0 where the field is a text
   * @param text empty where the field is a number
   */
  public record Attribute(String name, long number, String text) {}
}
