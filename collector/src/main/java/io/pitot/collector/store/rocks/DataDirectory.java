package io.pitot.collector.store.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one collector owns while it runs.
 *
 * <pre>
 *   FORMAT   one line: the version of everything below
 *   CLOSED   what was there when it was closed: {@link ClosedMark}
 *   REACHED  how far it had come when it was killed: {@link ReachedMark}
 *   LOCK     held by the process that uses the directory; its process id, for people
 *   db/      RocksDB
 *   copy/    a copy that was asked for while the collector ran, until it is moved away
 * </pre>
 */
final class DataDirectory implements AutoCloseable {
  /**
   * The version that this code writes. What an older one holds is read as it is: 2 added the sums
   * of groups, and hours that were summed up before are answered from their series; 3 added sums of
   * ten minutes, which are made of the windows that are there; 4 packed windows, which are, too.
   */
  static final int FORMAT = 4;

  private static final String FORMAT_FILE = "FORMAT";
  private static final String CLOSED_FILE = "CLOSED";
  private static final String REACHED_FILE = "REACHED";
  private static final String LOCK_FILE = "LOCK";
  private static final String DATABASE = "db";
  private static final String DRAFT = ".incomplete";
  private static final String COPY = "copy";

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static DataDirectory claim(Path path) throws DirectoryException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new DirectoryException(
          "the data directory %s is a file; choose another directory".formatted(path), e);
    } catch (IOException e) {
      throw new DirectoryException(
          "cannot create the data directory %s (%s); choose one that user '%s' may write to"
              .formatted(path, reason(e), System.getProperty("user.name")),
          e);
    }
    if (!Files.isWritable(path)) {
      throw new DirectoryException(
          "cannot write to the data directory %s; give user '%s' the right to, or choose another"
              .formatted(path, System.getProperty("user.name")));
    }
    DataDirectory directory = new DataDirectory(path, lock(path));
    try {
      directory.checkFormat();
      return directory;
    } catch (IOException e) {
      directory.close();
      throw new DirectoryException(
          "cannot read %s (%s)".formatted(path.resolve(FORMAT_FILE), reason(e)), e);
    } catch (DirectoryException e) {
      directory.close();
      throw e;
    }
  }

  static boolean isInUse(Path path) {
    try (FileChannel channel = FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      return lock == null;
    } catch (IOException e) {
      return false; // There is no data; opening it will say so.
    }
  }

  /**
   * Looks whether the engine would find the database, for it begins a new one where it does not.
   *
   * @throws DirectoryException when there is one without its beginning
   */
  void checkDatabase() throws DirectoryException {
    Path current = database().resolve("CURRENT");
    if (!Files.isDirectory(database()) || Files.exists(current)) {
      return;
    }
    try (Stream<Path> files = Files.list(database())) {
      if (files.anyMatch(file -> file.toString().matches(".*(MANIFEST-[0-9]+|[.]sst|[.]log)"))) {
        throw new DirectoryException(
            "%s is missing while there is data beside it; restore a backup, or write the name of the newest MANIFEST file into it"
                .formatted(current));
      }
    } catch (IOException e) {
      throw new DirectoryException("cannot read %s (%s)".formatted(database(), reason(e)), e);
    }
  }

  ClosedMark closedMark() {
    return new ClosedMark(path.resolve(CLOSED_FILE), database());
  }

  ReachedMark reachedMark() {
    return new ReachedMark(path.resolve(REACHED_FILE));
  }

  Path database() {
    return path.resolve(DATABASE);
  }

  /** Where a copy goes that whoever asked for it moves away. */
  Path copy() {
    return path.resolve(COPY).toAbsolutePath();
  }

  void removeCopy() throws IOException {
    for (Path left : List.of(copy(), copy().resolveSibling(COPY + DRAFT))) {
      if (Files.exists(left)) {
        remove(left);
      }
    }
  }

  /** What the file system has left for this user. */
  long freeBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A data directory in the making, which appears under its name when it is complete.
   *
   * @throws DirectoryException when there is something of that name, or nothing can be made there
   */
  static Draft draft(Path target) throws DirectoryException {
    if (Files.exists(target)) {
      throw new DirectoryException("%s exists; choose another name".formatted(target));
    }
    Path absolute = target.toAbsolutePath();
    Path draft = absolute.resolveSibling(absolute.getFileName() + DRAFT);
    try {
      Files.createDirectory(draft);
      return new Draft(draft, target);
    } catch (FileAlreadyExistsException e) {
      throw new DirectoryException(
          "%s is there: another copy is being made, or one was interrupted; remove it then"
              .formatted(draft),
          e);
    } catch (IOException e) {
      throw new DirectoryException("cannot create %s (%s)".formatted(draft, reason(e)), e);
    }
  }

  /** See {@link #draft}; closed before it is complete, it is removed. */
  static final class Draft implements AutoCloseable {
    private final Path path;
    private final Path target;
    private boolean complete;

    private Draft(Path path, Path target) {
      this.path = path;
      this.target = target;
    }

    /** Where the database goes; not there yet. */
    Path database() {
      return path.resolve(DATABASE);
    }

    void complete() throws DirectoryException {
      try {
        writeFormat(path);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        complete = true;
      } catch (IOException e) {
        throw new DirectoryException("cannot complete %s (%s)".formatted(target, reason(e)), e);
      }
    }

    @Override
    public void close() {
      if (!complete) {
        try {
          remove(path);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot remove " + path, e);
        }
      }
    }
  }

  /** The files' sizes; those that go away meanwhile are not counted. */
  long sizeBytes() {
    try (Stream<Path> files = Files.list(database())) {
      return files.mapToLong(DataDirectory::fileSize).sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release the lock of " + path, e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static FileChannel lock(Path path) throws DirectoryException {
    Path file = path.resolve(LOCK_FILE);
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String owner = Files.readString(file).strip();
        channel.close();
        throw new DirectoryException(
            "the data directory %s is in use by process %s; stop that one or choose another directory"
                .formatted(path, owner.isEmpty() ? "?" : owner));
      }
      channel.truncate(0);
      channel.write(ascii(ProcessHandle.current().pid() + "\n"));
      return channel;
    } catch (IOException e) {
      throw new DirectoryException("cannot lock %s (%s)".formatted(file, reason(e)), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another collector in this process.
      return null;
    }
  }

  private void checkFormat() throws IOException, DirectoryException {
    Path file = path.resolve(FORMAT_FILE);
    if (!Files.exists(file)) {
      if (Files.exists(database())) {
        throw new DirectoryException(
            "%s holds a database but no file %s: it is not a data directory of Pitot, or it is damaged"
                .formatted(path, FORMAT_FILE));
      }
      writeFormat(path);
      return;
    }
    String text = Files.readString(file).strip();
    if (!text.matches("[0-9]{1,6}")) {
      throw new DirectoryException(
          "%s holds '%s' where the number of a format was expected"
              .formatted(file, text.substring(0, Math.min(text.length(), 40))));
    }
    int format = Integer.parseInt(text);
    if (format > FORMAT) {
      throw new DirectoryException(
          "the data directory %s has format %s and this collector knows up to %s; use a newer Pitot or another directory"
              .formatted(path, format, FORMAT));
    }
    if (format < 1) {
      throw new DirectoryException("%s names format %s, which never was".formatted(file, format));
    }
    if (format < FORMAT) {
      // Before anything of the new format is written.
      writeFormat(path);
    }
  }

  private static void writeFormat(Path directory) throws IOException {
    DurableFile.write(directory.resolve(FORMAT_FILE), FORMAT + "\n");
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long fileSize(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }
}
