package io.pitot.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * The throttles of all kinds of events. JFR itself cannot throttle events of programs on JDK 17, so
 * the agent looks up what the running recordings say: {@code pitot.MapContention#throttle=100/s}.
 */
final class Throttles {
  private static final double NANOS = 1e9;

  private final Map<Kind, Throttle> byKind = new EnumMap<>(Kind.class);
  private long filledNanos = System.nanoTime();

  Throttles(Options options) {
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new Throttle(options.perSecond(kind)));
    }
  }

  Throttle of(Kind kind) {
    return Objects.requireNonNull(byKind.get(kind));
  }

  void fill() {
    long now = System.nanoTime();
    double seconds = (now - filledNanos) / NANOS;
    filledNanos = now;
    for (Throttle throttle : byKind.values()) {
      throttle.fill(seconds);
    }
  }

  /** Takes what the recordings want now; of several, the one that wants most of a kind decides. */
  void readSettings() {
    Map<Kind, Double> wanted = new EnumMap<>(Kind.class);
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (recording.getState() == RecordingState.RUNNING) {
        Map<String, String> settings = recording.getSettings();
        for (Kind kind : Kind.values()) {
          wanted.merge(kind, wanted(settings, kind), Math::max);
        }
      }
    }
    wanted.forEach((kind, rate) -> of(kind).limit(rate));
  }

  private static double wanted(Map<String, String> settings, Kind kind) {
    if (!settings.getOrDefault(kind.event + "#enabled", "true").equals("true")) {
      return 0;
    }
    try {
      return Throttle.parse(settings.getOrDefault(kind.event + "#throttle", "off"));
    } catch (IllegalArgumentException e) {
      return Throttle.UNLIMITED; // JFR, too, goes on without a setting that it cannot read.
    }
  }
}
