package io.pitot.daemon;

import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.recording.AgentAttacher;
import io.pitot.daemon.recording.AttachException;
import io.pitot.daemon.recording.FreeSpace;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.tail.Tail;
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

  /** Between two JVMs that a first recording stalls. */
  private static final long STALL_DISTANCE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** Compilers and other tools are over before; a recording would be half of their work. */
  private static final long LEAST_AGE_MILLIS = 2_000;

  /** A recording that was just started again has written nothing yet. */
  private static final long FIRST_FLUSH_MILLIS = 5_000;

  /** How long people see that a JVM has ended. */
  private static final long SHOWN_WHEN_GONE_MILLIS = 60_000;

  private static final Refusal DETACHED =
      new Refusal(
          "somebody detached it", "pitot detach --undo PID lets it be recorded again", true);

  private final DaemonConfig config;
  private final Discovery discovery;
  private final RequestRules requests;
  private final Recorder recorder = new Recorder();
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
  private Optional<WatchedTarget> stalling = Optional.empty();
  private long nextStallNanos = System.nanoTime();

  private record ProcessKey(int pid, long startTicks) {}

  Watch(DaemonConfig config, TailStates states, Tails tails, WindowSink sink) {
    this.config = config;
    this.requests = config.requests();
    this.discovery = new Discovery(config.node(), config.rules());
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
      if (jvm.exclusion().isEmpty()) {
        targets.computeIfAbsent(
            new ProcessKey(jvm.pid(), jvm.startTicks()), key -> new WatchedTarget(jvm));
      }
    }
    check();
    hasScanned = true;
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
      refusal = stallRefusal(target);
    }
    if (refusal.isPresent()) {
      refuse(target, refusal.get());
      return;
    }
    target.attaching();
    var unused =
        CompletableFuture.supplyAsync(
                () -> recorder.establish(jvm, requests.methodOf(jvm.identity())), attaching)
            .whenCompleteAsync((outcome, error) -> concluded(target, outcome, error), loop)
            .whenComplete((nothing, error) -> logBug(error));
  }

  private Optional<Refusal> stallRefusal(WatchedTarget target) {
    Optional<Refusal> stall = Obstacles.findStall(target.jvm(), config.warmAfter());
    if (stall.isEmpty() || config.warm() == WarmPolicy.NOW) {
      return Optional.empty();
    }
    if (config.warm() == WarmPolicy.NEVER) {
      return stall;
    }
    if (stalling.isPresent() || System.nanoTime() - nextStallNanos < 0) {
      return Optional.of(
          new Refusal(
              "it waits for its turn: warm JVMs are recorded one at a time, ten minutes apart",
              "",
              true));
    }
    stalling = Optional.of(target);
    return Optional.empty();
  }

  private void concluded(
      WatchedTarget target, @Nullable Outcome outcome, @Nullable Throwable error) {
    if (stalling.filter(t -> t == target).isPresent()) {
      stalling = Optional.empty();
      nextStallNanos = System.nanoTime() + STALL_DISTANCE_NANOS;
    }
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
    if (tail == null || tail.status().phase() != TailStatus.Phase.STALLED) {
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
              requests);
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
    if (tail == null) {
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
      case READING -> checkSpace(target, tail);
      case ENDED -> {}
    }
  }

  private void restart(WatchedTarget target) {
    if (target.inStateMillis() < FIRST_FLUSH_MILLIS) {
      return;
    }
    log.warn("Somebody stopped the recording of {}", name(target.jvm()));
    target.failed("somebody stopped the recording");
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
    target.attaching();
    var unused =
        CompletableFuture.runAsync(() -> stop(target, tail), attaching)
            .whenComplete((nothing, error) -> logBug(error))
            .thenRunAsync(() -> target.refused(refusal), loop)
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
