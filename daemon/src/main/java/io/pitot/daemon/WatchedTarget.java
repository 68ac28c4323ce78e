package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailStatus;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.daemon.target.TargetStatus.State;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JVM on its way through the states; changed by the watching thread alone. */
final class WatchedTarget {
  /** From one attempt to record it to the next. */
  private static final long[] RETRY_SECONDS = {5, 15, 60, 300};

  private static final long LOOK_AGAIN_SECONDS = 10;

  /** Who has not stopped our recording for so long has come to terms with it. */
  private static final long SETTLED_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private volatile FoundJvm jvm;
  private volatile Standing standing;
  private volatile @Nullable Tail tail;
  private volatile String agent = "";
  private boolean isStartedByUs;
  private boolean isOutdated;
  private boolean beginsAgain;
  private boolean isAsked;
  private int chunksWhenAsked;
  private int stops;
  private int failures;
  private long nextAttemptNanos = System.nanoTime();

  private record Standing(State state, String reason, String remedy, long sinceMillis) {}

  WatchedTarget(FoundJvm jvm) {
    this.jvm = jvm;
    this.standing = new Standing(State.DISCOVERED, "", "", System.currentTimeMillis());
  }

  FoundJvm jvm() {
    return jvm;
  }

  State state() {
    return standing.state();
  }

  @Nullable Tail tail() {
    return tail;
  }

  boolean isStartedByUs() {
    return isStartedByUs;
  }

  long inStateMillis() {
    return System.currentTimeMillis() - standing.sinceMillis();
  }

  /** Whether something may be tried now. */
  boolean isDue() {
    return (state() == State.DISCOVERED || state() == State.REFUSED)
        && System.nanoTime() - nextAttemptNanos >= 0;
  }

  TargetStatus status() {
    Standing now = standing;
    Tail reading = tail;
    TailStatus read = reading == null ? null : reading.status();
    return new TargetStatus(
        reading == null ? jvm.identity() : reading.target().identity(),
        jvm.pid(),
        now.state(),
        now.state() == State.RECORDING ? told(now.reason()) : now.reason(),
        now.remedy(),
        now.sinceMillis(),
        read == null || now.state() != State.RECORDING ? 0 : read.windowEndMillis(),
        read == null ? 0 : read.windows());
  }

  /** Age of the newest flush that was read; 0 while nothing is. */
  long lagMillis() {
    Tail reading = tail;
    long flushedMillis =
        reading == null || state() != State.RECORDING ? 0 : reading.status().flushedMillis();
    return flushedMillis == 0 ? 0 : Math.max(0, System.currentTimeMillis() - flushedMillis);
  }

  /** Of a JVM that is recorded: what became of the map agent, and what is not counted. */
  private String told(String uncounted) {
    return Stream.of(agent, uncounted)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** What became of the map agent; empty while nobody has tried to attach it. */
  String agent() {
    return agent;
  }

  void agent(String told) {
    agent = told;
  }

  void attaching() {
    become(State.ATTACHING, "", "");
  }

  void recording(
      FoundJvm attached, Tail reading, boolean startedByUs, Optional<Refusal> uncounted) {
    jvm = attached;
    tail = reading;
    isStartedByUs |= startedByUs;
    failures = 0;
    chunksWhenAsked = reading.status().chunks();
    become(
        State.RECORDING,
        uncounted.map(Refusal::reason).orElse(""),
        uncounted.map(Refusal::remedy).orElse(""));
  }

  /** Whether it is time to ask the JVM whether our recording still runs: it begins new chunks. */
  boolean shouldBeAsked(int chunks) {
    if (inStateMillis() > SETTLED_MILLIS) {
      stops = 0;
    }
    return !isAsked && chunks != chunksWhenAsked;
  }

  /** It is being asked about the chunk with this number. */
  void asked(int chunks) {
    isAsked = true;
    chunksWhenAsked = chunks;
  }

  void answered() {
    isAsked = false;
  }

  boolean isAsked() {
    return isAsked;
  }

  /** Somebody stopped our recording: it is started again, later each time. */
  void stopped(String what) {
    long pauseSeconds = RETRY_SECONDS[Math.min(stops++, RETRY_SECONDS.length - 1)];
    become(State.DISCOVERED, "%s; started again in %d s".formatted(what, pauseSeconds), "");
    nextAttemptNanos = afterSeconds(pauseSeconds);
  }

  void refused(Refusal refusal) {
    become(State.REFUSED, refusal.reason(), refusal.remedy());
    nextAttemptNanos =
        refusal.mayPass() ? afterSeconds(LOOK_AGAIN_SECONDS) : afterSeconds(Integer.MAX_VALUE);
  }

  void notReady() {
    become(State.DISCOVERED, "it is starting", "");
    nextAttemptNanos = System.nanoTime();
  }

  /** Tries again, later each time; after the last time never. */
  void failed(String what) {
    if (failures >= RETRY_SECONDS.length) {
      refused(
          new Refusal(
              "%d attempts to record it failed: %s".formatted(failures + 1, what),
              "see what the JVM does, then restart the daemon",
              false));
      return;
    }
    long pauseSeconds = RETRY_SECONDS[failures++];
    become(
        State.DISCOVERED,
        "attempt %d of %d to record it failed: %s; next in %d s"
            .formatted(failures, RETRY_SECONDS.length + 1, what, pauseSeconds),
        "");
    nextAttemptNanos = afterSeconds(pauseSeconds);
  }

  /** The configuration is another one now. */
  void outdated(boolean recordingBeginsAgain) {
    isOutdated = true;
    beginsAgain |= recordingBeginsAgain;
  }

  boolean isOutdated() {
    return isOutdated && state() != State.GONE;
  }

  boolean beginsAgain() {
    return beginsAgain;
  }

  void upToDate() {
    isOutdated = false;
    beginsAgain = false;
  }

  /** As if it had been found only now. */
  void rediscovered(FoundJvm found) {
    jvm = found;
    become(State.DISCOVERED, "", "");
    nextAttemptNanos = System.nanoTime();
  }

  void gone() {
    become(State.GONE, "", "");
  }

  private void become(State state, String reason, String remedy) {
    Standing before = standing;
    boolean isSame = before.state() == state && before.reason().equals(reason);
    long sinceMillis = isSame ? before.sinceMillis() : System.currentTimeMillis();
    standing = new Standing(state, reason, remedy, sinceMillis);
  }

  private static long afterSeconds(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }
}
