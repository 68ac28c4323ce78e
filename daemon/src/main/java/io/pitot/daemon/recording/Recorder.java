package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Starts, finds and stops Pitot's recording in a JVM. Each call attaches and may take a minute and
 * more on a busy machine. One call at a time for each JVM.
 */
public final class Recorder {
  /** What our recording is called in every JVM. */
  public static final String NAME = "pitot";

  /** Enough for a daemon that is away for a while; the disk's share is bounded by the size. */
  private static final String MAX_AGE = "15m";

  private static final String MAX_SIZE = "64m";

  /** Deep enough for most frameworks; 64 is JFR's own and cuts half of the stacks. */
  private static final int STACK_DEPTH = 256;

  /** What has to be read again after a restart, and what a user's dump rotates, stays small. */
  private static final String MAX_CHUNK_SIZE = "4m";

  private static final int FIRST_JDK_WITH_CPU_TIME_SAMPLES = 25;

  private static final int FIRST_JDK_THAT_CONFIGURES_FIRST = 25;

  private final String maxChunkSize;

  public Recorder() {
    this(MAX_CHUNK_SIZE);
  }

  /** With chunks of another size, at least {@code 1m}. */
  Recorder(String maxChunkSize) {
    this.maxChunkSize = maxChunkSize;
  }

  /** Finds our recording in the JVM or starts it. */
  public Outcome establish(FoundJvm jvm) {
    return establish(jvm, "");
  }

  /**
   * As above, and lets JFR count the calls of a method, which it can from JDK 25 on.
   *
   * @param method {@code package.Class.method}; empty for none
   */
  public Outcome establish(FoundJvm jvm, String method) {
    try {
      Optional<Refusal> obstacle = Obstacles.find(jvm);
      if (obstacle.isPresent()) {
        return jvm.isAlive() ? new Outcome.Refused(obstacle.get()) : new Outcome.Gone();
      }
      if (!jvm.isAlive()) {
        return new Outcome.Gone();
      }
      if (!jvm.files().catchesQuit()) {
        return new Outcome.TooYoung();
      }
      FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
      Outcome outcome = establish(jvm, commands);
      return outcome instanceof Outcome.Recording recording
          ? counting(recording, method, commands)
          : outcome;
    } catch (IOException e) {
      return jvm.isAlive() ? new Outcome.Failed(reason(e)) : new Outcome.Gone();
    }
  }

  private Outcome establish(FoundJvm found, FlightRecorderCommands commands) throws IOException {
    FoundJvm jvm = found.jdk() == 0 ? found.withJdk(commands.jdk()) : found;
    Optional<Refusal> tooOld = Obstacles.find(jvm);
    if (tooOld.isPresent()) {
      return new Outcome.Refused(tooOld.get());
    }
    // Later it is too late on 25, and earlier a user's recording might be on 17.
    boolean configuresFirst = jvm.jdk() >= FIRST_JDK_THAT_CONFIGURES_FIRST;
    if (configuresFirst) {
      commands.configure(STACK_DEPTH, maxChunkSize);
    }
    var running = commands.check();
    if (running.stream().anyMatch(r -> r.name().equals(NAME) && r.state().equals("running"))) {
      return new Outcome.Recording(jvm, repository(commands), 0, false, Optional.empty());
    }
    if (running.isEmpty() && !configuresFirst) {
      commands.configure(STACK_DEPTH, maxChunkSize);
    }
    long startedMillis = System.currentTimeMillis();
    try (TargetFile settings = TargetFile.create(jvm, ".jfc", settings(jvm.jdk()))) {
      commands.start(NAME, settings.seenByTarget(), MAX_AGE, MAX_SIZE);
    }
    String repository = repository(commands);
    Path seen = jvm.files().seenAs(repository);
    Optional<Refusal> full = FreeSpace.check(seen, repository);
    if (full.isPresent()) {
      commands.stop(NAME);
      return new Outcome.Refused(full.get());
    }
    return new Outcome.Recording(
        jvm, repository, startedMillis, running.isEmpty(), Optional.empty());
  }

  private static Outcome counting(
      Outcome.Recording recording, String method, FlightRecorderCommands commands)
      throws IOException {
    if (recording.jvm().jdk() < CallCounts.FIRST_JDK) {
      return method.isEmpty() ? recording : recording.without(CallCounts.tooOld(method));
    }
    try {
      countCalls(recording.jvm(), method, commands);
      return recording;
    } catch (AttachException e) {
      return recording.without(CallCounts.failed(method, reason(e)));
    }
  }

  private static void countCalls(FoundJvm jvm, String method, FlightRecorderCommands commands)
      throws IOException {
    List<String> running = commands.running();
    for (String outdated : CallCounts.outdated(running, method)) {
      commands.stop(outdated);
    }
    if (!method.isEmpty() && !running.contains(CallCounts.nameFor(method))) {
      try (TargetFile settings = TargetFile.create(jvm, ".jfc", CallCounts.settings(method))) {
        commands.start(CallCounts.nameFor(method), settings.seenByTarget(), MAX_AGE, MAX_SIZE);
      }
    }
  }

  /** Whether somebody's recording is one of ours. */
  static boolean isOurs(String recording) {
    return recording.equals(NAME) || CallCounts.isOne(recording);
  }

  /**
   * Stops our recordings.
   *
   * @throws AttachException when one may still run; not when the JVM has ended
   */
  public void stop(FoundJvm jvm) throws AttachException {
    try {
      FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
      commands.stop(NAME);
      for (String counting : CallCounts.outdated(commands.running(), "")) {
        commands.stop(counting);
      }
    } catch (AttachException e) {
      if (jvm.isAlive()) {
        throw e;
      }
    }
  }

  private static String repository(FlightRecorderCommands commands) throws AttachException {
    return commands
        .repository()
        .orElseThrow(() -> new AttachException("JFR.configure names no repository"));
  }

  private static byte[] settings(int jdk) throws IOException {
    String name = jdk < FIRST_JDK_WITH_CPU_TIME_SAMPLES ? "settings17.jfc" : "settings25.jfc";
    try (InputStream in = Recorder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The resource " + name + " is missing from Pitot's archive");
      }
      return in.readAllBytes();
    }
  }

  private static String reason(IOException e) {
    return e instanceof AttachException ? String.valueOf(e.getMessage()) : e.toString();
  }
}
