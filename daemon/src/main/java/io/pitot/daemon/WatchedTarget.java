package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailStatus;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.daemon.target.TargetStatus.State;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JVM on its way through the states; changed by the watching thread alone. */
final class WatchedTarget {
  /** From the end of a recording that somebody stopped to the next. */
  private static final long[] RESTART_SECONDS = {5, 15, 60, 300};

  private static final long LOOK_AGAIN_SECONDS = 10;

  /** Who has not stopped our recording for so long has come to terms with it. */
  private static final long SETTLED_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** Recorded for so long, a JVM has no trouble with it. */
  private static final long SOUND_MILLIS = TimeUnit.MINUTES.toMillis(1);

  static final String NO_SHORT_PARKS =
      "parks of less than 20 ms are not recorded: idle threads park more than %d times a second"
          .formatted(ShortParkRule.MOST_PER_SECOND);

  private volatile FoundJvm jvm;
  private final long ageWhenFoundMillis;
  private volatile Standing standing;
  private volatile @Nullable Tail tail;
  private volatile String agent = "";
  private boolean isStartedByUs;
  private boolean isOutdated;
  private boolean beginsAgain;
  private boolean isAsked;
  private final AtomicInteger unanswered = new AtomicInteger();
  private int chunksWhenAsked;
  private int stops;
  private final ShortParkRule shortParks = new ShortParkRule();
  private volatile boolean hasShortParks = true;
  private final CircuitBreaker breaker = new CircuitBreaker();
  private long nextAttemptNanos = System.nanoTime();

  private record Standing(State state, String reason, String remedy, long sinceMillis) {}

  WatchedTarget(FoundJvm jvm) {
    this.jvm = jvm;
    this.ageWhenFoundMillis = jvm.ageMillis();
    this.standing = new Standing(State.DISCOVERED, "", "", System.currentTimeMillis());
  }

  FoundJvm jvm() {
    return jvm;
  }

  /** For the log. */
  String name() {
    Map<String, String> labels = jvm.identity().labels();
    return "%s %s (process %d, JDK %s)"
        .formatted(
            labels.get(TargetIdentity.SERVICE),
            labels.get(TargetIdentity.RELEASE),
            jvm.pid(),
            labels.get(TargetIdentity.JDK));
  }

  State state() {
    return standing.state();
  }

  @Nullable Tail tail() {
    return tail;
  }

  /** Its age when it was found. */
  long ageWhenFoundMillis() {
    return ageWhenFoundMillis;
  }

  /** It is the first recording in a JVM's life that may stall it. */
  boolean wasRecorded() {
    return tail != null;
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

  /** As the collector knows it. */
  TargetIdentity identity() {
    Tail reading = tail;
    return reading == null ? jvm.identity() : reading.target().identity();
  }

  /**
   * How it is doing.
   *
   * @param spared what is left out of all targets at the moment; may be empty
   */
  TargetStatus status(String spared) {
    Standing now = standing;
    Tail reading = tail;
    TailStatus read = reading == null ? null : reading.status();
    return new TargetStatus(
        identity(),
        jvm.pid(),
        now.state(),
        now.state() == State.RECORDING ? told(now.reason(), spared) : now.reason(),
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
  private String told(String uncounted, String spared) {
    String silent =
        unanswered.get() == 0
            ? ""
            : "it did not answer %d times; what it writes is read".formatted(unanswered.get());
    String parks = hasShortParks ? "" : NO_SHORT_PARKS;
    return Stream.of(agent, uncounted, parks, silent, spared)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  ShortParkRule shortParks() {
    return shortParks;
  }

  /** Whether they are recorded from now on. */
  void shortParks(boolean recorded) {
    hasShortParks = recorded;
    shortParks.recorded(recorded);
    Tail reading = tail;
    if (reading != null) {
      reading.recordsShortParks(recorded);
    }
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
    chunksWhenAsked = reading.status().chunks();
    unanswered.set(0);
    nextAttemptNanos = System.nanoTime();
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
    if (inStateMillis() > SOUND_MILLIS && unanswered.get() == 0) {
      breaker.succeeded();
    }
    return !isAsked && mayBeAsked() && chunks != chunksWhenAsked;
  }

  /** Not for a while when it did not answer. */
  boolean mayBeAsked() {
    return System.nanoTime() - nextAttemptNanos >= 0;
  }

  /** It is being asked about the chunk with this number. */
  void asked(int chunks) {
    isAsked = true;
    chunksWhenAsked = chunks;
  }

  /** A JVM that does not answer is read on, and asked again later each time. */
  void answered(boolean hasAnswered) {
    isAsked = false;
    if (hasAnswered) {
      unanswered.set(0);
    } else {
      didNotAnswer();
    }
  }

  void didNotAnswer() {
    unanswered.incrementAndGet();
    nextAttemptNanos = afterSeconds(breaker.failed());
  }

  boolean isAsked() {
    return isAsked;
  }

  /** Somebody stopped our recording: it is started again, later each time. */
  void stopped(String what) {
    long pauseSeconds = RESTART_SECONDS[Math.min(stops++, RESTART_SECONDS.length - 1)];
    become(State.DISCOVERED, "%s; started again in %d s".formatted(what, pauseSeconds), "");
    nextAttemptNanos = afterSeconds(pauseSeconds);
  }

  /** Returns whether that is news. */
  boolean refused(Refusal refusal) {
    boolean isNews = !standing.reason().equals(refusal.reason());
    become(State.REFUSED, refusal.reason(), refusal.remedy());
    nextAttemptNanos =
        refusal.mayPass() ? afterSeconds(LOOK_AGAIN_SECONDS) : afterSeconds(Integer.MAX_VALUE);
    return isNews;
  }

  void notReady() {
    become(State.DISCOVERED, "it is starting", "");
    nextAttemptNanos = System.nanoTime();
  }

  /** Tries again, later each time; after some times in a row much later. */
  void failed(String what) {
    long pauseSeconds = breaker.failed();
    if (breaker.isOpen()) {
      become(
          State.REFUSED,
          "it is left alone for %d min: %d attempts in a row failed, the last one so: %s"
              .formatted(TimeUnit.SECONDS.toMinutes(pauseSeconds), breaker.failures(), what),
          "look whether the JVM answers: jcmd %d VM.version; the next attempt is made by itself, or at once when the daemon is restarted"
              .formatted(jvm.pid()));
    } else {
      become(
          State.DISCOVERED,
          "attempt %d to record it failed: %s; next in %d s"
              .formatted(breaker.failures(), what, pauseSeconds),
          "");
    }
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
    breaker.succeeded();
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
