package io.pitot.daemon.recording;

import io.pitot.daemon.fold.LiveSettings;
import io.pitot.daemon.fold.ParkTally;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What JFR is asked to record: files, and the rates, which hold for the events that are in them.
 */
public final class RecordingSettings {
  private static final int FIRST_JDK_WITH_CPU_TIME_SAMPLES = 25;
  private static final String END = "</configuration>";
  private static final Duration LONG_PARK = Duration.ofNanos(ParkTally.LONG_NANOS);

  private final Rates rates;
  private final SettingsFiles files;

  public RecordingSettings(Rates rates) {
    this(rates, SettingsFiles.BUILT_IN);
  }

  public RecordingSettings(Rates rates, SettingsFiles files) {
    this.rates = rates;
    this.files = files;
  }

  /** What is ours of what is read. */
  public LiveSettings live() {
    return new LiveSettings(
        Recorder.NAME,
        Drill.NAME,
        Map.of(
            "jdk.JavaMonitorEnter", rates.lock().toNanos(),
            "jdk.ThreadPark", rates.park().toNanos(),
            "jdk.JavaMonitorWait", rates.park().toNanos()));
  }

  /** A file of settings for JVMs of this JDK. */
  byte[] file(int jdk) {
    return text(jdk).getBytes(StandardCharsets.UTF_8);
  }

  /** The same without parks that are short. */
  RecordingSettings withoutShortParks() {
    return hasShortParks() ? new RecordingSettings(rates.withPark(LONG_PARK), files) : this;
  }

  boolean hasShortParks() {
    return rates.park().compareTo(LONG_PARK) < 0;
  }

  /** The same with more events. */
  byte[] file(int jdk, List<String> moreEvents) {
    return text(jdk)
        .replace(END, String.join("", moreEvents) + END)
        .getBytes(StandardCharsets.UTF_8);
  }

  static boolean hasCpuTimeSamples(int jdk) {
    return jdk >= FIRST_JDK_WITH_CPU_TIME_SAMPLES;
  }

  private String text(int jdk) {
    String text = hasCpuTimeSamples(jdk) ? files.from25() : files.upTo24();
    if (hasCpuTimeSamples(jdk)) {
      // As an interval its unit stands beside the number.
      text = set(text, "jdk.CPUTimeSample", "throttle", time(rates.cpuTime()).replace(" ", ""));
    } else {
      text = set(text, "jdk.ExecutionSample", "period", time(rates.cpu()));
    }
    text = set(text, "jdk.ObjectAllocationSample", "throttle", rates.allocPerSecond() + "/s");
    text = set(text, "jdk.JavaMonitorEnter", "threshold", time(rates.lock()));
    text = set(text, "jdk.ThreadPark", "threshold", time(rates.park()));
    return set(text, "jdk.JavaMonitorWait", "threshold", time(rates.park()));
  }

  private static String set(String text, String event, String setting, String value) {
    Matcher found =
        Pattern.compile(
                "(<event name=\"%s\">(?:(?!</event>).)*<setting name=\"%s\">)[^<]*"
                    .formatted(Pattern.quote(event), setting),
                Pattern.DOTALL)
            .matcher(text);
    return found.replaceFirst("$1" + Matcher.quoteReplacement(value));
  }

  /** As JFR reads it. */
  private static String time(Duration time) {
    return time.toNanos() % 1_000_000 == 0
        ? time.toMillis() + " ms"
        : time.toNanos() / 1_000 + " us";
  }
}
