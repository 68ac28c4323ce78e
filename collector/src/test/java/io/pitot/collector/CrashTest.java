package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.ToDaemon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector is killed under load, again and again on one data directory, and while it sums up the
 * hour that the load goes into: every batch that it acknowledged is there, once, one that it did
 * not acknowledge is there whole or not at all, and sums equal their windows.
 *
 * <p>{@code mvn -pl collector -am test -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dcrash.rounds=1000} runs more rounds.
 */
class CrashTest {
  /** Where the property is not set, a slow machine does fewer of the 30 in its minute. */
  private static final int ASKED = Integer.getInteger("crash.rounds", 0);

  private static final int ROUNDS = ASKED > 0 ? ASKED : 30;
  private static final int FEWEST_ROUNDS = 5;

  /** Each batch has an instance of its own, of which a query takes 10,000. */
  private static final int ROUNDS_ON_ONE_DIRECTORY = 30;

  private static final int ROUNDS_BETWEEN_CHECKS = 10;
  private static final int DAEMONS = 4;
  private static final int UNANSWERED = 16;

  /** Stacks that all batches have, so that half a batch is noticed. */
  private static final int COMMON = 100;

  @TempDir Path folder;
  private Path data = Path.of("");
  private final long startNanos = System.nanoTime();
  private final long seed = startNanos;
  private final Random random = new Random(seed);

  /** In an hour that is over, so that each start sums it up and what comes breaks its seal. */
  private final long now = TestBatches.windowOf(System.currentTimeMillis()) - 3 * 3_600_000;

  /** Stacks of the batches that were sent, and of those the ones that were acknowledged. */
  private final Set<String> sent = new HashSet<>();

  private final Set<String> acknowledged = new HashSet<>();

  private @Nullable ChildCollector collector;
  private int acknowledgementsToKill;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsThereTwice() throws Exception {
    System.out.println("CrashTest seed " + seed);
    for (int first = 0; first < ROUNDS; first += ROUNDS_ON_ONE_DIRECTORY) {
      data = folder.resolve("from-round-" + first);
      sent.clear();
      acknowledged.clear();
      crash(first, Math.min(ROUNDS, first + ROUNDS_ON_ONE_DIRECTORY));
    }
  }

  private void crash(int firstRound, int endRound) throws Exception {
    int round = firstRound;
    while (round < endRound && (ASKED > 0 || round < FEWEST_ROUNDS || isEarly())) {
      int before = acknowledged.size();
      loadUntilKilled(round);
      assertTrue(acknowledged.size() > before, "nothing was acknowledged in round " + round);
      if ((round + 1) % ROUNDS_BETWEEN_CHECKS == 0) {
        check(round);
      }
      round++;
    }
    check(round);
    checkSums();
    System.out.println(
        "CrashTest: %d rounds, %d sent, %d acknowledged"
            .formatted(round, sent.size(), acknowledged.size()));
  }

  private boolean isEarly() {
    return System.nanoTime() - startNanos < TimeUnit.MINUTES.toNanos(1);
  }

  private void loadUntilKilled(int round) throws Exception {
    try (ChildCollector child = ChildCollector.start(data)) {
      acknowledgementsToKill = 1 + random.nextInt(150);
      collector = child;
      List<Thread> daemons = new ArrayList<>();
      for (int d = 0; d < DAEMONS; d++) {
        String name = "r" + round + "d" + d;
        TestDaemon daemon = TestDaemon.greet(child.grpcPort());
        daemons.add(new Thread(() -> send(daemon, name)));
      }
      daemons.forEach(Thread::start);
      for (Thread thread : daemons) {
        thread.join(TimeUnit.SECONDS.toMillis(60));
        assertTrue(!thread.isAlive(), "a daemon hangs");
      }
    }
  }

