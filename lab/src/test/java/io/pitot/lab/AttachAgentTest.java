package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The daemon brings the map agent into a JVM that runs, and {@code pitot detach} takes it out. */
class AttachAgentTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path folder;

  static Stream<Path> jdks() {
    return Jdks.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void racesAreProvenInAJvmThatWasStartedWithoutIt(Path javaHome) throws Exception {
    String service = "attached" + ProcessHandle.current().pid();
    try (Servers servers = Servers.startCollector(folder.resolve("collector"), 0, 0);
        IncidentJvm jvm = IncidentJvm.startWithoutAgent(javaHome, "shared-hashmap", service);
        IncidentJvm other =
            IncidentJvm.startWithoutAgent(javaHome, "shared-hashmap", "not-wanted");
        Pitot daemon =
            Pitot.start(
                "daemon",
                "--warm",
                "now",
                "--ingest",
                "127.0.0.1:" + servers.grpcPort(),
                "--state",
                folder.resolve("daemon").toString(),
                "--pid",
                jvm.process().pid() + "," + other.process().pid(),
                "--config",
                config(service).toString())) {
      Await.until(
          LIMIT,
          "the race, by " + daemon.err(),
          () -> {
            Pitot.Ended why = servers.ask("why", service);
            return why.out().startsWith("RACE")
                && why.out().contains("com.example.sessions.SessionRegistry");
          });
      assertTrue(reason(servers, jvm).contains("the map agent is attached"), reason(servers, jvm));
      assertFalse(reason(servers, other).contains("agent"), reason(servers, other));

      Pitot.Ended detached =
          Pitot.run(
              "detach",
              Long.toString(jvm.process().pid()),
              "--state",
              folder.resolve("daemon").toString());
      assertTrue(detached.ok().contains("hooks are out"), detached.out());
      assertTrue(jvm.process().isAlive());
      assertTrue(
          Pitot.run(
                  "detach",
                  "--undo",
                  Long.toString(jvm.process().pid()),
                  "--state",
                  folder.resolve("daemon").toString())
              .ok()
              .contains("hooks are back"));
      assertFalse(
          Pitot.run(
                  "detach",
                  Long.toString(other.process().pid()),
                  "--state",
                  folder.resolve("daemon").toString())
              .ok()
              .contains("agent"));
    }
  }

  private Path config(String service) throws IOException {
    String yaml = "agent:\n  attach: %s\n  options: race-suppress=org.example\n";
    return Files.writeString(folder.resolve("daemon.yaml"), yaml.formatted(service));
  }

  private static String reason(Servers servers, IncidentJvm jvm) throws Exception {
    JsonNode listed = servers.json("jvms").path("jvms");
    return listed
        .valueStream()
        .filter(row -> row.path("pid").asLong() == jvm.process().pid())
        .map(row -> row.path("reason").asString(""))
        .findFirst()
        .orElseThrow();
  }
}
