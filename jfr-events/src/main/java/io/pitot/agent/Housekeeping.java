package io.pitot.agent;

import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Watch;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** The agent's one thread: everything that need not happen inside an application's operation. */
final class Housekeeping implements FlightRecorderListener {
  static final long TICK_MILLIS = 50;

  /**
   * From when the flight recorder is there. It rewrites the classes of the events, under a lock
   * that an application which starts, or is done already, waits for, as does a recording that
   * begins. What was proven or resized until then is told later.
   */
  private static final int TICKS_BEFORE_EVENTS = 5;

  private final Every heat = new Every(10_000);
  private final Every storms = new Every(10_000);
  private final Every lockLoad = new Every(10_000);
  private final Every shape = new Every(60_000);
  private final Every site = new Every(500);
  private final Every contended = new Every(500);

  /** Of a recording that goes on; when one begins or ends, they are read at once. */
  private final Every settings = new Every(30_000);

  private final Options options;
  private final Throttles throttles;
  private final LeftOut leftOut;
  private final Status status;
  private final EventSink sink;
  private final Instrumentation instrumentation;
  private final Agent agent;
  private final SiteSearch siteSearch;
  private final MapReports maps;
  private final EndlessWalks endlessWalks = new EndlessWalks();
  private final OperationSampler operations = new OperationSampler();
  private final CostLimit costLimit;
  private final int eventsPerTick;

  /** A runtime image may lack modules. */
  private final boolean canManage = ModuleLayer.boot().findModule("java.management").isPresent();

  private final boolean hasRecorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private int epoch;
  private int ticksWithRecorder;
  private volatile boolean recordingsChanged;
  private @Nullable JfrEvents events;
  private @Nullable LockSampler locks;

  /** Something that is done now and then. */
  private static final class Every {
    private final long nanos;
    private long lastNanos = System.nanoTime();

    private Every(long millis) {
      nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private boolean isDue(long now) {
      boolean isDue = now - lastNanos >= nanos;
      lastNanos = isDue ? now : lastNanos;
      return isDue;
    }
  }

  /**
   * The housekeeping of an agent.
   *
   * @param agent told why it has to switch itself off
   */
  Housekeeping(
      Options options,
      Throttles throttles,
      LeftOut leftOut,
      Status status,
      EventSink sink,
      Instrumentation instrumentation,
      Agent agent) {
    this.options = options;
    this.throttles = throttles;
    this.leftOut = leftOut;
    this.status = status;
    this.sink = sink;
    this.instrumentation = instrumentation;
    this.agent = agent;
    this.siteSearch = new SiteSearch(instrumentation);
    this.maps = new MapReports(options, sink.registry(), siteSearch);
    this.costLimit = new CostLimit(options.costLimit());
    this.eventsPerTick = eventsPerTick(options);
  }

  /** How many events hooks may write in a tick. */
  static int eventsPerTick(Options options) {
    return Math.max(1, (int) (options.eventsPerSecond() * TICK_MILLIS / 1_000));
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    recordingsChanged = true;
  }

  /** Goes on until the agent is stopped. */
  void run() throws InterruptedException {
    while (!agent.isStopped()) {
      tick();
      Watch.askForOne();
      Thread.sleep(TICK_MILLIS);
    }
    operations.end();
    if (events != null) {
      FlightRecorder.removeListener(this);
    }
  }

  private void tick() {
    Throwable failure = Guard.failure();
    String reason = failure == null ? costLimit.exceeded() : Status.text(failure);
    if (reason != null) {
      agent.fail(reason);
      return;
    }
    Sink.epoch = ++epoch;
    throttles.fill();
    sink.grant(eventsPerTick);
    if (events == null
        && hasRecorder
        && FlightRecorder.isInitialized()
        && ++ticksWithRecorder > TICKS_BEFORE_EVENTS) {
      record();
    }
    if (Sink.races) {
      for (RaceReports.Proof proof : endlessWalks.look()) {
        sink.found(proof);
      }
    }
    sink.drain();
    if (storms.isDue(System.nanoTime())) {
      sink.tellResizeStorms();
    }
    JfrEvents writer = events;
    if (writer != null) {
      tick(writer, System.nanoTime());
    }
  }

  private void tick(JfrEvents writer, long now) {
    Sink.waits = options.isOn(Kind.CONTENTION) && writer.wantsWaits();
    leftOut.set(LeftOut.Reason.HOOK_EXHAUSTED, Guard.exhausted());
    if (settings.isDue(now) || recordingsChanged) {
      recordingsChanged = false;
      throttles.readSettings();
    }
    if (options.isOn(Kind.STATUS)) {
      status.write(writer, leftOut);
    }
    locks(writer);
    if (contended.isDue(now)) {
      operations.contended(
          options.isOn(Kind.HEAT) && writer.wantsHeat() ? maps.contended() : List.of());
    }
    operations.tick();
    if (site.isDue(now)) {
      maps.sites(writer);
    }
    if (heat.isDue(now)) {
      maps.heat(writer);
      maps.changedShapes(writer);
      sink.forgetCollided();
      sink.registry().purge();
      CheckThenActHooks.forget(false);
    }
    if (shape.isDue(now) || agent.takeShapesAsked()) {
      maps.shapes(writer);
    }
  }

  private void record() {
    try {
      EventFrames.hide(instrumentation);
    } catch (ReflectiveOperationException | RuntimeException e) {
      status.note("stacks of events begin with the agent's own frames: " + e);
    }
    FlightRecorder.addListener(this);
    throttles.readSettings();
    events = new JfrEvents(throttles, leftOut);
    sink.record(events);
  }

  private void locks(JfrEvents writer) {
    boolean holders = options.isOn(Kind.LOCKS) && writer.wantsLocks();
    boolean loads = options.isOn(Kind.LOCK_LOAD) && writer.wantsLockLoad();
    if (!canManage || !(holders || loads)) {
      return;
    }
    if (locks == null) {
      locks = new LockSampler(siteSearch, sink.registry());
    }
    List<LockSampler.Held> held = locks.look();
    if (holders) {
      held.forEach(writer::held);
    }
    if (lockLoad.isDue(System.nanoTime())) {
      List<LockLoads.Load> taken = locks.takeLoads();
      if (loads) {
        taken.forEach(writer::loaded);
      }
    }
  }
}
