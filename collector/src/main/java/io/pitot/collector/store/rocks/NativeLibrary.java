package io.pitot.collector.store.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * The engine's native code. The engine unpacks it into a file that it removes when the process ends
 * in order, so each one that is killed would leave 17 MB; here the file is gone when it is loaded.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  static void load() {
    try {
      Path folder = Files.createTempDirectory("pitot-rocksdb");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        RocksDB.loadLibrary();
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the store's native code", e);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