  /** Sends as much as it may until the stream breaks; half of it twice. */
  private void send(TestDaemon daemon, String name) {
    Map<Long, String> open = new HashMap<>();
    Deque<String> again = new ArrayDeque<>();
    try (daemon) {
      for (int i = 0; !daemon.hasEnded(); i++) {
        boolean repeat = !again.isEmpty() && i % 3 == 2;
        String stack = repeat ? again.pop() : "Main.run;" + name + ".m" + i;
        synchronized (this) {
          sent.add(stack);
        }
        open.put(daemon.send(batch(stack)), stack);
        if (!repeat && i % 3 == 0) {
          again.add(stack);
        }
        while (open.size() >= UNANSWERED && !daemon.hasEnded()) {
          take(daemon.answerWithin(Duration.ofMillis(50)), open);
        }
      }
      // What arrived before the end counts.
      while (daemon.hasAnswer()) {
        take(daemon.answerWithin(Duration.ZERO), open);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private synchronized void take(@Nullable ToDaemon answer, Map<Long, String> open) {
    if (answer != null && answer.hasAck()) {
      String stack = open.remove(answer.getAck().getSequence());
      if (stack != null) {
        acknowledged.add(stack);
        // At once: an acknowledgement that came before the data would have nothing behind it.
        if (--acknowledgementsToKill == 0 && collector != null) {
          collector.kill();
        }
      }
    } else if (answer != null && answer.hasRefusal()) {
      assertTrue(answer.getRefusal().getRetryable(), answer.toString());
      open.remove(answer.getRefusal().getSequence());
    }
  }

  private Batch batch(String stack) {
    TestBatches batch =
        TestBatches.of("shop", "1.0", stack.substring("Main.run;".length()))
            .cpu(stack, weight(stack));
    for (int i = 0; i < COMMON; i++) {
      batch.cpu("Main.run;Common.c" + i, 1);
    }
    return batch.at(now);
  }

  private static long weight(String stack) {
    return 1L + Math.floorMod(stack.hashCode(), 97);
  }

  private void check(int round) throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config)) {
      String body =
          new TestApi(collector.httpPort())
              .get(
                  "/api/v1/flame?service=shop&format=collapsed&from=%d&to=%d"
                      .formatted(now, now + 10_000))
              .body();
      Map<String, Long> found = new HashMap<>();
      for (String line : body.split("\n", -1)) {
        int cut = line.lastIndexOf(' ');
        if (cut > 0) {
          found.put(line.substring(0, cut), Long.parseLong(line.substring(cut + 1)));
        }
      }
      int batches = found.size() - COMMON;
      for (int i = 0; i < COMMON; i++) {
        assertEquals(
            Long.valueOf(batches), found.remove("Main.run;Common.c" + i), "batches are not whole");
      }
      String where = "round %d, seed %d: ".formatted(round, seed);
      for (String stack : acknowledged) {
        assertEquals(weight(stack), found.get(stack), where + stack);
      }
      found.forEach(
          (stack, count) -> {
            assertTrue(sent.contains(stack), where + stack + " was never sent");
            assertEquals(weight(stack), count, where + stack);
          });
    }
  }

  /** What was summed up while it was loaded, and what is summed up now that it is at rest. */
  private void checkSums() throws Exception {
    List<String> underLoad = problems();
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(data),
            CollectorConfig.DEFAULT_RAW_RETENTION,
            CollectorConfig.DEFAULT_HISTORY,
            Clock.systemUTC())) {
      store.sumUpHours();
    }
    assertEquals(List.of(), underLoad, "seed " + seed);
    assertEquals(List.of(), problems(), "seed " + seed);
  }

  private List<String> problems() throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      return new StoreCheck(blocks, partition -> {}).run().problems();
    }
  }

  /** A collector in a JVM of its own. */
  private static final class ChildCollector implements AutoCloseable {
    private final Process process;
    private final int grpcPort;

    private ChildCollector(Process process, int grpcPort) {
      this.process = process;
      this.grpcPort = grpcPort;
    }

    private static ChildCollector start(Path data) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CollectorMain.class.getName(),
                  data.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the child said nothing");
      }
      return new ChildCollector(process, Integer.parseInt(line));
    }

    private int grpcPort() {
      return grpcPort;
    }

    private void kill() {
      process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
      try {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
