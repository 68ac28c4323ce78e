package io.pitot.collector.store.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.store.BlockStore;
import io.pitot.collector.store.BlockStoreContract;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.Table;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksBlockStoreTest extends BlockStoreContract {
  private static final Partition HOUR = new Partition(Table.RAW, 3600);

  @TempDir Path directory;

  @Override
  protected BlockStore open() throws DirectoryException {
    return RocksBlockStore.open(directory.resolve("contract"));
  }

  @Override
  protected BlockStore open(Path copy) throws DirectoryException {
    return RocksBlockStore.open(copy);
  }

  @Test
  void whatWasWrittenIsThereAfterAReopenAndWhatWasDroppedIsNot() throws Exception {
    Path path = directory.resolve("made/when/missing");
    Partition dropped = new Partition(Table.RAW, 7200);
    try (BlockStore store = RocksBlockStore.open(path)) {
      store.write(
          List.of(
              new Put(HOUR, new byte[] {1}, new byte[] {2}),
              new Put(dropped, new byte[] {1}, new byte[] {2})));
      store.drop(dropped);
    }
    try (BlockStore store = RocksBlockStore.open(path)) {
      assertEquals(List.of(HOUR), List.copyOf(store.partitions(Table.RAW)));
      byte[] value = store.multiGet(HOUR, List.of(new byte[] {1})).get(0);
      assertEquals(2, value == null ? -1 : value[0]);
      assertTrue(store.sizeBytes() > 0);
    }
  }

  @Test
  void aDroppedPartitionGivesItsSpaceBack() throws Exception {
    byte[] value = new byte[1 << 20];
    new Random(3).nextBytes(value);
    try (BlockStore store = RocksBlockStore.open(directory.resolve("space"))) {
      for (int i = 0; i < 80; i++) {
        store.write(List.of(new Put(HOUR, new byte[] {(byte) i}, value)));
      }
      // A look at files that are being replaced by others may miss both.
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (store.sizeBytes() <= 80L << 20) {
        assertTrue(System.nanoTime() < deadline, store.sizeBytes() + " bytes");
        Thread.sleep(100);
      }
      store.drop(HOUR);
      // The engine removes files in the background, and what was being written at the next drop.
      while (tablesSizeBytes() > 1 << 20) {
        assertTrue(System.nanoTime() < deadline, tablesSizeBytes() + " bytes are left");
        Thread.sleep(100);
        store.drop(HOUR);
      }
    }
  }

  private long tablesSizeBytes() throws IOException {
    try (var files = Files.list(directory.resolve("space/db"))) {
      return files
          .map(Path::toFile)
          .filter(f -> f.getName().endsWith(".sst"))
          .mapToLong(File::length)
          .sum();
    }
  }

  @Test
  void aDirectoryHasOneOwner() throws Exception {
    Path path = directory.resolve("owned");
    try (BlockStore owner = RocksBlockStore.open(path)) {
      assertEquals(0, owner.partitions(Table.RAW).size());
      assertMessage(
          path,
          "the data directory %s is in use by process %d; stop that one or choose another directory"
              .formatted(path, ProcessHandle.current().pid()));
    }
    RocksBlockStore.open(path).close();
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    Path path = directory.resolve("newer");
    RocksBlockStore.open(path).close();
    Files.writeString(path.resolve("FORMAT"), "5\n");
    assertMessage(
        path,
        "the data directory %s has format 5 and this collector knows up to 4; use a newer Pitot or another directory"
            .formatted(path));
    Files.writeString(path.resolve("FORMAT"), "garbage");
    assertMessage(
        path,
        path.resolve("FORMAT") + " holds 'garbage' where the number of a format was expected");
  }

  @Test
  void whatIsNoDirectoryOfOursIsLeftAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertMessage(
        file, "the data directory %s is a file; choose another directory".formatted(file));
    Path foreign = directory.resolve("foreign");
    Files.createDirectories(foreign.resolve("db"));
    assertMessage(
        foreign,
        foreign
            + " holds a database but no file FORMAT: it is not a data directory of Pitot, or it is"
            + " damaged");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() {
    DirectoryException refused =
        assertThrows(
            DirectoryException.class, () -> RocksBlockStore.open(Path.of("/proc/pitot-data")));
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("cannot create the data directory /proc/pitot-data ("),
        refused.getMessage());
  }

  @Test
  void aDamagedStoreIsNotOpened() throws Exception {
    Path path = directory.resolve("damaged");
    RocksBlockStore.open(path).close();
    try (var files = Files.list(path.resolve("db"))) {
      for (Path file : files.filter(f -> f.toString().contains("MANIFEST")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    DirectoryException refused =
        assertThrows(DirectoryException.class, () -> RocksBlockStore.open(path));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("cannot open the store in " + path),
        refused.getMessage());
  }

  private static void assertMessage(Path path, String expected) {
    DirectoryException refused =
        assertThrows(DirectoryException.class, () -> RocksBlockStore.open(path));
    assertEquals(expected, refused.getMessage());
  }
}
