package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
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

  /**
   * The same without the short parks. A service that is asked a thousand times a second parks its
   * idle threads as often, and each such event costs it about three microseconds: more than all
   * else that is recorded.
   */
  static final String WITHOUT_SHORT_PARKS = NAME + "-long-parks";

  private static final List<String> NAMES = List.of(NAME, WITHOUT_SHORT_PARKS);

  /** Enough for a daemon that is away for a while; the disk's share is bounded by the size. */
  private static final String MAX_AGE = "15m";

  private static final String MAX_SIZE = "64m";

  /** Deep enough for most frameworks; 64 is JFR's own and cuts half of the stacks. */
  private static final int STACK_DEPTH = 256;

  /** What has to be read again after a restart, and what a user's dump rotates, stays small. */
  private static final String MAX_CHUNK_SIZE = "4m";

  private static final int FIRST_JDK_THAT_CONFIGURES_FIRST = 25;

  private final RecordingSettings settings;
  private final String maxChunkSize;

  public Recorder() {
    this(new RecordingSettings(Rates.DEFAULT));
  }

  public Recorder(RecordingSettings settings) {
    this(settings, MAX_CHUNK_SIZE);
  }

  /** With chunks of another size, at least {@code 1m}. */
  Recorder(RecordingSettings settings, String maxChunkSize) {
    this.settings = settings;
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
    Optional<String> ours = runs(running);
    if (ours.isPresent()) {
      if (ours.get().equals(NAME)) {
        // A daemon that died between the two left both.
        commands.stop(WITHOUT_SHORT_PARKS);
      }
      boolean isOnly = running.stream().allMatch(r -> isOurs(r.name()));
      return new Outcome.Recording(
          jvm, repository(commands), 0, isOnly, ours.get().equals(NAME), Optional.empty());
    }
    if (running.isEmpty() && !configuresFirst) {
      commands.configure(STACK_DEPTH, maxChunkSize);
    }
    long startedMillis = System.currentTimeMillis();
    start(NAME, settings, jvm, commands);
    String repository = repository(commands);
    Path seen = jvm.files().seenAs(repository);
    Optional<Refusal> full = FreeSpace.check(seen, repository);
    if (full.isPresent()) {
      commands.stop(NAME);
      return new Outcome.Refused(full.get());
    }
    return new Outcome.Recording(
        jvm, repository, startedMillis, running.isEmpty(), true, Optional.empty());
  }

  private static void start(
      String name, RecordingSettings settings, FoundJvm jvm, FlightRecorderCommands commands)
      throws IOException {
    try (TargetFile file = TargetFile.create(jvm, ".jfc", settings.file(jvm.jdk()))) {
      commands.start(name, file.seenByTarget(), MAX_AGE, MAX_SIZE);
    }
  }

  /**
   * Has a JVM that is being recorded go on with the short parks or without. One recording begins
   * before the other ends, so that nothing is missed.
   *
   * @return whether short parks are recorded now
   * @throws IOException when the JVM does not answer; one of the two runs, or both
   */
  public boolean recordShortParks(FoundJvm jvm, boolean wanted) throws IOException {
    FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
    List<String> running = commands.running();
    String next = wanted ? NAME : WITHOUT_SHORT_PARKS;
    if (settings.hasShortParks() && NAMES.stream().anyMatch(running::contains)) {
      if (!running.contains(next)) {
        start(next, wanted ? settings : settings.withoutShortParks(), jvm, commands);
      }
      commands.stop(wanted ? WITHOUT_SHORT_PARKS : NAME);
      return wanted;
    }
    return running.contains(NAME);
  }

  /** The name of our recording that runs; the one with more, when both do. */
  private static Optional<String> runs(List<FlightRecorderCommands.Running> recordings) {
    return NAMES.stream()
        .filter(
            name ->
                recordings.stream()
                    .anyMatch(r -> r.name().equals(name) && r.state().equals("running")))
        .findFirst();
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
    return isMain(recording) || recording.equals(Drill.NAME) || CallCounts.isOne(recording);
  }

  /** Whether it is the one that goes on all the time. */
  static boolean isMain(String recording) {
    return NAMES.contains(recording);
  }

  /**
   * Whether our recording runs.
   *
   * @throws AttachException when the JVM does not answer
   */
  public boolean isRunning(FoundJvm jvm) throws AttachException {
    return new FlightRecorderCommands(new AttachSocket(jvm))
        .running().stream().anyMatch(Recorder::isMain);
  }

  /**
   * Stops all our recordings, a drill too.
   *
   * @throws AttachException when one may still run; not when the JVM has ended
   */
  public void stop(FoundJvm jvm) throws AttachException {
    try {
      FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
      for (String recording : commands.running()) {
        if (isOurs(recording)) {
          commands.stop(recording);
        }
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

  private static String reason(IOException e) {
    return e instanceof AttachException ? String.valueOf(e.getMessage()) : e.toString();
  }
}
