package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.JvmOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** What speaks against recording a JVM, told without touching it. */
public final class Obstacles {
  /** A younger JVM has little compiled code to lose. */
  public static final Duration WARM_AFTER = Duration.ofMinutes(1);

  private static final int OLDEST_JDK = 17;

  /** From here on the first recording costs nothing that can be measured. */
  private static final int FIRST_JDK_WITHOUT_STALL = 25;

  private static final int ROOT = 0;

  private Obstacles() {}

  /** The first thing that forbids a recording, whatever the policy. */
  public static Optional<Refusal> find(FoundJvm jvm) {
    JvmOptions options = jvm.options();
    if (!jvm.isReadable() && ownUid() == ROOT) {
      return Optional.of(
          Refusal.forEver(
              "it runs as another user (uid %d), and this root lacks the capabilities to look into it"
                  .formatted(jvm.uid()),
              "give Pitot its four capabilities: docs/daemon.md"));
    }
    if (!jvm.isReadable() || !mayAttach(jvm)) {
      return Optional.of(
          Refusal.forEver(
              "it runs as another user (uid %d)".formatted(jvm.uid()),
              "run Pitot as root or as that user"));
    }
    if (jvm.jdk() != 0 && jvm.jdk() < OLDEST_JDK) {
      return Optional.of(
          Refusal.forEver(
              "it runs on JDK %d, and recording needs 17 or newer".formatted(jvm.jdk()),
              "run it on JDK 17 or newer"));
    }
    if (options.flags().getOrDefault(JvmOptions.DISABLE_ATTACH, false)) {
      return Optional.of(
          Refusal.forEver(
              "it was started with -XX:+DisableAttachMechanism",
              "start it without that option, or with -XX:-DisableAttachMechanism"));
    }
    if (!options.flags().getOrDefault(JvmOptions.FLIGHT_RECORDER, true)) {
      return Optional.of(
          Refusal.forEver(
              "it was started with -XX:-FlightRecorder", "start it without that option"));
    }
    if (options.flags().getOrDefault(JvmOptions.REDUCE_SIGNALS, false)) {
      return Optional.of(
          Refusal.forEver(
              "it was started with -Xrs, so that the signal that asks for an attach would end it",
              "start it without that option"));
    }
    Optional<Refusal> silence = findSilence(jvm);
    if (silence.isPresent()) {
      return silence;
    }
    String folder = options.properties().getOrDefault("java.io.tmpdir", "/tmp");
    Path seen = jvm.files().seenAs(folder);
    return Files.isDirectory(seen) ? FreeSpace.check(seen, folder) : Optional.empty();
  }

  /** Why a JVM could not answer now, and would get a signal late that it does not expect. */
  static Optional<Refusal> findSilence(FoundJvm jvm) {
    try {
      if (jvm.files().stat().isStopped()) {
        return Optional.of(
            Refusal.forNow(
                "it is stopped, by a signal or a debugger, and could not answer",
                "let it go on: kill -CONT %d".formatted(jvm.pid())));
      }
      return jvm.files()
          .frozenGroup()
          .map(
              group ->
                  Refusal.forNow(
                      "its control group %s is frozen, so that it could not answer"
                          .formatted(group),
                      "let it go on: unpause its container, or thaw the group"));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /**
   * The refusal of a JVM that a first recording would stall; empty when it would not.
   *
   * @param warmAfter the age from which a JVM has something to lose
   */
  public static Optional<Refusal> findStall(FoundJvm jvm, Duration warmAfter) {
    if (!wouldStall(jvm, warmAfter)) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.forNow(
            "on JDK %d the first recording in a JVM that has run for more than %d s throws its compiled code away: it would serve slowly for seconds"
                .formatted(jvm.jdk(), warmAfter.toSeconds()),
            "allow it: pitot daemon --warm spaced, or pitot up --pid %d --yes; or start the JVM with -XX:StartFlightRecording or with a -javaagent that can retransform classes"
                .formatted(jvm.pid())));
  }

  /** A JVM whose JDK is unknown is taken for an old one. */
  private static boolean wouldStall(FoundJvm jvm, Duration warmAfter) {
    return jvm.jdk() < FIRST_JDK_WITHOUT_STALL
        && jvm.ageMillis() > warmAfter.toMillis()
        && !jvm.options().startsRecording()
        && !isRecorded(jvm)
        && jvm.options().agents().stream().noneMatch(agent -> canRetransform(jvm, agent));
  }

  private static boolean isRecorded(FoundJvm jvm) {
    try {
      return !jvm.files().openFiles(".jfr").isEmpty();
    } catch (IOException ended) {
      return false;
    }
  }

  /**
   * A JVM launched with such an agent compiles all its code so that classes may be redefined, and
   * has nothing to throw away.
   */
  private static boolean canRetransform(FoundJvm jvm, String agent) {
    Path jar =
        agent.startsWith("/")
            ? jvm.files().seenAs(agent)
            : jvm.files().workingDirectory().resolve(agent);
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest != null
          && "true"
              .equalsIgnoreCase(manifest.getMainAttributes().getValue("Can-Retransform-Classes"));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean mayAttach(FoundJvm jvm) {
    int own = ownUid();
    return own == ROOT || own == jvm.uid();
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException("No /proc: Pitot's daemon runs on Linux only", e);
    }
  }
}
