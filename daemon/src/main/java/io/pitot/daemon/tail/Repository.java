package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The folder in which a JVM keeps its chunks, wherever that is at the moment. */
final class Repository {
  /** As JFR names them: date, time, pid. */
  private static final Pattern OWN_NAME = Pattern.compile("\\d{4}(_\\d\\d){5}_\\d+");

  private static final long UNSURE = 0;

  /** The clock of file systems goes in steps: what came so long ago has another time than news. */
  private static final long STEP_MILLIS = 1_000;

  private final ProcessFiles process;
  private final boolean isShared;
  private String directory;
  private Set<Path> known = new HashSet<>();

  /**
   * When the folder had changed last as it was listed, ms since the epoch; else {@link #UNSURE}.
   */
  private long settledMillis = UNSURE;

  /**
   * Looks at nothing yet.
   *
   * @param directory as the target knows it
   */
  Repository(ProcessFiles process, String directory) {
    this.process = process;
    this.directory = directory;
    this.isShared = isShared(process);
  }

  private static boolean isShared(ProcessFiles process) {
    try {
      return process.sharesFileSystem();
    } catch (IOException ended) {
      // Its namespaces went with it; what it left is found here or nowhere.
      return true;
    }
  }

  /** As the target knows it. */
  String directory() {
    return directory;
  }

  /** As this process sees it. */
  Path path() {
    return see(directory);
  }

  /** The chunks that were not there at the last call, in order of time. */
  List<ChunkFile> takeNew() throws IOException {
    long changedMillis = path().toFile().lastModified();
    if (changedMillis == settledMillis && settledMillis != UNSURE) {
      return List.of();
    }
    boolean isSettled = System.currentTimeMillis() - changedMillis > STEP_MILLIS;
    List<ChunkFile> found = new ArrayList<>();
    Set<Path> present = new HashSet<>();
    for (Path path : list()) {
      if (known.contains(path)) {
        present.add(path);
        continue;
      }
      Optional<ChunkFile> chunk = look(path);
      if (chunk.isPresent()) {
        present.add(path);
        found.add(chunk.get());
      } else {
        // It is the folder that tells of new files, and the file that tells when it begins.
        isSettled = false;
      }
    }
    settledMillis = isSettled ? changedMillis : UNSURE;
    known = present;
    found.sort(ChunkFile.IN_TIME);
    return found;
  }

  /** All chunks are new again. */
  void forgetKnown() {
    known.clear();
    settledMillis = UNSURE;
  }

  /**
   * Asks the process which chunk it writes: when its folder was removed, a JVM makes a new one at
   * its next rotation.
   *
   * @return whether the folder is another one now
   */
  boolean relocate() throws IOException {
    for (String file : process.openFiles(".jfr")) {
      Path folder = Path.of(file).getParent();
      // A JVM has other recordings open too, such as one that a user makes it write.
      if (folder != null && isNamedByJfr(folder) && !folder.toString().equals(directory)) {
        directory = folder.toString();
        settledMillis = UNSURE;
        return true;
      }
    }
    return false;
  }

  /** Removes what a killed JVM left here: its chunks, and the folder if nothing else is in it. */
  void remove() throws IOException {
    // A link that somebody placed there would lead to what others have recorded.
    if (!isShared
        || !isNamedByJfr(path())
        || !Files.isDirectory(path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path chunk : list()) {
      Files.deleteIfExists(chunk);
    }
    try {
      Files.deleteIfExists(path());
    } catch (DirectoryNotEmptyException e) {
      throw new IOException(path() + " holds more than chunks and stays", e);
    }
  }

  private List<Path> list() throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path(), "*.jfr")) {
      files.forEach(paths::add);
    } catch (NoSuchFileException | NotDirectoryException removed) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return paths;
  }

  private static boolean isNamedByJfr(Path folder) {
    Path name = folder.getFileName();
    return name != null && OWN_NAME.matcher(name.toString()).matches();
  }

  private static Optional<ChunkFile> look(Path path) throws IOException {
    try {
      return ChunkFile.look(path);
    } catch (NoSuchFileException deletedMeanwhile) {
      return Optional.empty();
    }
  }

  private Path see(String pathOfTarget) {
    return isShared ? Path.of(pathOfTarget) : process.seenAs(pathOfTarget);
  }
}
