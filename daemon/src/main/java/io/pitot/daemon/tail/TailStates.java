package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.ProcessKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link TailState}s of all targets, one small file each. They are not synced to the disk: they
 * outlive the daemon, and no target outlives the machine.
 */
public final class TailStates {
  private static final Logger log = LoggerFactory.getLogger(TailStates.class);
  private static final String SUFFIX = ".state";
  private static final String INTENT = ".intent";
  private static final Pattern NAME = Pattern.compile("(\\d{1,9})-(\\d{1,18})\\.(state|intent)");

  private final Path directory;
  private final String machine;

  /**
   * Uses a folder that exists.
   *
   * @throws IOException when the machine's boot has no identity
   */
  public TailStates(Path directory) throws IOException {
    this.directory = directory;
    this.machine = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  String machine() {
    return machine;
  }

  /**
   * A recording is about to be started in the JVM. Should this daemon not live to read it, the next
   * one knows that all of it is to be read.
   */
  public RecordingIntent intend(FoundJvm jvm) throws IOException {
    RecordingIntent intent = RecordingIntent.of(jvm, machine);
    Files.writeString(file(jvm.process(), INTENT), intent.toText());
    return intent;
  }

  /** The recording that was found is somebody else's work. */
  public void forgetIntent(ProcessKey process) throws IOException {
    Files.deleteIfExists(file(process, INTENT));
  }

  /** What {@link #intend} noted of the process, when nothing came of it yet. */
  public Optional<RecordingIntent> intent(ProcessKey process) {
    Path file = file(process, INTENT);
    return Files.exists(file) ? loadIntent(file) : Optional.empty();
  }

  /** Replaces the target's state: a reader finds the old one or the new one. */
  void save(TailState state) throws IOException {
    ProcessKey process = new ProcessKey(state.pid(), state.startTicks());
    Path file = file(process, SUFFIX);
    Path next = Files.writeString(directory.resolve(file.getFileName() + ".next"), state.toText());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forgetIntent(process);
  }

  Optional<TailState> load(ProcessKey process) {
    Path file = file(process, SUFFIX);
    return Files.exists(file) ? load(file) : Optional.empty();
  }

  void delete(ProcessKey process) throws IOException {
    forgetIntent(process);
    Files.deleteIfExists(file(process, SUFFIX));
  }

  /** All of which there is a state or an intent. */
  public List<ProcessKey> processes() throws IOException {
    Set<ProcessKey> processes = new LinkedHashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[0-9]*-[0-9]*")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          processes.add(
              new ProcessKey(Integer.parseInt(name.group(1)), Long.parseLong(name.group(2))));
        }
      }
    }
    return List.copyOf(processes);
  }

  private Optional<TailState> load(Path file) {
    try {
      TailState state = TailState.parse(Files.readString(file));
      if (state.machine().equals(machine)) {
        return Optional.of(state);
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("Cannot use {}: {}; its target is read from now on", file, e.toString());
    }
    return Optional.empty();
  }

  private Optional<RecordingIntent> loadIntent(Path file) {
    try {
      RecordingIntent intent = RecordingIntent.parse(Files.readString(file));
      if (intent.machine().equals(machine)) {
        return Optional.of(intent);
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("Cannot use {}: {}", file, e.toString());
    }
    return Optional.empty();
  }

  private Path file(ProcessKey process, String suffix) {
    return directory.resolve(process.pid() + "-" + process.startTicks() + suffix);
  }
}
