package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.store.rocks.DirectoryException;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of the data directory is changed, cut or lost: the store is not opened, or the check finds
 * it, or nothing is missing. Never is less there and nobody says so, and never does only a later
 * start say it.
 */
class StoreDamageTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final int BATCHES = 60;
  private static final int ROUNDS = 40;

  @TempDir Path folder;
  private Path data = Path.of("");
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** What there is of a store. */
  private enum Found {
    REFUSED,
    PROBLEMS,
    ALL
  }

  @BeforeEach
  void fill() throws Exception {
    System.out.println("StoreDamageTest seed " + seed);
    data = folder.resolve("sound");
    append(0, BATCHES / 2);
    // Into tables, so that there are files of each kind.
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      blocks.compact(partition -> {});
    }
    append(BATCHES / 2, BATCHES);
    assertEquals(Found.ALL, find(copy("control")));
  }

  @Test
  void noDamageGoesUnnoticed() throws Exception {
    damageAtRandom("closed", directory -> {});
  }

  /** It has not been able to write down what its files are like. */
  @Test
  void norDoesDamageOfAStoreThatWasKilled() throws Exception {
    damageAtRandom("killed", directory -> Files.delete(directory.resolve("CLOSED")));
  }

  /** What was done to a copy before it is damaged. */
  private interface Before {
    void change(Path directory) throws IOException;
  }

  private void damageAtRandom(String name, Before before) throws Exception {
    Map<Found, Integer> found = new EnumMap<>(Found.class);
    for (int round = 0; round < ROUNDS; round++) {
      Path damaged = copy(name + "-" + round);
      before.change(damaged);
      damage(anyFile(damaged));
      found.merge(find(damaged), 1, Integer::sum);
      remove(damaged);
    }
    System.out.println("StoreDamageTest, " + name + ": " + found);
    assertTrue(found.containsKey(Found.REFUSED), "nothing was refused, seed " + seed);
  }

  @Test
  void aKilledStoreWithoutTheEndOfItsLogIsRefusedUntilItIsRepaired() throws Exception {
    Files.delete(data.resolve("CLOSED"));
    Path file = largest(data, "[.]log");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    for (int start = 0; start < 2; start++) {
      DirectoryException refused =
          assertThrows(DirectoryException.class, () -> RocksBlockStore.open(data));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("the end of a .log file in db is lost"), message);
      assertTrue(message.contains("pitot collector repair"), message);
    }
    RocksBlockStore.openAfterDamage(data).close();
    append(0, BATCHES);
    assertEquals(Found.ALL, find(data));
  }

  @Test
  void aDamagedLogIsRefusedUntilItIsRepaired() throws Exception {
    Path file = largest(data, "[.]log");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);

    DirectoryException refused =
        assertThrows(DirectoryException.class, () -> RocksBlockStore.open(data));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("cannot open the store in " + data), message);
    assertTrue(message.contains("pitot collector repair"), message);

    try (RocksBlockStore repaired = RocksBlockStore.openAfterDamage(data)) {
      assertEquals(List.of(), new StoreCheck(repaired, partition -> {}).run().problems());
    }
    try (ProfileStore store = open(RocksBlockStore.open(data))) {
      long there = count(store);
      assertTrue(there >= sum(0, BATCHES / 2), there + " are there");
      assertTrue(there < sum(0, BATCHES), there + " are there");
    }
    append(BATCHES / 2, BATCHES);
    assertEquals(Found.ALL, find(data));
  }

  @Test
  void whatChangedAfterTheStoreWasClosedIsNamedUntilItIsAsItWas() throws Exception {
    for (String ending : List.of("[.]log", "MANIFEST-[0-9]+", "CURRENT", "[.]sst")) {
      Path file = largest(data, ending);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
      assertNamed(
          file,
          String.format(
              Locale.ROOT, "has %,d bytes and had %,d when", bytes.length - 1, bytes.length));
      if (!ending.equals("[.]sst")) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= 1;
        Files.write(file, changed);
        assertNamed(file, "was changed since");
      }
      if (!ending.equals("CURRENT")) {
        Files.delete(file);
        assertNamed(file, "is missing, which was there when");
      }
      Files.write(file, bytes);
    }
    assertEquals(Found.ALL, find(data));
  }

  /** Not only by the first start, which might leave nothing to compare with. */
  private void assertNamed(Path file, String what) {
    for (int start = 0; start < 2; start++) {
      DirectoryException refused =
          assertThrows(DirectoryException.class, () -> RocksBlockStore.open(data), file.toString());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains(file + " " + what), message);
    }
  }

  private Found find(Path path) throws Exception {
    RocksBlockStore blocks;
    try {
      blocks = RocksBlockStore.open(path);
    } catch (DirectoryException e) {
      assertTrue(String.valueOf(e.getMessage()).contains(path.toString()), e.getMessage());
      return Found.REFUSED;
    }
    try (RocksBlockStore checked = blocks) {
      if (!new StoreCheck(checked, partition -> {}).run().problems().isEmpty()) {
        return Found.PROBLEMS;
      }
    }
    try (ProfileStore store = open(RocksBlockStore.open(path))) {
      assertEquals(sum(0, BATCHES), count(store), "seed " + seed + ": lost without a word");
    }
    return Found.ALL;
  }

  private void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int way = random.nextInt(3);
    if (way == 0 || bytes.length == 0) {
      Files.delete(file);
      return;
    }
    int at = random.nextInt(bytes.length);
    if (way == 1) {
      Files.write(file, Arrays.copyOf(bytes, at));
      return;
    }
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  /** What data hangs on; the engine's notes for people do not matter. */
  private Path anyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> all =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().matches("LOG.*|LOCK|IDENTITY|CLOSED"))
              .sorted()
              .toList();
      return all.get(random.nextInt(all.size()));
    }
  }

  private static Path largest(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("db"))) {
      return files
          .filter(file -> file.toString().matches(".*" + ending))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(data.relativize(file).toString()));
      }
    }
    return target;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static long sum(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += i + 1;
    }
    return sum;
  }

  private void append(int from, int to) throws Exception {
    try (ProfileStore store = open(RocksBlockStore.open(data))) {
      for (int i = from; i < to; i++) {
        store.append(batch(i), 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
      }
    }
  }

  private static ProfileStore open(RocksBlockStore blocks) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(START + 60), ZoneOffset.UTC);
    return ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), clock);
  }

  private static long count(ProfileStore store) {
    long[] count = new long[1];
    store.scan(
        new RawRange(1, 1, 0, Integer.MAX_VALUE - 1, START - 86_400, START + 86_400),
        (key, block) -> {
          count[0] += block.totalCount();
          return true;
        });
    return count[0];
  }

  private static WindowBatch batch(int number) {
    return new WindowBatch(
        "node-1/" + number % 4,
        Map.of("service", "shop", "instance", "i" + number % 4, "release", "1.0"),
        START - 3600 + 10L * number,
        0,
        List.of("", "A.main", "B.b" + number),
        new int[] {0, 1},
        new int[] {1, 2},
        List.of(
            new WindowBatch.Rows(
                CPU, new int[] {2}, new long[] {number + 1}, new long[] {number + 1})),
        List.of());
  }
}
