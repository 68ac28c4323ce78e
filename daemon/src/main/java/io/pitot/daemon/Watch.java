package io.pitot.daemon;

import io.pitot.daemon.budget.BudgetKeeper;
import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.ProcessKey;
import io.pitot.daemon.recording.DrillRequest;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.ship.DrillDesk;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailContext;
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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the JVMs of this machine and what is done with each. One thread decides; {@link Attaching},
 * {@link Keeping} and {@link Drilling} are its work, and talks with JVMs go by {@link AttachTurns}.
 */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

  static final String NOT_RECORDED = "it is not being recorded: 'pitot jvms' on its node tells why";

  /** How long people see that a JVM has ended. */
  private static final long SHOWN_WHEN_GONE_MILLIS = 60_000;

  private DaemonConfig config;
  private Discovery discovery;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pitot-watch"));
  private final AttachTurns<WatchedTarget> turns = new AttachTurns<>(loop);
  private final Attaching attaching;
  private final Keeping keeping;
  private final ShortParks shortParks;
  private final LeftBehind leftBehind;
  private final Drilling drilling = new Drilling(turns);
  private final BudgetKeeper budgets;
  private final Map<ProcessKey, WatchedTarget> targets = new HashMap<>();
  private volatile long lastCheckNanos = System.nanoTime();
  private volatile boolean hasScanned;
  private boolean isClosing;
  private volatile List<WatchedTarget> published = List.of();

  Watch(DaemonConfig config, TailContext context, Tails tails, BudgetKeeper budgets) {
    this.config = config;
    this.budgets = budgets;
    discovery = discovery(config);
    DetachedJvms detached = new DetachedJvms(config.stateDirectory());
    attaching = new Attaching(config, turns, detached, context, tails);
    keeping = new Keeping(turns, detached, tails);
    shortParks = new ShortParks(config, turns);
    leftBehind = new LeftBehind(context, tails);
  }

  void start() {
    every(config.scanInterval(), this::scan);
    every(CHECK_INTERVAL, this::check);
  }

  List<TargetStatus> targets() {
    String spared = budgets.state().tells();
    return published.stream().map(target -> target.status(spared)).toList();
  }

  /** The JVM that is being recorded under this id. */
  Optional<FoundJvm> recorded(String targetId) {
    return target(targetId).map(WatchedTarget::jvm);
  }

  /** Starts a drill in the JVM that is being recorded under this id. For any thread. */
  CompletableFuture<DrillDesk.Answer> drill(String targetId, DrillRequest request) {
    CompletableFuture<DrillDesk.Answer> told = new CompletableFuture<>();
    Optional<WatchedTarget> target = target(targetId);
    if (target.isEmpty()) {
      told.complete(DrillDesk.Answer.refused(NOT_RECORDED));
      return told;
    }
    try {
      loop.execute(guarded(() -> drilling.begin(target.get(), request, told::complete)));
    } catch (RejectedExecutionException closing) {
      told.complete(DrillDesk.Answer.refused("the daemon is being stopped"));
    }
    return told;
  }

  private Optional<WatchedTarget> target(String recordedId) {
    return published.stream()
        .filter(target -> target.state() == State.RECORDING)
        .filter(target -> target.identity().id().equals(recordedId))
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

  /** Other rules hold from now on; what is recorded begins again where that makes a difference. */
  void reload(DaemonConfig next) {
    loop.execute(
        guarded(
            () -> {
              boolean beginsAgain = !config.recordsLike(next);
              config = next;
              attaching.reload(next);
              shortParks.reload(next);
              discovery = discovery(next);
              targets.values().forEach(target -> target.outdated(beginsAgain));
              scan();
            }));
  }

  /** Ends the watching; recordings go on unless the configuration says otherwise. */
  @Override
  public void close() {
    try {
      loop.submit(() -> isClosing = true).get();
      turns.end();
      loop.shutdown();
      AttachTurns.await(loop);
      if (config.stopRecordingsOnClose()) {
        keeping.stopAll(List.copyOf(targets.values()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void every(Duration interval, Runnable task) {
    var unused =
        loop.scheduleWithFixedDelay(guarded(task), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An executor would keep what it throws to itself. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("Watching JVMs failed; it goes on", e);
      }
    };
  }

  private static Discovery discovery(DaemonConfig config) {
    return new Discovery(config.node(), config.rules(), config.labels());
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
      ProcessKey key = jvm.process();
      WatchedTarget known = targets.get(key);
      if (known != null && known.isOutdated()) {
        renew(known, jvm);
      } else if (known == null && jvm.exclusion().isEmpty()) {
        targets.put(key, new WatchedTarget(jvm));
      }
    }
    check();
    leftBehind.look(config.tailRules(), this::isRead);
    hasScanned = true;
  }

  /** Whether what there is of a process is read, or will be when the talk with it is over. */
  private boolean isRead(ProcessKey process) {
    WatchedTarget target = targets.get(process);
    if (target == null) {
      return false;
    }
    Tail tail = target.tail();
    return target.state() == State.ATTACHING || (tail != null && !tail.status().phase().isOver());
  }

  /** The rules are others now. What is being attached to has its turn at the next scan. */
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
        log.info("{} is not recorded any more: {}", target.name(), jvm.exclusion());
        keeping.leave(target, recorded, excluded);
      }
    } else if (recorded == null) {
      target.rediscovered(jvm);
    } else if (target.beginsAgain()) {
      log.info("{} is recorded anew, with the new configuration", target.name());
      keeping.stopThen(target, recorded, () -> target.rediscovered(jvm));
    } else {
      attaching.bringAgent(target);
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
    Tail tail = target.tail();
    boolean isRead =
        target.state() == State.RECORDING && tail != null && !tail.status().phase().isOver();
    // Who reads a JVM is the first to notice that it has ended.
    if (!isRead && !target.jvm().isAlive()) {
      checkGone(target);
    } else if (target.state() == State.RECORDING) {
      keeping.check(target);
      shortParks.check(target);
    } else {
      attaching.consider(target);
    }
  }

  private static void checkGone(WatchedTarget target) {
    Tail tail = target.tail();
    if (tail == null || tail.status().phase().isOver()) {
      target.gone();
      log.info("{} has ended", target.name());
    }
  }
}
