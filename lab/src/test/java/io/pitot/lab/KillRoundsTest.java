package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a program, the daemon or the collector at random moments, and a collector that
 * is frozen: what is stored of each program is every event up to its last flush, once.
 *
 * <p>Properties have it go on for longer: {@code pitot.kill.rounds}; {@code pitot.kill.millis}, the
 * longest time between two kills; {@code pitot.kill.nodes}, so many at once; {@code
 * pitot.freeze.seconds}, how long a collector is frozen after the first rounds; {@code pitot.seed}.
 * {@code pitot.kill.log} names a file to which each {@value #BATCH} rounds on a node add a line:
 * another run goes on with the rounds that are missing there.
 */
class KillRoundsTest {
  private static final int ROUNDS = Integer.getInteger("pitot.kill.rounds", 5);
  private static final int LONGEST_ROUND_MILLIS = Integer.getInteger("pitot.kill.millis", 5_000);
  private static final int NODES = Integer.getInteger("pitot.kill.nodes", 1);
  private static final int FREEZE_SECONDS = Integer.getInteger("pitot.freeze.seconds", 0);
  private static final long SEED = Long.getLong("pitot.seed", System.nanoTime());
  private static final Optional<Path> LOG =
      Optional.ofNullable(System.getProperty("pitot.kill.log")).map(Path::of);

  /** What rounds leave is looked at when there are so many. */
  private static final int BATCH = 20;

  @TempDir Path directory;
  private final List<String> unequal = new ArrayList<>();
  private final AtomicInteger batches = new AtomicInteger();
  private KillTally all = KillTally.NONE;

  @Test
  void losesAndDoublesNothingWhateverIsKilled() throws Exception {
    all = logged();
    AtomicInteger left = new AtomicInteger(ROUNDS - (int) all.rounds());
    ExecutorService nodes = Executors.newFixedThreadPool(NODES);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        running.add(nodes.submit((Callable<Void>) () -> runUntilNoneIs(left)));
      }
      for (Future<Void> node : running) {
        node.get();
      }
    } finally {
      nodes.shutdownNow();
    }
    assertTrue(all.recorded() > 0, all.toString());
    assertEquals(List.of(), unequal, all + ", seed " + SEED);
    assertEquals(0, all.wrong(), all.toString());
  }

  private Void runUntilNoneIs(AtomicInteger left) throws Exception {
    for (int now = left.getAndAdd(-BATCH); now > 0; now = left.getAndAdd(-BATCH)) {
      run(Math.min(now, BATCH));
    }
    return null;
  }

  private void run(int rounds) throws Exception {
    int batch = batches.incrementAndGet();
    long seed = SEED + batch;
    Path folder = Files.createDirectory(directory.resolve("batch-" + batch));
    try (KilledNode node =
        new KilledNode(
            folder, "killed-%d".formatted(batch), new Random(seed), LONGEST_ROUND_MILLIS)) {
      for (int round = 0; round < rounds; round++) {
        node.killOne();
      }
      if (batch == 1 && FREEZE_SECONDS > 0) {
        node.freezeCollector(FREEZE_SECONDS);
      }
      List<String> different = new ArrayList<>();
      told(node.conclude(different), different, seed);
    }
  }

  private synchronized void told(KillTally tally, List<String> different, long seed)
      throws IOException {
    all = all.plus(tally);
    unequal.addAll(different);
    System.out.printf("seed %d: %s %s%nall: %s%n", seed, tally, different, all);
    if (LOG.isPresent()) {
      Files.writeString(
          LOG.get(), tally.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static KillTally logged() throws IOException {
    KillTally tally = KillTally.NONE;
    if (LOG.isPresent() && Files.exists(LOG.get())) {
      for (String line : Files.readAllLines(LOG.get())) {
        tally = tally.plus(KillTally.parse(line));
      }
    }
    return tally;
  }
}
