package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.AgentAttacher;
import io.pitot.daemon.recording.AgentRule;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.RecordingIntent;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailContext;
import io.pitot.daemon.tail.TailRules;
import io.pitot.daemon.tail.TailStates;
import io.pitot.daemon.tail.TailStatus;
import io.pitot.daemon.tail.TailTarget;
import io.pitot.daemon.tail.Tails;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads a JVM from being discovered to being read. For the watching thread. */
final class Attaching {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** Compilers and other tools are over before; a recording would be half of their work. */
  private static final long LEAST_AGE_MILLIS = 2_000;

  private final AttachTurns<WatchedTarget> turns;
  private final DetachedJvms detached;
  private final TailContext context;
  private final Tails tails;
  private final StallTurns stalls = new StallTurns();
  private DaemonConfig config;
  private TailRules tailRules;
  private Recorder recorder;
  private Optional<AgentAttacher> agents;

  Attaching(
      DaemonConfig config,
      AttachTurns<WatchedTarget> turns,
      DetachedJvms detached,
      TailContext context,
      Tails tails) {
    this.config = config;
    this.turns = turns;
    this.detached = detached;
    this.context = context;
    this.tails = tails;
    tailRules = config.tailRules();
    recorder = new Recorder(config.recordingSettings());
    agents = config.agent().map(AgentAttacher::new);
  }

  /** Holds for what is attached to from now on. */
  void reload(DaemonConfig next) {
    Optional<AgentRule> before = config.agent();
    config = next;
    tailRules = next.tailRules();
    recorder = new Recorder(next.recordingSettings());
    // One that has given up stays so while nobody asks for something else.
    if (!next.agent().map(AgentRule::toString).equals(before.map(AgentRule::toString))) {
      agents = next.agent().map(AgentAttacher::new);
    }
  }

  /** Begins to record it, if it is time and nothing speaks against it. */
  void consider(WatchedTarget target) {
    FoundJvm jvm = target.jvm();
    if (!target.isDue() || jvm.ageMillis() <= LEAST_AGE_MILLIS) {
      return;
    }
    Optional<Refusal> refusal =
        detached.contains(jvm) ? Optional.of(DetachedJvms.REFUSAL) : Obstacles.find(jvm);
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
    turns.talk(
        target,
        () -> establish(recording, jvm, method),
        (outcome, error) -> concluded(target, outcome, error));
  }

  /** A daemon that dies between the start and its first note of it leaves what it intended. */
  private Outcome establish(Recorder recording, FoundJvm jvm, String method) {
    TailStates states = context.states();
    try {
      Optional<RecordingIntent> earlier = states.intent(jvm.process());
      if (earlier.isEmpty()) {
        states.intend(jvm);
      }
      Outcome outcome = recording.establish(jvm, method);
      if (!(outcome instanceof Outcome.Recording found) || found.isStarted()) {
        return outcome;
      }
      if (earlier.isPresent()) {
        return found.since(earlier.get().startedMillis());
      }
      states.forgetIntent(jvm.process());
      return outcome;
    } catch (IOException e) {
      return jvm.isAlive()
          ? new Outcome.Failed("the daemon's state cannot be kept: " + e)
          : new Outcome.Gone();
    }
  }

  private void concluded(
      WatchedTarget target, @Nullable Outcome outcome, @Nullable Throwable error) {
    stalls.over(target);
    if (outcome instanceof Outcome.Recording recording) {
      recording(target, recording);
    } else if (outcome instanceof Outcome.Refused refused) {
      refuse(target, refused.refusal());
    } else if (outcome instanceof Outcome.Failed failed) {
      log.warn("{} is not recorded: {}", target.name(), failed.what());
      target.failed(failed.what());
    } else if (outcome instanceof Outcome.TooYoung) {
      target.notReady();
    } else if (outcome instanceof Outcome.Gone) {
      target.gone();
    } else {
      log.error("{} is not recorded", target.name(), error);
      target.failed(String.valueOf(error));
    }
  }

  private static void refuse(WatchedTarget target, Refusal refusal) {
    if (target.refused(refusal)) {
      log.info("{} is not recorded: {}", target.name(), refusal.reason());
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
              context,
              tailRules);
      tails.follow(tail);
    }
    target.recording(jvm, tail, recording.isStarted(), recording.uncounted());
    target.shortParks(recording.hasShortParks());
    log.info(
        "{} is recorded{}",
        target.name(),
        recording.isStarted() ? "" : ", as before this daemon started");
    recording
        .uncounted()
        .ifPresent(why -> log.warn("{}: {}; {}", target.name(), why.reason(), why.remedy()));
    bringAgent(target);
  }

  /** Whether it goes on by itself when the JVM writes again. */
  private static boolean isFollowed(Tail tail) {
    TailStatus.Phase phase = tail.status().phase();
    return phase == TailStatus.Phase.STALLED || phase == TailStatus.Phase.READING;
  }

  /** To a JVM that is recorded: once, whatever comes of it, if it is to have the agent. */
  void bringAgent(WatchedTarget target) {
    FoundJvm jvm = target.jvm();
    if (agents.isEmpty() || !agents.get().wants(jvm) || !target.agent().isEmpty()) {
      return;
    }
    AgentAttacher attacher = agents.get();
    target.agent("the map agent is being attached");
    turns.talk(
        target,
        () -> attacher.attach(jvm),
        (told, error) -> {
          target.agent(told == null ? "no map agent: " + error : told);
          log.info("{}: {}", target.name(), target.agent());
        });
  }
}
