package io.pitot.daemon.tail;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Second names for all chunks of a JVM, so that they are there to be counted when the JVM, a person
 * or Pitot has deleted the first.
 */
final class KeptChunks implements AutoCloseable {
  private static final Path REPOSITORIES = Path.of("/tmp");

  private final int pid;

  /** What JVMs that had the same process id before left behind. */
  private final Set<Path> older;

  private final Path folder;
  private final CompletableFuture<Void> keeper;
  private volatile boolean isClosed;

  /** To be made before the JVM's first recording, which makes its repository. */
  KeptChunks(int pid) throws IOException {
    this.pid = pid;
    older = Set.copyOf(repositories());
    // A hard link stays on its file system.
    folder = Files.createTempDirectory(REPOSITORIES, "kept");
    keeper = CompletableFuture.runAsync(this::keep, task -> new Thread(task, "keeper").start());
  }

  /** Events by type, up to the last flush of each chunk. */
  Map<String, Long> countEvents() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    EventHandlers handlers = new EventHandlers();
    for (String type : WindowLog.SOURCES) {
      handlers.on(
          type,
          new EventHandler() {
            @Override
            public void event(Event event) {
              counts.merge(type, 1L, Long::sum);
            }
          });
    }
    try (DirectoryStream<Path> chunks = Files.newDirectoryStream(folder)) {
      for (Path chunk : chunks) {
        Recording.read(chunk, handlers);
      }
    }
    // On 25 a user's recording may bring these; where the better source is, they do not count.
    if (counts.containsKey("jdk.CPUTimeSample")) {
      counts.remove("jdk.ExecutionSample");
    }
    return counts;
  }

  /** Keeps those that are there now, whenever it would have been seen to next. */
  synchronized void keepAll() throws IOException {
    for (Path repository : repositories()) {
      if (!older.contains(repository)) {
        keep(repository);
      }
    }
  }

  /** By age. */
  List<Path> files() throws IOException {
    try (var chunks = Files.list(folder)) {
      return chunks.sorted().toList();
    }
  }

  int size() throws IOException {
    return files().size();
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    keeper.join();
    try (DirectoryStream<Path> chunks = Files.newDirectoryStream(folder)) {
      for (Path chunk : chunks) {
        Files.delete(chunk);
      }
    }
    Files.delete(folder);
  }

  private void keep() {
    try {
      while (!isClosed) {
        keepAll();
        Thread.sleep(10);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Path> repositories() throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> ofPid = Files.newDirectoryStream(REPOSITORIES, "2*_" + pid)) {
      ofPid.forEach(all::add);
    }
    return all;
  }

  private void keep(Path repository) throws IOException {
    try (DirectoryStream<Path> chunks = Files.newDirectoryStream(repository, "*.jfr")) {
      for (Path chunk : chunks) {
        keep(chunk, folder.resolve(repository.getFileName() + "-" + chunk.getFileName()));
      }
    } catch (NoSuchFileException gone) {
      // The JVM was faster.
    }
  }

  private static void keep(Path chunk, Path kept) throws IOException {
    try {
      if (!Files.exists(kept)) {
        Files.createLink(kept, chunk);
      }
    } catch (NoSuchFileException gone) {
      // Others are there still.
    }
  }
}
