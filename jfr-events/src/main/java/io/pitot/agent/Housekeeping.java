package io.pitot.agent;

import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Watch;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** The agent's one thread: everything that need not happen inside an application's operation. */
final class Housekeeping implements Runnable, FlightRecorderListener {
  private static final long TICK_MILLIS = 50;

  private final Every heat = new Every(10_000);
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
  private final Consumer<String> failed;
  private final SiteSearch siteSearch;
  private final MapReports maps;
  private final OperationSampler operations = new OperationSampler();
  private final CostLimit costLimit;
  private final int eventsPerTick;

  /** A runtime image may lack java.management. */
  private final boolean canManage = ModuleLayer.boot().findModule("java.management").isPresent();

  private int epoch;
  private volatile boolean recorderIsUp;
  private volatile boolean recordingsChanged;
  private volatile boolean stopped;
  private volatile boolean shapesAsked;
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
   * @param failed told why the agent has to switch itself off
   */
  Housekeeping(
      Options options,
      Throttles throttles,
      LeftOut leftOut,
      Status status,
      EventSink sink,
      Instrumentation instrumentation,
      Consumer<String> failed) {
    this.options = options;
    this.throttles = throttles;
    this.leftOut = leftOut;
    this.status = status;
    this.sink = sink;
    this.instrumentation = instrumentation;
    this.failed = failed;
    this.siteSearch = new SiteSearch(instrumentation);
    this.maps = new MapReports(options, sink.registry(), siteSearch);
    this.costLimit = new CostLimit(options.costLimit());
    this.eventsPerTick = Math.max(1, (int) (options.eventsPerSecond() * TICK_MILLIS / 1_000));
    sink.grant(eventsPerTick);
  }

  void start() {
    Thread thread = new Thread(null, this, "Pitot agent", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  void stop() {
    stopped = true;
  }

  /** Has the shapes written at the next tick. */
  void askForShapes() {
    shapesAsked = true;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    recorderIsUp = true;
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    recordingsChanged = true;
  }

  @Override
  public void run() {
    try {
      FlightRecorder.addListener(this);
      while (!stopped) {
        tick();
        Thread.sleep(TICK_MILLIS);
      }
      operations.end();
      FlightRecorder.removeListener(this);
    } catch (InterruptedException | RuntimeException | LinkageError e) {
      failed.accept(Status.text(e));
    }
  }

  private void tick() {
    Throwable failure = Guard.failure();
    String reason = failure == null ? costLimit.exceeded() : Status.text(failure);
    if (reason != null) {
      failed.accept(reason);
      return;
    }
    Sink.epoch = ++epoch;
    throttles.fill();
    sink.grant(eventsPerTick);
    Watch.due = true;
    if (recorderIsUp && events == null) {
      record();
    }
    sink.drain();
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
    if (shapesAsked || shape.isDue(now)) {
      shapesAsked = false;
      maps.shapes(writer);
    }
  }

  private void record() {
    try {
      EventFrames.hide(instrumentation);
    } catch (ReflectiveOperationException | RuntimeException e) {
      status.note("stacks of events begin with the agent's own frames: " + e);
    }
    throttles.readSettings();
    events = new JfrEvents(throttles, leftOut);
    sink.record(events);
  }

  private void locks(JfrEvents writer) {
    if (!options.isOn(Kind.LOCKS) || !writer.wantsLocks() || !canManage) {
      return;
    }
    if (locks == null) {
      locks = new LockSampler(siteSearch, sink.registry());
    }
    locks.look().forEach(writer::held);
  }
}
