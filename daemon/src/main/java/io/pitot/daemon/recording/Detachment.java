package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of taking everything of Pitot's out of a JVM.
 *
 * @param wasRecorded whether our recording ran in it
 * @param hadAgent whether the map agent was in it; its hooks are off, its jar stays loaded
 * @param others recordings of other people, which go on
 * @param remains what could not be removed; empty when nothing of ours is left
 */
public record Detachment(
    boolean wasRecorded, boolean hadAgent, List<String> others, List<String> remains) {

  /** Has those who record the JVM leave it alone from now on. */
  @FunctionalInterface
  public interface Notice {
    void give() throws IOException;
  }

  /**
   * Stops our recording, switches the agent's hooks off and removes our files, then looks whether
   * it is true. A JVM that writes no recording is not attached to.
   *
   * @param notice given in any case; once it is known what runs, for a daemon that hears it stops
   *     its recording at once, and before anything is stopped, for another would start it again
   * @throws IOException when the JVM does not answer
   */
  public static Detachment of(FoundJvm jvm, Notice notice) throws IOException {
    boolean writes = !jvm.files().openFiles(".jfr").isEmpty();
    FlightRecorderCommands commands = new FlightRecorderCommands(new AttachSocket(jvm));
    boolean wasRecorded;
    try {
      wasRecorded = writes && commands.running().stream().anyMatch(Recorder::isMain);
    } finally {
      notice.give();
    }
    List<String> remains = new ArrayList<>();
    List<String> others = List.of();
    if (writes) {
      for (String ours : commands.running().stream().filter(Recorder::isOurs).toList()) {
        commands.stop(ours);
      }
      List<String> left = commands.running();
      left.stream()
          .filter(Recorder::isOurs)
          .forEach(ours -> remains.add("its recording " + ours + " still runs"));
      others = left.stream().filter(name -> !Recorder.isOurs(name)).toList();
    }
    boolean hadAgent = AgentAttacher.switchOff(jvm);
    remains.addAll(removeFiles(jvm));
    return new Detachment(wasRecorded, hadAgent, others, List.copyOf(remains));
  }

  /**
   * Switches the agent's hooks on again; the recording is the daemon's to start.
   *
   * @return whether the agent is in it
   * @throws IOException when the JVM does not answer
   */
  public static boolean undo(FoundJvm jvm) throws IOException {
    return AgentAttacher.switchOn(jvm);
  }

  /** Settings that a daemon wrote when it was killed in the middle of a start. */
  private static List<String> removeFiles(FoundJvm jvm) throws IOException {
    List<String> remains = new ArrayList<>();
    Path folder = jvm.files().seenAs("/tmp");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, TargetFile.prefix(jvm) + "*")) {
      for (Path file : files) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          remains.add("its file " + file + ": " + e);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return remains;
  }
}
