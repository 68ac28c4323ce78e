package io.pitot.daemon.fold;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What recordings beside ours do to what we read. JFR unites the settings of all: a lower threshold
 * or a higher rate of anybody's holds for all events of the JVM.
 *
 * <p>Each start and end of a recording begins a chunk, which names those that run; one that was
 * just stopped is still named, so a window may be told too much and never too little. Our
 * thresholds are applied again to what we read; rates of samples cannot be, so the windows are
 * told. A drill is our own wish: it is told, and what it brings is kept.
 */
final class OtherRecordings implements EventHandler, ChunkHandler {
  static final String EVENT = "jdk.ActiveRecording";
  static final String OTHER_SETTINGS = "other_settings";
  static final String DRILL = "drill";
  static final String SHORT_PARKS = "short_parks";
  static final String RECORDINGS = "recordings";

  /** JFR compares ticks and we nanoseconds made of them. */
  private static final long ROUNDING_NANOS = 1_000;

  private static final long NEVER = 0;

  /** A recording without a length has one of nearly for ever. */
  private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(1_000);

  private static final long END_TAKES_MILLIS = 1_000;

  private final LiveSettings ours;
  private @Nullable Field name;
  private @Nullable Field start;
  private @Nullable Field length;
  private long chunkStartNanos = Long.MIN_VALUE;

  /** Until when others record, and a drill runs, ms since the epoch. */
  private long othersUntilMillis;

  private long drillUntilMillis;

  OtherRecordings(LiveSettings ours) {
    this.ours = ours;
  }

  /** Reading may begin within a chunk of which the begin was looked at for the names alone. */
  @Override
  public void started(ChunkHeader header) {
    if (header.startNanos() != chunkStartNanos) {
      chunkStartNanos = header.startNanos();
      othersUntilMillis = NEVER;
      drillUntilMillis = NEVER;
    }
  }

  @Override
  public void layout(EventType type) {
    name = of(type, "name", Field.Kind.STRING);
    start = of(type, "recordingStart", Field.Kind.LONG);
    length = of(type, "recordingDuration", Field.Kind.LONG);
  }

  @Override
  public void event(Event event) {
    String recording = event.string(name);
    if (recording == null) {
      return;
    }
    if (recording.equals(ours.drill())) {
      drillUntilMillis = Math.max(drillUntilMillis, endMillis(event));
    } else if (!recording.equals(ours.recording())
        && !recording.startsWith(ours.recording() + "-")) {
      othersUntilMillis = Math.max(othersUntilMillis, endMillis(event));
    }
  }

  /** The chunk that a recording's end began still names it. */
  private long endMillis(Event event) {
    long lengthMillis = event.longValue(length);
    return lengthMillis <= 0 || lengthMillis > LONGEST_MILLIS
        ? Long.MAX_VALUE
        : event.longValue(start) + lengthMillis + END_TAKES_MILLIS;
  }

  /** Begins to listen. */
  void register(EventHandlers handlers) {
    if (!ours.equals(LiveSettings.OF_A_FILE)) {
      handlers.on(EVENT, this).onChunk(this);
    }
  }

  /** Tells the window whose events these settings brought. */
  void note(OpenWindow window) {
    if (window.startMillis() < othersUntilMillis) {
      window.note(OTHER_SETTINGS, RECORDINGS);
    }
    if (window.startMillis() < drillUntilMillis) {
      window.note(DRILL, RECORDINGS);
    }
  }

  /** Lets through what our thresholds let through. */
  EventHandler above(String eventType, EventHandler next) {
    Long thresholdNanos = ours.thresholdNanos().get(eventType);
    return thresholdNanos == null || thresholdNanos <= ROUNDING_NANOS
        ? next
        : new Threshold(thresholdNanos - ROUNDING_NANOS, next);
  }

  private static @Nullable Field of(EventType type, String field, Field.Kind kind) {
    Field found = type.field(field);
    return found != null && found.kind() == kind ? found : null;
  }

  private final class Threshold implements EventHandler {
    private final long leastNanos;
    private final EventHandler next;

    Threshold(long leastNanos, EventHandler next) {
      this.leastNanos = leastNanos;
      this.next = next;
    }

    @Override
    public void layout(EventType type) {
      next.layout(type);
    }

    @Override
    public void event(Event event) {
      if (event.durationNanos() >= leastNanos
          || event.endNanos() < TimeUnit.MILLISECONDS.toNanos(drillUntilMillis)) {
        next.event(event);
      }
    }
  }
}
