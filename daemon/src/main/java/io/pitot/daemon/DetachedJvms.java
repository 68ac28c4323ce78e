package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.ProcessFiles;
import io.pitot.daemon.recording.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The JVMs that a person has told the daemons of this state directory to leave alone: an empty file
 * for each, named by pid and start time. The daemon that runs sees it at its next look.
 */
public final class DetachedJvms {
  static final Refusal REFUSAL =
      new Refusal(
          "somebody detached it", "pitot detach --undo PID lets it be recorded again", true);

  private final Path folder;

  /** Creates nothing. */
  public DetachedJvms(Path stateDirectory) {
    folder = stateDirectory.resolve("detached");
  }

  public boolean contains(FoundJvm jvm) {
    return Files.exists(file(jvm));
  }

  public void add(FoundJvm jvm) throws IOException {
    Files.createDirectories(folder);
    prune();
    if (!contains(jvm)) {
      Files.createFile(file(jvm));
    }
  }

  /** Returns whether it was there. */
  public boolean remove(FoundJvm jvm) throws IOException {
    return Files.deleteIfExists(file(jvm));
  }

  /** Forgets processes that have ended. */
  private void prune() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*-[0-9]*")) {
      for (Path file : files) {
        String[] process = file.getFileName().toString().split("-", -1);
        if (!ProcessFiles.of(Integer.parseInt(process[0])).isSame(Long.parseLong(process[1]))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException empty) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private Path file(FoundJvm jvm) {
    return folder.resolve(jvm.pid() + "-" + jvm.startTicks());
  }
}
