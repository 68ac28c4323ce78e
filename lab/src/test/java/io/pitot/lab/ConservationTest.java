package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is stored of a program that has ended equals what JMC reads from its recording: every event
 * and every byte and nanosecond.
 */
class ConservationTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MOST_SECONDS = 1_800;

  @TempDir Path directory;

  @Test
  void storesEveryEventOfAProgramThatEnds() throws Exception {
    try (Programs programs = Programs.start();
        Servers servers = Servers.startCollector(directory.resolve("data"), 0, 0);
        Pitot daemon = servers.startDaemon(directory.resolve("state"), programs.pids())) {
      programs.awaitEventsOfEveryType(servers);
      programs.end();

      programs.assertStored(servers);
      assertTrue(daemon.err().contains("daemon: sends to"), daemon.err());
    }
  }

  /** The shop, once per JDK, each as a service of its own. */
  private record Programs(List<Program> all) implements AutoCloseable {
    private record Program(int jdk, String service, Shop shop, Chunks chunks) {}

    static Programs start() throws Exception {
      List<Program> programs = new ArrayList<>();
      for (Map.Entry<Integer, Path> jdk : Jdks.all().entrySet()) {
        String service = "shop-on-" + jdk.getKey();
        Shop shop = Shop.start(jdk.getValue(), service, service, MOST_SECONDS);
        programs.add(new Program(jdk.getKey(), service, shop, new Chunks(shop.pid())));
      }
      return new Programs(programs);
    }

    List<Long> pids() {
      return all.stream().map(program -> program.shop().pid()).toList();
    }

    void awaitEventsOfEveryType(Servers servers) throws Exception {
      for (Program program : all) {
        Await.until(
            LIMIT,
            "events of every type of " + program.service(),
            () -> {
              Pitot.Ended types = servers.ask("types", program.service(), "-o", "json");
              return types.exitCode() == 0
                  && Totals.ofTypes(new JsonMapper().readTree(types.out()))
                      .byType()
                      .keySet()
                      .equals(Totals.TYPES);
            });
      }
    }

    /** Asks them to end, and gives them the time that they need. */
    void end() throws Exception {
      all.forEach(program -> program.shop().process().destroy());
      for (Program program : all) {
        Await.until(LIMIT, program.service() + " ends", () -> !program.shop().isAlive());
      }
    }

    void assertStored(Servers servers) throws Exception {
      for (Program program : all) {
        Totals expected = Totals.ofRecording(program.chunks().files(), program.jdk());
        assertEquals(
            List.of("alloc", "cpu", "lock", "park"),
            List.copyOf(expected.byType().keySet()),
            "the program makes events of every type");
        Await.until(
            LIMIT,
            "JMC reads " + expected + " of " + program.service() + ", stored are others",
            () -> stored(servers, program.service()).isOf(expected));
        assertFlameGraphs(servers, program.service(), stored(servers, program.service()));
      }
    }

    private static Totals stored(Servers servers, String service) throws Exception {
      return Totals.ofTypes(servers.json("types", service));
    }

    private static void assertFlameGraphs(Servers servers, String service, Totals stored)
        throws Exception {
      for (Map.Entry<String, Totals.Total> type : stored.byType().entrySet()) {
        JsonNode flame = servers.json("flame", service, "--type", type.getKey());

        assertEquals(type.getValue().count(), flame.path("totalCount").asLong(), type.getKey());
        assertEquals(type.getValue().sum(), flame.path("totalSum").asLong(), type.getKey());
      }
    }

    @Override
    public void close() throws IOException {
      for (Program program : all) {
        program.shop().close();
        program.chunks().close();
      }
    }
  }
}
