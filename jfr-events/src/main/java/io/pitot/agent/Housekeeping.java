package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  private final Options options;
  private final EventSink sink;
  private final MapRegistry registry;
  private final RaceReports races;
  private final SiteSearch siteSearch;
  private final LeftOut leftOut;
  private final Status status;

  private int epoch;
  private volatile boolean recorderIsUp;
  private volatile boolean stopped;
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
      SiteSearch siteSearch,
      LeftOut leftOut,
      Status status) {
    this.options = options;
    this.sink = sink;
    this.registry = registry;
    this.races = races;
    this.siteSearch = siteSearch;
    this.leftOut = leftOut;
    this.status = status;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    recorderIsUp = true;
  }

  @Override
  public void run() {
    boolean listening = false;
    while (!stopped) {
      try {
        if (!listening) {
          listening = true;
          FlightRecorder.addListener(this);
        }
        tick();
        Thread.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | LinkageError e) {
        status.note("housekeeping: " + e);
        leftOut.count("housekeeping failed");
        if (!pause()) {
          return;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(1_000);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void tick() {
    Sink.epoch = ++epoch;
    if (recorderIsUp && events == null) {
      events = new JfrEvents();
      sink.record(events);
    }
    races.drain(events);
    JfrEvents writer = events;
    if (writer == null) {
      return;
    }
    Sink.waits = options.isOn(Options.CONTENTION) && writer.wantsWaits();
    status.write(writer, leftOut, Probe.failures());
    locks(writer);
    long now = System.nanoTime();
    if (now - siteNanos >= SITE_NANOS) {
      siteNanos = now;
      sites(writer);
    }
    if (now - heatNanos >= HEAT_NANOS) {
      heatNanos = now;
      heat(writer);
      registry.purge();
    }
    if (now - shapeNanos >= SHAPE_NANOS) {
      shapeNanos = now;
      shapes(writer);
    }
  }

  private void locks(JfrEvents writer) {
    if (!options.isOn(Options.LOCKS) || !writer.wantsLocks()) {
      return;
    }
    if (locks == null) {
      locks = new LockSampler();
    }
    locks.look().forEach(writer::held);
  }

  private void sites(JfrEvents writer) {
    if (!options.isOn(Options.SITES)) {
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
      records.get(i).sited = true;
      writer.sited(records.get(i), found.getOrDefault(maps.get(i), SiteSearch.Site.UNKNOWN));
    }
  }

  private void heat(JfrEvents writer) {
    if (!options.isOn(Options.HEAT)) {
      return;
    }
    for (MapRecord record : registry.all()) {
      MapRecord.Heat heat = record.takeHeat();
      if (heat != null) {
        writer.heat(record, heat);
      }
    }
  }

  private void shapes(JfrEvents writer) {
    if (!options.isOn(Options.SHAPE) || !writer.wantsShapes()) {
      return;
    }
    List<MapRecord> largest = new ArrayList<>(registry.all());
    largest.sort(
        Comparator.comparing((MapRecord record) -> !record.contended)
            .thenComparingLong(record -> -size(record)));
    for (MapRecord record : largest.subList(0, Math.min(LARGEST_SHAPED, largest.size()))) {
      Object map = record.map.get();
      Shape shape = map == null ? null : Shape.of(map);
      if (shape != null) {
        writer.shape(record, shape);
      }
    }
  }

  private static long size(MapRecord record) {
    Object map = record.map.get();
    return map == null ? -1 : Probe.size(map);
  }
}
