package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
 * {@code kill -9} of a program, the daemon or the collector at random moments, and a collector that
 * is frozen: what is stored of each program is every event up to its last flush, once.
 *
 * <p>{@code -Dpitot.kill.rounds=50} has it go on for longer, {@code -Dpitot.kill.millis=4000} sets
 * the longest time between two kills, {@code -Dpitot.freeze.seconds=120} freezes the collector for
 * so long at the end of the rounds, and {@code -Dpitot.seed} repeats the choices of a run.
 */
class KillRoundsTest {
  private static final int ROUNDS = Integer.getInteger("pitot.kill.rounds", 5);
  private static final int LONGEST_ROUND_MILLIS = Integer.getInteger("pitot.kill.millis", 5_000);
  private static final int FREEZE_SECONDS = Integer.getInteger("pitot.freeze.seconds", 0);
  private static final long SEED = Long.getLong("pitot.seed", System.nanoTime());
  private static final int PROGRAMS = 2;
  private static final int TELL_EVERY = 50;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LIMIT_OF_MORE = Duration.ofSeconds(10);
  private static final Pattern READY = Pattern.compile("daemon: sends to");

  private enum Victim {
    PROGRAM,
    DAEMON,
    COLLECTOR
  }

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final List<Program> programs = new ArrayList<>();
  private final List<Program> living = new ArrayList<>();
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);

  @SuppressWarnings("NullAway.Init")
  private Servers servers;

  @SuppressWarnings("NullAway.Init")
  private Pitot daemon;

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
    servers = Servers.startCollector(data(), freePort(), freePort());
    daemon = startDaemon();
    try {
      startPrograms();
      daemon.awaitLine(READY, LIMIT);
      awaitRecorded(servers, living.get(0));
      for (int round = 1; round <= ROUNDS; round++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_ROUND_MILLIS));
        kill(Victim.values()[random.nextInt(Victim.values().length)]);
        if (round % TELL_EVERY == 0) {
          System.out.printf("%d rounds, %s, seed %d%n", round, killed, SEED);
        }
      }
      freeze();
      for (Program program : living) {
        Processes.kill(program.shop().process());
      }
      assertStored("killed " + killed + ", seed " + SEED);
    } finally {
      daemon.close();
      servers.close();
      for (Program program : programs) {
        program.shop().close();
        program.chunks().close();
      }
    }
  }

  /** What was killed is started again, and may be killed again before it has started. */
  private void kill(Victim victim) throws Exception {
    killed.merge(victim, 1, Integer::sum);
    switch (victim) {
      case PROGRAM -> {
        Program program = living.remove(random.nextInt(living.size()));
        Processes.kill(program.shop().process());
        startPrograms();
      }
      case DAEMON -> {
        daemon.kill();
        daemon.close();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_ROUND_MILLIS) / 2);
        daemon = startDaemon();
      }
      case COLLECTOR -> {
        servers.collector().kill();
        servers.close();
        servers = servers.startAgain(data());
      }
    }
  }

  private void startPrograms() throws IOException {
    while (living.size() < PROGRAMS) {
      Program program = Program.start(programs.size());
      programs.add(program);
      living.add(program);
    }
  }

  /** It answers nothing and takes nothing, and its connections stay. */
  private void freeze() throws Exception {
    if (FREEZE_SECONDS > 0) {
      servers.collector().signal("STOP");
      TimeUnit.SECONDS.sleep(FREEZE_SECONDS);
      servers.collector().signal("CONT");
      System.out.printf("the collector was frozen for %d s%n", FREEZE_SECONDS);
    }
  }

  private void assertStored(String run) throws Exception {
    List<String> unequal = new ArrayList<>();
    long events = 0;
    int recorded = 0;
    for (Program program : programs) {
      Map<String, Long> expected = program.events();
      events += expected.values().stream().mapToLong(count -> count).sum();
      recorded += expected.isEmpty() ? 0 : 1;
      try {
        Await.until(
            unequal.isEmpty() ? LIMIT : LIMIT_OF_MORE,
            () -> "%s: written %s, stored %s".formatted(program, expected, stored(program)),
            () -> stored(program).equals(expected));
      } catch (AssertionError e) {
        unequal.add(e.getMessage());
      }
    }
    assertTrue(recorded > 0, run);
    System.out.printf(
        "%d rounds, %s: %d programs, of which %d were recorded; %d events, %s%n",
        ROUNDS,
        run,
        programs.size(),
        recorded,
        events,
        unequal.isEmpty() ? "each stored once" : unequal.size() + " programs are wrong");
    assertEquals(List.of(), unequal, run);
  }

  private static void awaitRecorded(Servers servers, Program program) throws Exception {
    Await.until(
        LIMIT,
        program.service() + " is recorded",
        () ->
            servers.get("/api/v1/targets?service=" + program.service()).contains("\"recording\""));
  }

  /** Counts by type; none where the service is unknown. */
  private Map<String, Long> stored(Program program) {
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
    } catch (IOException e) {
      return Map.of("no answer: " + e.getMessage(), 0L);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Pitot startDaemon() throws IOException {
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

  private Path data() {
    return directory.resolve("data");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
