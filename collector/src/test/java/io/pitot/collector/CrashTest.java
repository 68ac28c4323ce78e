package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.ToDaemon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * A collector is killed under load, again and again on one data directory: every batch that it
 * acknowledged is there, once, and one that it did not acknowledge is there whole or not at all.
 */
class CrashTest {
  private static final int ROUNDS = 5;
  private static final int DAEMONS = 4;
  private static final int UNANSWERED = 16;

  /** Stacks that all batches have, so that half a batch is noticed. */
  private static final int COMMON = 100;

  @TempDir Path data;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;

  /** Stacks of the batches that were sent, and of those the ones that were acknowledged. */
  private final Set<String> sent = new HashSet<>();

  private final Set<String> acknowledged = new HashSet<>();

  private @Nullable ChildCollector collector;
  private int acknowledgementsToKill;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsThereTwice() throws Exception {
    System.out.println("CrashTest seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      int before = acknowledged.size();
      loadUntilKilled(round);
      assertTrue(acknowledged.size() > before, "nothing was acknowledged in round " + round);
      check(round);
    }
    System.out.println(
        "CrashTest: %d sent, %d acknowledged".formatted(sent.size(), acknowledged.size()));
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
