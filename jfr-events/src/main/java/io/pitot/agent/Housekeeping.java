package io.pitot.agent;

import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Watch;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/** The agent's one thread: everything that need not happen inside an application's operation. */
final class Housekeeping implements Runnable, FlightRecorderListener {
  private static final long TICK_MILLIS = 50;
  private static final long HEAT_NANOS = 10_000_000_000L;
  private static final long SHAPE_NANOS = 60_000_000_000L;
  private static final long SITE_NANOS = 500_000_000L;
  private static final int LARGEST_SHAPED = 20;

  /** Maps of this size are told of each time that they have grown by a tenth. */
  private static final long LARGE = 10_000;

  private final Options options;
  private final EventSink sink;
  private final MapRegistry registry;
  private final RaceReports races;
  private final LostUpdates lostUpdates;
  private final SiteSearch siteSearch;
  private final Instrumentation instrumentation;
  private final LeftOut leftOut;
  private final Status status;
  private final Consumer<Throwable> failed;

  private final int eventsPerTick;

  /** A runtime image may lack java.management. */
  private final boolean canManage = ModuleLayer.boot().findModule("java.management").isPresent();

  private int epoch;
  private volatile boolean recorderIsUp;
  private volatile boolean stopped;
  private volatile boolean shapesAsked;
  private @Nullable JfrEvents events;
  private @Nullable LockSampler locks;
  private long heatNanos = System.nanoTime();
  private long shapeNanos = System.nanoTime();
  private long siteNanos = System.nanoTime();

  Housekeeping(
      Options options,
      EventSink sink,
      MapRegistry registry,
      RaceReports races,
      LostUpdates lostUpdates,
      Instrumentation instrumentation,
      LeftOut leftOut,
      Status status,
      Consumer<Throwable> failed) {
    this.options = options;
    this.eventsPerTick = Math.max(1, (int) (options.eventsPerSecond() * TICK_MILLIS / 1_000));
    this.sink = sink;
    this.registry = registry;
    this.races = races;
    this.lostUpdates = lostUpdates;
    this.siteSearch = new SiteSearch(instrumentation);
    this.instrumentation = instrumentation;
    this.leftOut = leftOut;
    this.status = status;
    this.failed = failed;
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
  public void run() {
    try {
      FlightRecorder.addListener(this);
      while (!stopped) {
        tick();
        Thread.sleep(TICK_MILLIS);
      }
      FlightRecorder.removeListener(this);
    } catch (InterruptedException e) {
      failed.accept(e);
    } catch (RuntimeException | LinkageError e) {
      failed.accept(e);
    }
  }

  private void tick() {
    Throwable failure = Guard.failure();
    if (failure != null) {
      failed.accept(failure);
      return;
    }
    Sink.epoch = ++epoch;
    sink.grant(eventsPerTick);
    Watch.due = true;
    if (recorderIsUp && events == null) {
      record();
    }
    races.drain(events);
    lostUpdates.drain(events);
    JfrEvents writer = events;
    if (writer == null) {
      return;
    }
    Sink.waits = options.isOn(Options.CONTENTION) && writer.wantsWaits();
    leftOut.set(LeftOut.Reason.HOOK_EXHAUSTED, Guard.exhausted());
    status.write(writer, leftOut);
    locks(writer);
    long now = System.nanoTime();
    if (now - siteNanos >= SITE_NANOS) {
      siteNanos = now;
      sites(writer);
    }
    if (now - heatNanos >= HEAT_NANOS) {
      heatNanos = now;
      heat(writer);
      changedShapes(writer);
      registry.purge();
      CheckThenActHooks.forget(false);
    }
    if (shapesAsked || now - shapeNanos >= SHAPE_NANOS) {
      shapesAsked = false;
      shapeNanos = now;
      shapes(writer);
    }
  }

  private void record() {
    try {
      EventFrames.hide(instrumentation);
    } catch (ReflectiveOperationException | RuntimeException e) {
      status.note("stacks of events begin with the agent's own frames: " + e);
    }
    events = new JfrEvents();
    sink.record(events);
  }

  private void locks(JfrEvents writer) {
    if (!options.isOn(Options.LOCKS) || !writer.wantsLocks() || !canManage) {
      return;
    }
    if (locks == null) {
      locks = new LockSampler(siteSearch, registry);
    }
    locks.look().forEach(writer::held);
  }

  private void sites(JfrEvents writer) {
    if (!options.isOn(Options.SITES)) {
      return;
    }
    if (!writer.wantsSites()) {
      // The next recording is told of all of them.
      registry.all().forEach(record -> record.sited = false);
      return;
    }
    List<MapRecord> records = new ArrayList<>();
    List<Object> maps = new ArrayList<>();
    for (MapRecord record : registry.all()) {
      Object map = record.map.get();
      if (!record.sited && map != null) {
        records.add(record);
        maps.add(map);
      }
    }
    if (records.isEmpty()) {
      return;
    }
    Map<Object, SiteSearch.Site> found = siteSearch.find(maps);
    for (int i = 0; i < records.size(); i++) {
      MapRecord record = records.get(i);
      record.sited = true;
      SiteSearch.Site site = found.get(maps.get(i));
      writer.sited(record, site == null ? CallersField.of(record.firstStack, maps.get(i)) : site);
    }
  }

  private void heat(JfrEvents writer) {
    if (!options.isOn(Options.HEAT)) {
      return;
    }
    for (MapRecord record : registry.all()) {
      Heat heat = record.heat;
      Heat.Taken taken = heat == null ? null : heat.take();
      if (taken != null) {
        writer.heat(record, taken);
      }
    }
  }

  private void shapes(JfrEvents writer) {
    if (!options.isOn(Options.SHAPE) || !writer.wantsShapes()) {
      return;
    }
    List<MapRecord> largest = new ArrayList<>(registry.all());
    largest.sort(
        Comparator.comparing((MapRecord record) -> record.heat == null)
            .thenComparingLong(record -> -size(record)));
    shapes(writer, largest);
  }

  /** Those that grow, since a map that only grows is a leak, and those whose keys collide. */
  private void changedShapes(JfrEvents writer) {
    if (!options.isOn(Options.SHAPE) || !writer.wantsShapes()) {
      return;
    }
    List<MapRecord> changed = new ArrayList<>(registry.all());
    changed.removeIf(record -> !record.colliding && !hasGrown(record));
    changed.sort(Comparator.comparingLong(record -> -size(record)));
    shapes(writer, changed);
  }

  private static boolean hasGrown(MapRecord record) {
    long size = size(record);
    return size >= LARGE && size > record.shapedSize + record.shapedSize / 10;
  }

  private static void shapes(JfrEvents writer, List<MapRecord> records) {
    for (MapRecord record : records.subList(0, Math.min(LARGEST_SHAPED, records.size()))) {
      Object map = record.map.get();
      Shape shape = map == null ? null : Shape.of(map);
      if (shape != null) {
        record.shapedSize = shape.size();
        record.colliding = false;
        writer.shape(record, shape);
      }
    }
  }

  private static long size(MapRecord record) {
    Object map = record.map.get();
    return map == null ? -1 : Probe.size(map);
  }
}
