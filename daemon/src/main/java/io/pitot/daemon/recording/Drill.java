package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A closer look at one JVM for a short time.
 *
 * <p>It is a second recording with a length of its own: JFR unites the settings of both, and the
 * JVM itself ends it. Nobody has to live on to put anything back. What it recorded is in the chunks
 * that the first recording keeps; its own copy, which the JVM would write at the end and otherwise
 * keep for ever, goes to {@code /dev/null}.
 */
public final class Drill {
  /** What the recording is called in every JVM. */
  public static final String NAME = "pitot-drill";

  private static final String MAX_SIZE = "64m";
  private static final String NOWHERE = "/dev/null";
  private static final int FIRST_JDK_THAT_TIMES_METHODS = 25;

  private Drill() {}

  /**
   * Starts one in a JVM that is being recorded.
   *
   * @return why not; empty when it runs
   * @throws IOException when the JVM does not answer
   */
  public static Optional<Refusal> start(FoundJvm jvm, DrillRequest request) throws IOException {
    Optional<Refusal> obstacle = Obstacles.find(jvm);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (jvm.files().openFiles(".jfr").isEmpty()) {
      return Optional.of(notRecorded());
    }
    FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
    int jdk = jvm.jdk() == 0 ? commands.jdk() : jvm.jdk();
    if (request.namesMethods() && jdk < FIRST_JDK_THAT_TIMES_METHODS) {
      return Optional.of(
          Refusal.forEver(
              "JDK %d cannot time or trace methods".formatted(jdk),
              "leave the methods out, or run it on JDK %d"
                  .formatted(FIRST_JDK_THAT_TIMES_METHODS)));
    }
    if (commands.running().stream().noneMatch(Recorder::isMain)) {
      return Optional.of(notRecorded());
    }
    if (commands.runs(NAME)) {
      return Optional.of(
          Refusal.forNow("a drill runs in it already", "wait for its end, or stop it"));
    }
    byte[] settings = new RecordingSettings(Rates.DRILL).file(jdk, events(jdk, request));
    try (TargetFile file = TargetFile.create(jvm, ".jfc", settings)) {
      commands.startFor(NAME, file.seenByTarget(), request.length().toSeconds(), MAX_SIZE, NOWHERE);
    }
    return Optional.empty();
  }

  /**
   * Ends it early; does nothing when none runs.
   *
   * @throws AttachException when it may still run; it ends by itself
   */
  public static void stop(FoundJvm jvm) throws AttachException {
    try {
      new FlightRecorderCommands(new AttachSocket(jvm)).stop(NAME);
    } catch (AttachException e) {
      if (jvm.isAlive()) {
        throw e;
      }
    }
  }

  private static Refusal notRecorded() {
    return Refusal.forNow(
        "Pitot does not record it", "let a daemon or 'pitot up' record it, then ask again");
  }

  private static List<String> events(int jdk, DrillRequest request) {
    List<String> events = new ArrayList<>();
    if (jdk >= FIRST_JDK_THAT_TIMES_METHODS) {
      events.add(event("SafepointLatency", "threshold", "0 ms", "stackTrace", "true"));
    }
    if (!request.timed().isEmpty()) {
      String methods = String.join(";", request.timed());
      events.add(event("MethodTiming", "period", "1 s", "filter", methods));
    }
    if (!request.traced().isEmpty()) {
      String methods = String.join(";", request.traced());
      events.add(event("MethodTrace", "stackTrace", "true", "filter", methods));
    }
    return events;
  }

  private static String event(String name, String... settings) {
    StringBuilder event = new StringBuilder("  <event name=\"jdk." + name + "\">\n");
    event.append(setting("enabled", "true"));
    for (int i = 0; i < settings.length; i += 2) {
      event.append(setting(settings[i], settings[i + 1]));
    }
    return event.append("  </event>\n").toString();
  }

  private static String setting(String name, String value) {
    String escaped = value.replace("<", "&lt;").replace(">", "&gt;");
    return "    <setting name=\"%s\">%s</setting>\n".formatted(name, escaped);
  }
}
