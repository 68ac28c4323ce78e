package io.pitot.daemon.recording;

import io.pitot.daemon.fold.LiveSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What JFR is asked to record: {@code settings17.jfc} and {@code settings25.jfc}, with other rates
 * where somebody wants them.
 */
public final class RecordingSettings {
  private static final int FIRST_JDK_WITH_CPU_TIME_SAMPLES = 25;
  private static final String END = "</configuration>";

  private final Rates rates;

  public RecordingSettings(Rates rates) {
    this.rates = rates;
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
  byte[] file(int jdk) throws IOException {
    return text(jdk).getBytes(StandardCharsets.UTF_8);
  }

  /** The same with more events. */
  byte[] file(int jdk, List<String> moreEvents) throws IOException {
    return text(jdk)
        .replace(END, String.join("", moreEvents) + END)
        .getBytes(StandardCharsets.UTF_8);
  }

  static boolean hasCpuTimeSamples(int jdk) {
    return jdk >= FIRST_JDK_WITH_CPU_TIME_SAMPLES;
  }

  private String text(int jdk) throws IOException {
    String text = template(hasCpuTimeSamples(jdk) ? "settings25.jfc" : "settings17.jfc");
    if (hasCpuTimeSamples(jdk)) {
      // As an interval its unit stands beside the number.
      text = set(text, "jdk.CPUTimeSample", "throttle", time(rates.cpu()).replace(" ", ""));
    } else {
      text = set(text, "jdk.ExecutionSample", "period", time(rates.cpu()));
      text = set(text, "jdk.NativeMethodSample", "period", time(rates.cpu()));
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
    if (!found.find()) {
      throw new IllegalStateException("No setting " + setting + " of " + event);
    }
    return found.replaceFirst("$1" + Matcher.quoteReplacement(value));
  }

  /** As JFR reads it. */
  private static String time(Duration time) {
    return time.toNanos() % 1_000_000 == 0
        ? time.toMillis() + " ms"
        : time.toNanos() / 1_000 + " us";
  }

  private static String template(String name) throws IOException {
    try (InputStream in = RecordingSettings.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The resource " + name + " is missing from Pitot's archive");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
