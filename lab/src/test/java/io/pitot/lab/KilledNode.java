package io.pitot.lab;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two programs, a daemon that records them and a collector, in a directory of their own. One of
 * them is killed at a time, and what was killed is started again.
 */
final class KilledNode implements AutoCloseable {
  private static final int PROGRAMS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LIMIT_OF_MORE = Duration.ofSeconds(10);
  private static final int LEAST_PORT = 20_000;
  private static final int LEAST_PORT_OF_CONNECTIONS = 32_768;
  private static final Pattern READY = Pattern.compile("daemon: sends to");

  private enum Victim {
    PROGRAM,
    DAEMON,
    COLLECTOR
  }

  private final Path directory;
  private final String name;
  private final Random random;
  private final int longestRoundMillis;
  private final List<KilledProgram> programs = new ArrayList<>();
  private final List<KilledProgram> living = new ArrayList<>();
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
  private Servers servers;
  private Pitot daemon;

  /**
   * Starts all of it.
   *
   * @param name no other node's name may begin so
   * @param longestRoundMillis the longest time between two kills
   */
  KilledNode(Path directory, String name, Random random, int longestRoundMillis) throws Exception {
    this.directory = directory;
    this.name = name;
    this.random = random;
    this.longestRoundMillis = longestRoundMillis;
    servers = Servers.startCollector(data(), freePort(), freePort());
    daemon = startDaemon();
    startPrograms();
    daemon.awaitLine(READY, LIMIT);
    awaitRecorded(living.get(0));
  }

  private void awaitRecorded(KilledProgram program) throws Exception {
    Await.until(
        LIMIT,
        program + " is recorded",
        () ->
            servers.get("/api/v1/targets?service=" + program.service()).contains("\"recording\""));
  }

  /** At a random moment; what was killed may be killed again before it has started. */
  void killOne() throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(longestRoundMillis));
    Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
    killed.merge(victim, 1, Integer::sum);
    switch (victim) {
      case PROGRAM -> {
        living.remove(random.nextInt(living.size())).kill();
        startPrograms();
      }
      case DAEMON -> {
        daemon.kill();
        daemon.close();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(longestRoundMillis) / 4);
        daemon = startDaemon();
      }
      case COLLECTOR -> {
        servers.collector().kill();
        servers.close();
        servers = servers.startAgain(data());
      }
    }
  }

  /** The collector answers nothing and takes nothing, and its connections stay. */
  void freezeCollector(int seconds) throws Exception {
    servers.collector().signal("STOP");
    TimeUnit.SECONDS.sleep(seconds);
    servers.collector().signal("CONT");
  }

  /**
   * Kills all programs and waits until of each exactly that is stored which it wrote.
   *
   * @param unequal where what differs is told
   */
  KillTally conclude(List<String> unequal) throws Exception {
    living.forEach(KilledProgram::kill);
    living.clear();
    int recorded = 0;
    int longLived = 0;
    int longLivedRecorded = 0;
    long events = 0;
    int wrong = 0;
    for (KilledProgram program : programs) {
      Map<String, Long> written = program.written();
      boolean isRecorded = !written.isEmpty();
      boolean isLongLived = program.livedFor(KillTally.LONG_SECONDS);
      recorded += one(isRecorded);
      longLived += one(isLongLived);
      longLivedRecorded += one(isRecorded && isLongLived);
      events += written.values().stream().mapToLong(count -> count).sum();
      wrong += one(!isStored(program, written, unequal));
    }
    return new KillTally(
        killed.values().stream().mapToInt(count -> count).sum(),
        killed.getOrDefault(Victim.PROGRAM, 0),
        killed.getOrDefault(Victim.DAEMON, 0),
        killed.getOrDefault(Victim.COLLECTOR, 0),
        programs.size(),
        recorded,
        longLived,
        longLivedRecorded,
        events,
        wrong);
  }

  private static int one(boolean is) {
    return is ? 1 : 0;
  }

  private boolean isStored(KilledProgram program, Map<String, Long> written, List<String> unequal)
      throws Exception {
    try {
      Await.until(
          unequal.isEmpty() ? LIMIT : LIMIT_OF_MORE,
          () -> "%s: written %s, stored %s".formatted(program, written, stored(program)),
          () -> stored(program).equals(written));
      return true;
    } catch (AssertionError e) {
      unequal.add(e.getMessage());
      return false;
    }
  }

  /** Counts by type; none where the service is unknown. */
  private Map<String, Long> stored(KilledProgram program) {
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

  private void startPrograms() throws IOException {
    while (living.size() < PROGRAMS) {
      KilledProgram program =
          KilledProgram.start("%s-%d".formatted(name, programs.size()), programs.size());
      programs.add(program);
      living.add(program);
    }
  }

  private Pitot startDaemon() throws IOException {
    return Pitot.start(
        "daemon",
        "--warm",
        "now",
        "--match",
        name + "-",
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

  /** None that a connection may be given while the collector that listens there is dead. */
  private int freePort() {
    while (true) {
      int port = LEAST_PORT + random.nextInt(LEAST_PORT_OF_CONNECTIONS - LEAST_PORT);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // Another one, then.
      }
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    servers.close();
    for (KilledProgram program : programs) {
      program.close();
    }
  }
}
