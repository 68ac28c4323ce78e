package io.pitot.daemon;

import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.recording.AgentAttacher;
import io.pitot.daemon.recording.AttachException;
import io.pitot.daemon.recording.FreeSpace;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.RecordingSettings;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailRules;
import io.pitot.daemon.tail.TailStates;
import io.pitot.daemon.tail.TailStatus;
import io.pitot.daemon.tail.TailTarget;
import io.pitot.daemon.tail.Tails;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.daemon.target.TargetStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each JVM from being discovered to being read.
 *
 * <p>One thread decides; attaching, which may take a minute, is done by a few others, one at a time
 * for each JVM, and what came of it returns to that thread.
 */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final int ATTACHING_THREADS = 2;
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  /** Compilers and other tools are over before; a recording would be half of their work. */
  private static final long LEAST_AGE_MILLIS = 2_000;

  /** A recording that was just started again has written nothing yet. */
  private static final long FIRST_FLUSH_MILLIS = 5_000;

  /** How long people see that a JVM has ended. */
  private static final long SHOWN_WHEN_GONE_MILLIS = 60_000;

  private static final Refusal DETACHED =
      new Refusal(
          "somebody detached it", "pitot detach --undo PID lets it be recorded again", true);

  private DaemonConfig config;
  private Discovery discovery;
  private TailRules tailRules;
  private volatile Recorder recorder;
  private final Optional<AgentAttacher> agents;
  private final DetachedJvms detached;
  private final TailStates states;
  private final Tails tails;
  private final WindowSink sink;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pitot-watch"));
  private final ExecutorService attaching;
  private final Map<ProcessKey, WatchedTarget> targets = new HashMap<>();
  private volatile long lastCheckNanos = System.nanoTime();
  private volatile boolean hasScanned;
  private boolean isClosing;
  private volatile List<WatchedTarget> published = List.of();
  private final StallTurns stalls = new StallTurns();

  private record ProcessKey(int pid, long startTicks) {}

  Watch(DaemonConfig config, TailStates states, Tails tails, WindowSink sink) {
    this.config = config;
    this.tailRules = config.tailRules();
    this.recorder = new Recorder(new RecordingSettings(config.rates()));
    this.discovery = discovery(config);
    this.detached = new DetachedJvms(config.stateDirectory());
    this.agents = config.agent().map(AgentAttacher::new);
    this.states = states;
    this.tails = tails;
    this.sink = sink;
    AtomicInteger number = new AtomicInteger();
    attaching =
        Executors.newFixedThreadPool(
            ATTACHING_THREADS,
            task -> new Thread(task, "pitot-attach-" + number.incrementAndGet()));
  }

  void start() {
    every(config.scanInterval(), this::scan);
    every(CHECK_INTERVAL, this::check);
  }

  List<TargetStatus> targets() {
    return published.stream().map(WatchedTarget::status).toList();
  }

  /** The JVM that is being recorded under this id. */
  Optional<FoundJvm> recorded(String targetId) {
    return published.stream()
        .filter(target -> target.state() == State.RECORDING)
        .filter(target -> target.status().identity().id().equals(targetId))
        .map(WatchedTarget::jvm)
        .findFirst();
  }

  /** Whether it has looked at all processes at least once. */
  boolean hasScanned() {
    return hasScanned;
  }

  /** How long ago it last looked at its targets. */
  long idleNanos() {
    return System.nanoTime() - lastCheckNanos;
  }

  /** Age of the newest flush that was read, of the target that is furthest behind. */
  long lagMillis() {
    long lagMillis = 0;
    for (WatchedTarget target : published) {
      lagMillis = Math.max(lagMillis, target.lagMillis());
    }
    return lagMillis;
  }

  /** Ends the watching; recordings go on unless the configuration says otherwise. */
  @Override
  public void close() {
    try {
      loop.submit(() -> isClosing = true).get();
      attaching.shutdown();
      await(attaching);
      loop.shutdown();
      await(loop);
      if (config.stopRecordingsOnClose()) {
        stopRecordings();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void every(Duration interval, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            log.error("Watching JVMs failed; it goes on", e);
          }
        };
    var unused =
        loop.scheduleWithFixedDelay(guarded, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void scan() {
    List<FoundJvm> found;
    try {
      found = discovery.scan().jvms();
    } catch (IOException e) {
      log.error("Cannot look for JVMs: {}", e.toString());
      return;
    }
    for (FoundJvm jvm : found) {
      ProcessKey key = new ProcessKey(jvm.pid(), jvm.startTicks());
      WatchedTarget known = targets.get(key);
      if (known != null && known.isOutdated()) {
        renew(known, jvm);
      } else if (known == null && jvm.exclusion().isEmpty()) {
        targets.put(key, new WatchedTarget(jvm));
      }
    }
    check();
    hasScanned = true;
  }

  // What changes while it runs

  /** Other rules hold from now on; what is recorded begins again where that makes a difference. */
  void reload(DaemonConfig next) {
    loop.execute(
        () -> {
          boolean beginsAgain = !config.recordsLike(next);
          config = next;
          tailRules = next.tailRules();
          recorder = new Recorder(new RecordingSettings(next.rates()));
          discovery = discovery(next);
          targets.values().forEach(target -> target.outdated(beginsAgain));
          scan();
        });
  }

  private static Discovery discovery(DaemonConfig config) {
    return new Discovery(config.node(), config.rules(), config.labels());
  }

  /** What is being attached to has its turn at the next scan. */
  private void renew(WatchedTarget target, FoundJvm jvm) {
    Tail tail = target.tail();
    if (target.state() == State.ATTACHING || target.isAsked()) {
      return;
    }
    Tail recorded = target.state() == State.RECORDING ? tail : null;
    if (!jvm.exclusion().isEmpty()) {
      Refusal excluded = new Refusal(jvm.exclusion(), "", false);
      if (recorded == null) {
        target.refused(excluded);
      } else {
        log.info("{} is not recorded any more: {}", name(jvm), jvm.exclusion());
        leave(target, recorded, excluded);
      }
    } else if (recorded == null) {
      target.rediscovered(jvm);
    } else if (target.beginsAgain()) {
      log.info("{} is recorded anew, with the new configuration", name(jvm));
      stopThen(target, recorded, () -> target.rediscovered(jvm));
    }
    target.upToDate();
  }

  private void check() {
    lastCheckNanos = System.nanoTime();
    for (WatchedTarget target : targets.values()) {
      check(target);
    }
    targets
        .values()
        .removeIf(t -> t.state() == State.GONE && t.inStateMillis() > SHOWN_WHEN_GONE_MILLIS);
    List<WatchedTarget> shown = new ArrayList<>(targets.values());
    shown.sort((a, b) -> Integer.compare(a.jvm().pid(), b.jvm().pid()));
    published = List.copyOf(shown);
  }

  private void check(WatchedTarget target) {
    if (isClosing || target.state() == State.GONE || target.state() == State.ATTACHING) {
      return;
    }
    if (!target.jvm().isAlive()) {
      checkGone(target);
    } else if (target.state() == State.RECORDING) {
      checkRecording(target);
    } else if (target.isDue() && target.jvm().ageMillis() > LEAST_AGE_MILLIS) {
      consider(target);
    }
  }

  private static void checkGone(WatchedTarget target) {
    Tail tail = target.tail();
    TailStatus.Phase phase = tail == null ? TailStatus.Phase.ENDED : tail.status().phase();
    if (phase == TailStatus.Phase.ENDED || phase == TailStatus.Phase.FAILED) {
      target.gone();
      log.info("{} has ended", name(target.jvm()));
    }
  }

  // Whether to record

  private void consider(WatchedTarget target) {
    FoundJvm jvm = target.jvm();
    Optional<Refusal> refusal =
        detached.contains(jvm) ? Optional.of(DETACHED) : Obstacles.find(jvm);
    if (refusal.isEmpty()) {
      refusal = stalls.refusal(target, config);
    }
    if (refusal.isPresent()) {
      refuse(target, refusal.get());
      return;
    }
    target.attaching();
    Recorder recording = recorder;
    String method = tailRules.requests().methodOf(jvm.identity());
    var unused =
        CompletableFuture.supplyAsync(() -> recording.establish(jvm, method), attaching)
            .whenCompleteAsync((outcome, error) -> concluded(target, outcome, error), loop)
            .whenComplete((nothing, error) -> logBug(error));
  }

  private void concluded(
      WatchedTarget target, @Nullable Outcome outcome, @Nullable Throwable error) {
    stalls.over(target);
    if (outcome instanceof Outcome.Recording recording) {
      recording(target, recording);
    } else if (outcome instanceof Outcome.Refused refused) {
      refuse(target, refused.refusal());
    } else if (outcome instanceof Outcome.Failed failed) {
      log.warn("{} is not recorded: {}", name(target.jvm()), failed.what());
      target.failed(failed.what());
    } else if (outcome instanceof Outcome.TooYoung) {
      target.notReady();
    } else if (outcome instanceof Outcome.Gone) {
      target.gone();
    } else {
      log.error("{} is not recorded", name(target.jvm()), error);
      target.failed(String.valueOf(error));
    }
  }

  private void refuse(WatchedTarget target, Refusal refusal) {
    boolean isNews = !target.status().reason().equals(refusal.reason());
    target.refused(refusal);
    if (isNews) {
      log.info("{} is not recorded: {}", name(target.jvm()), refusal.reason());
    }
  }

  private void recording(WatchedTarget target, Outcome.Recording recording) {
    FoundJvm jvm = recording.jvm();
    Tail tail = target.tail();
    if (tail == null || !isFollowed(tail)) {
      tail =
          Tail.of(
              new TailTarget(
                  jvm.identity(),
                  jvm.pid(),
                  jvm.startTicks(),
                  recording.repository(),
                  recording.isOnly(),
                  recording.startedMillis()),
              states,
              sink,
              tailRules);
      tails.follow(tail);
    }
    target.recording(jvm, tail, recording.isStarted(), recording.uncounted());
    log.info(
        "{} is recorded{}",
        name(jvm),
        recording.isStarted() ? "" : ", as before this daemon started");
    recording
        .uncounted()
        .ifPresent(why -> log.warn("{}: {}; {}", name(jvm), why.reason(), why.remedy()));
    agents.filter(attacher -> attacher.wants(jvm)).ifPresent(a -> attachAgent(target, a));
  }

  /** Whether it goes on by itself when the JVM writes again. */
  private static boolean isFollowed(Tail tail) {
    TailStatus.Phase phase = tail.status().phase();
    return phase == TailStatus.Phase.STALLED || phase == TailStatus.Phase.READING;
  }

  /** Once for each JVM, whatever comes of it. */
  private void attachAgent(WatchedTarget target, AgentAttacher attacher) {
    if (!target.agent().isEmpty()) {
      return;
    }
    target.agent("the map agent is being attached");
    var unused =
        CompletableFuture.supplyAsync(() -> attacher.attach(target.jvm()), attaching)
            .thenAcceptAsync(told -> toldOfAgent(target, told), loop)
            .whenComplete((nothing, error) -> logBug(error));
  }

  private static void toldOfAgent(WatchedTarget target, String told) {
    target.agent(told);
    log.info("{}: {}", name(target.jvm()), told);
  }

  // Whether to go on

  private void checkRecording(WatchedTarget target) {
    Tail tail = target.tail();
    if (tail == null || target.isAsked()) {
      return;
    }
    if (detached.contains(target.jvm())) {
      log.info("{} is not recorded any more: {}", name(target.jvm()), DETACHED.reason());
      leave(target, tail, DETACHED);
      return;
    }
    switch (tail.status().phase()) {
      case FAILED ->
          refuse(
              target,
              new Refusal(
                  "reading its recording failed, see the daemon's log",
                  "report it, then restart the daemon",
                  false));
      case STALLED -> restart(target);
      case READING -> {
        checkSpace(target, tail);
        askWhetherItRuns(target, tail);
      }
      case ENDED -> {}
    }
  }

  private void restart(WatchedTarget target) {
    if (target.inStateMillis() < FIRST_FLUSH_MILLIS) {
      return;
    }
    startAgain(target);
  }

  private static void startAgain(WatchedTarget target) {
    log.warn("Somebody stopped the recording of {}", name(target.jvm()));
    target.stopped("somebody stopped the recording");
  }

  /** Chunks are written for others, too. When a recording ends, a new one is begun. */
  private void askWhetherItRuns(WatchedTarget target, Tail tail) {
    int chunks = tail.status().chunks();
    if (target.state() != State.RECORDING || !target.shouldBeAsked(chunks)) {
      return;
    }
    target.asked(chunks);
    var unused =
        CompletableFuture.supplyAsync(() -> runs(target.jvm()), attaching)
            .whenCompleteAsync(
                (runs, error) -> {
                  target.answered();
                  if (Boolean.FALSE.equals(runs) && target.state() == State.RECORDING) {
                    startAgain(target);
                  }
                },
                loop)
            .whenComplete((nothing, error) -> logBug(error));
  }

  private boolean runs(FoundJvm jvm) {
    try {
      return recorder.isRunning(jvm);
    } catch (AttachException e) {
      log.debug("{} does not say whether it is recorded: {}", name(jvm), e.getMessage());
      return true;
    }
  }

  private void checkSpace(WatchedTarget target, Tail tail) {
    if (!tail.repositoryPath().toFile().isDirectory()) {
      return;
    }
    Optional<Refusal> full = FreeSpace.check(tail.repositoryPath(), tail.target().repository());
    if (full.isEmpty()) {
      return;
    }
    log.warn("{} is not recorded any more: {}", name(target.jvm()), full.get().reason());
    leave(target, tail, full.get());
  }

  private void leave(WatchedTarget target, Tail tail, Refusal refusal) {
    stopThen(target, tail, () -> target.refused(refusal));
  }

  private void stopThen(WatchedTarget target, Tail tail, Runnable then) {
    target.attaching();
    var unused =
        CompletableFuture.runAsync(() -> stop(target, tail), attaching)
            .whenComplete((nothing, error) -> logBug(error))
            .thenRunAsync(then, loop)
            .whenComplete((nothing, error) -> logBug(error));
  }

  private void stopRecordings() throws InterruptedException {
    ExecutorService stopping = Executors.newFixedThreadPool(ATTACHING_THREADS);
    for (WatchedTarget target : targets.values()) {
      Tail tail = target.tail();
      if (tail != null && target.state() == State.RECORDING && target.isStartedByUs()) {
        stopping.execute(() -> stop(target, tail));
      }
    }
    stopping.shutdown();
    await(stopping);
  }

  private void stop(WatchedTarget target, Tail tail) {
    try {
      recorder.stop(target.jvm());
      tails.finish(tail);
    } catch (AttachException e) {
      log.warn("The recording of {} may still run: {}", name(target.jvm()), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(ExecutorService executor) throws InterruptedException {
    if (!executor.awaitTermination(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      log.warn("A JVM does not answer; the daemon stops without waiting for it");
    }
  }

  private static void logBug(@Nullable Throwable error) {
    if (error != null) {
      log.error("Watching JVMs failed; it goes on", error);
    }
  }

  private static String name(FoundJvm jvm) {
    Map<String, String> labels = jvm.identity().labels();
    return "%s %s (process %d, JDK %s)"
        .formatted(labels.get("service"), labels.get("release"), jvm.pid(), labels.get("jdk"));
  }
}
