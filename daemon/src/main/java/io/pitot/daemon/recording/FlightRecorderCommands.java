package io.pitot.daemon.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JFR commands of a JVM, and what their texts mean; the same on 17 to 25. */
final class FlightRecorderCommands {
  private static final Pattern RECORDING =
      Pattern.compile(
          "^Recording (\\d+): name=(.*?)(?: \\w+=\\S*)* \\((\\w+)\\)\\s*$", Pattern.MULTILINE);
  private static final Pattern REPOSITORY =
      Pattern.compile("^Repository path: (/.*?)\\s*$", Pattern.MULTILINE);
  private static final Pattern VERSION = Pattern.compile("^JDK (\\d+)", Pattern.MULTILINE);

  private final AttachSocket socket;

  FlightRecorderCommands(AttachSocket socket) {
    this.socket = socket;
  }

  record Running(String name, String state) {}

  /** All recordings of the JVM, whoever started them. */
  List<Running> check() throws AttachException {
    String answer = socket.execute("JFR.check");
    List<Running> found = new ArrayList<>();
    Matcher recording = RECORDING.matcher(answer);
    while (recording.find()) {
      found.add(new Running(recording.group(2), recording.group(3)));
    }
    if (found.isEmpty() && !answer.contains("No available recordings")) {
      throw new AttachException("JFR.check: " + AttachSocket.oneLine(answer));
    }
    return found;
  }

  /**
   * Sets what recordings have in common. From JDK 25 on it has an effect before any other JFR
   * command only, {@link #check} included; later it is ignored. Before, it always has.
   */
  void configure(int stackDepth, String maxChunkSize) throws AttachException {
    String answer =
        socket.execute(
            "JFR.configure stackdepth=%d maxchunksize=%s".formatted(stackDepth, maxChunkSize));
    if (!answer.contains("Stack depth: ")) {
      throw new AttachException("JFR.configure: " + AttachSocket.oneLine(answer));
    }
  }

  /** As the JVM knows it; empty before its first recording on some versions. */
  Optional<String> repository() throws AttachException {
    Matcher path = REPOSITORY.matcher(socket.execute("JFR.configure"));
    return path.find() ? Optional.of(path.group(1)) : Optional.empty();
  }

  void start(String name, String settings, String maxAge, String maxSize) throws AttachException {
    start("name=%s settings=%s maxage=%s maxsize=%s".formatted(name, settings, maxAge, maxSize));
  }

  /**
   * A recording that the JVM ends by itself, and then forgets.
   *
   * @param file that it writes at the end
   */
  void startFor(String name, String settings, long seconds, String maxSize, String file)
      throws AttachException {
    start(
        "name=%s settings=%s duration=%ds maxsize=%s filename=%s"
            .formatted(name, settings, seconds, maxSize, file));
  }

  private void start(String options) throws AttachException {
    String answer = socket.execute("JFR.start " + options + " disk=true");
    if (!answer.contains("Started recording")) {
      throw new AttachException("JFR.start: " + AttachSocket.oneLine(answer));
    }
  }

  /** Does nothing when it does not run any more. */
  void stop(String name) throws AttachException {
    String answer = socket.execute("JFR.stop name=" + name);
    if (!answer.contains("Stopped recording") && runs(name)) {
      throw new AttachException("JFR.stop: " + AttachSocket.oneLine(answer));
    }
  }

  /** Whether there is one of this name that has not ended. */
  boolean runs(String name) throws AttachException {
    return running().contains(name);
  }

  /** The names of those that have not ended. */
  List<String> running() throws AttachException {
    return check().stream()
        .filter(recording -> recording.state().equals("running"))
        .map(Running::name)
        .toList();
  }

  /** The feature version. */
  int jdk() throws AttachException {
    String answer = socket.execute("VM.version");
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new AttachException("VM.version: " + AttachSocket.oneLine(answer));
    }
    return Integer.parseInt(version.group(1));
  }
}
