package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code kill -9} of a program, the daemon or the collector at random moments: what is stored of
 * each program is every event up to its last flush, once.
 *
 * <p>{@code -Dpitot.kill.rounds=50} has it go on for longer, {@code -Dpitot.seed} repeats the
 * choices of a run.
 */
class KillRoundsTest {
  private static final int ROUNDS = Integer.getInteger("pitot.kill.rounds", 5);
  private static final int LONGEST_ROUND_MILLIS = 5_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern READY = Pattern.compile("daemon: sends to");

  private enum Victim {
    PROGRAM,
    DAEMON,
    COLLECTOR
  }

  @TempDir Path directory;
  private final List<Program> programs = new ArrayList<>();
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);

  /** The shop, as a service of its own. */
  private record Program(int jdk, String service, Shop shop, Chunks chunks) {
    static Program start(int number) throws IOException {
      List<Map.Entry<Integer, Path>> jdks = List.copyOf(Jdks.all().entrySet());
      Map.Entry<Integer, Path> jdk = jdks.get(number % jdks.size());
      String service = "killed-%d".formatted(number);
      Shop shop = Shop.start(jdk.getValue(), service, service, 3_600);
      return new Program(jdk.getKey(), service, shop, new Chunks(shop.pid()));
    }

    /** Up to the last flush, by profile type; the JVM has ended. */
    Map<String, Long> events() throws IOException {
      Map<String, Long> counts = new TreeMap<>();
      EventHandlers handlers = new EventHandlers();
      count(handlers, jdk >= 25 ? "jdk.CPUTimeSample" : "jdk.ExecutionSample", "cpu", counts);
      count(handlers, "jdk.ObjectAllocationSample", "alloc", counts);
      count(handlers, "jdk.JavaMonitorEnter", "lock", counts);
      count(handlers, "jdk.ThreadPark", "park", counts);
      for (Path chunk : chunks.files()) {
        Recording.read(chunk, handlers);
      }
      return counts;
    }

    private static void count(
        EventHandlers handlers, String event, String type, Map<String, Long> counts) {
      handlers.on(
          event,
          new EventHandler() {
            @Override
            public void event(Event recorded) {
              counts.merge(type, 1L, Long::sum);
            }
          });
    }
  }

  @Test
  void losesAndDoublesNothingWhateverIsKilled() throws Exception {
    long seed = Long.getLong("pitot.seed", System.nanoTime());
    Random random = new Random(seed);
    int httpPort = freePort();
    int grpcPort = freePort();
    Servers servers = Servers.startCollector(directory.resolve("data"), httpPort, grpcPort);
    Pitot daemon = daemon(servers);
    programs.add(Program.start(0));
    programs.add(Program.start(1));
    try {
      daemon.awaitLine(READY, LIMIT);
      awaitRecorded(servers, programs.get(0));
      for (int round = 0; round < ROUNDS; round++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_ROUND_MILLIS));
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        killed.merge(victim, 1, Integer::sum);
        switch (victim) {
          case PROGRAM -> {
            Processes.kill(programs.get(programs.size() - 1 - random.nextInt(2)).shop().process());
            programs.add(Program.start(programs.size()));
          }
          case DAEMON -> {
            daemon.kill();
            daemon.close();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_ROUND_MILLIS) / 2);
            daemon = daemon(servers);
          }
          case COLLECTOR -> {
            servers.collector().kill();
            servers.close();
            servers = Servers.startCollector(directory.resolve("data"), httpPort, grpcPort);
          }
        }
      }
      for (Program program : programs) {
        Processes.kill(program.shop().process());
      }
      assertStored(servers, "killed " + killed + ", seed " + seed);
    } finally {
      daemon.close();
      servers.close();
      for (Program program : programs) {
        program.shop().close();
        program.chunks().close();
      }
    }
  }

  private void assertStored(Servers servers, String run) throws Exception {
    long events = 0;
    int recorded = 0;
    for (Program program : programs) {
      Map<String, Long> expected = program.events();
      Await.until(
          LIMIT,
          () ->
              "%s wrote %s, stored are %s; %s"
                  .formatted(program.service(), expected, stored(servers, program), run),
          () -> stored(servers, program).equals(expected));
      events += expected.values().stream().mapToLong(count -> count).sum();
      recorded += expected.isEmpty() ? 0 : 1;
    }
    assertTrue(recorded > 0, run);
    System.out.printf(
        "%d rounds, %s: %d programs, of which %d were recorded; %d events, each stored once%n",
        ROUNDS, run, programs.size(), recorded, events);
  }

  private static void awaitRecorded(Servers servers, Program program) throws Exception {
    Await.until(
        LIMIT,
        program.service() + " is recorded",
        () ->
            servers.get("/api/v1/targets?service=" + program.service()).contains("\"recording\""));
  }

  /** Counts by type; none where the service is unknown. */
  private static Map<String, Long> stored(Servers servers, Program program) {
    try {
      JsonNode answer =
          new JsonMapper()
              .readTree(
                  servers.get(
                      "/api/v1/services/%s/types?from=now-12h".formatted(program.service())));
      Map<String, Long> counts = new TreeMap<>();
      for (JsonNode row : answer.path("types")) {
        if (Totals.TYPES.contains(row.path("type").asString(""))) {
          counts.put(row.path("type").asString(""), row.path("count").asLong());
        }
      }
      return counts;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Pitot daemon(Servers servers) throws IOException {
    return Pitot.start(
        "daemon",
        "--warm",
        "now",
        "--match",
        "killed-",
        "--status",
        "off",
        "--ingest",
        "127.0.0.1:" + servers.grpcPort(),
        "--state",
        directory.resolve("state").toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
