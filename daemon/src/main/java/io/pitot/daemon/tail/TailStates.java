package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * A recording is about to be started in the process. Should this daemon not live to read it, the
   * next one knows that all of it is to be read.
   *
   * @param startedMillis the recording is not older, ms since the epoch
   */
  public void intend(int pid, long startTicks, long startedMillis) throws IOException {
    Files.writeString(intent(pid, startTicks), machine + " " + startedMillis);
  }

  /** The recording that was found is somebody else's work. */
  public void forgetIntent(int pid, long startTicks) throws IOException {
    Files.deleteIfExists(intent(pid, startTicks));
  }

  /** When {@link #intend} was called for the process and nothing came of it; 0 for never. */
  public long intendedMillis(int pid, long startTicks) {
    Path file = intent(pid, startTicks);
    try {
      String[] words = Files.exists(file) ? Files.readString(file).split(" ", -1) : new String[0];
      return words.length == 2 && words[0].equals(machine) ? Long.parseLong(words[1]) : 0;
    } catch (IOException | NumberFormatException e) {
      log.warn("Cannot use {}: {}", file, e.toString());
      return 0;
    }
  }

  /** Replaces the target's state: a reader finds the old one or the new one. */
  void save(TailState state) throws IOException {
    Path file = file(state.pid(), state.startTicks());
    Path next = Files.writeString(directory.resolve(file.getFileName() + ".next"), state.toText());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(intent(state.pid(), state.startTicks()));
  }

  Optional<TailState> load(int pid, long startTicks) {
    Path file = file(pid, startTicks);
    return Files.exists(file) ? load(file) : Optional.empty();
  }

  void delete(int pid, long startTicks) throws IOException {
    Files.deleteIfExists(intent(pid, startTicks));
    Files.deleteIfExists(file(pid, startTicks));
  }

  /** All that earlier daemons left since the machine started; older ones are deleted. */
  List<TailState> loadAll() throws IOException {
    List<TailState> states = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        load(file).ifPresent(states::add);
      }
    }
    forgetIntentsOfTheDead();
    return states;
  }

  private void forgetIntentsOfTheDead() throws IOException {
    try (DirectoryStream<Path> intents = Files.newDirectoryStream(directory, "[0-9]*" + INTENT)) {
      for (Path intent : intents) {
        String[] process = intent.getFileName().toString().replace(INTENT, "").split("-", -1);
        int pid = Integer.parseInt(process[0]);
        if (!ProcessFiles.of(pid).isSame(Long.parseLong(process[1]))) {
          Files.deleteIfExists(intent);
        }
      }
    }
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

  private Path intent(int pid, long startTicks) {
    return directory.resolve(pid + "-" + startTicks + INTENT);
  }

  private Path file(int pid, long startTicks) {
    return directory.resolve(pid + "-" + startTicks + SUFFIX);
  }
}
