package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.remote.TrustedCertificates;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A daemon as people run it, a JVM that it records, and what one asks of it from afar; everything
 * over connections that are encrypted.
 */
class DaemonProcessTest {
  private static final String PROGRAM =
      """
      public class Waits {
        public static void main(String[] args) throws Exception {
          Thread busy = new Thread(() -> {
            for (long i = 0; ; i++) {
              String.valueOf(i).repeat(100);
              java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
            }
          });
          busy.setDaemon(true);
          busy.start();
          System.in.read();
        }
      }
      """;

  /** Nobody else's JVM on this machine has it. */
  private static final String SERVICE = "waits-for-it-" + ProcessHandle.current().pid();

  private static final String MATCH = "match: %s\n".formatted(SERVICE);

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Process jvm;

  @SuppressWarnings("NullAway.Init")
  private TestCertificate certificate;

  @SuppressWarnings("NullAway.Init")
  private HttpClient http;

  @SuppressWarnings("NullAway.Init")
  private Collector collector;

  @BeforeEach
  void start() throws Exception {
    Path source = Files.writeString(folder.resolve("Waits.java"), PROGRAM);
    jvm =
        launch(
            "-Xmx64m",
            "-Dservice.name=" + SERVICE,
            "-Dservice.instance.id=eu/1",
            source.toString());
    certificate = TestCertificate.make(folder, "collector", "EC");
    http =
        HttpClient.newBuilder()
            .sslContext(TrustedCertificates.read(certificate.certificate()))
            .build();
    collector =
        Collector.start(
            CollectorConfig.defaults(folder.resolve("data"))
                .withHttp("127.0.0.1", 0)
                .withGrpc("127.0.0.1", 0)
                .withToken("secret")
                .withTls(certificate.files()));
  }

  @AfterEach
  void end() throws Exception {
    // Told to end, it removes what JFR left.
    jvm.getOutputStream().close();
    jvm.waitFor(1, TimeUnit.MINUTES);
    for (Process process : processes) {
      process.destroy();
      process.waitFor(1, TimeUnit.MINUTES);
      process.destroyForcibly();
    }
    collector.close();
  }

  @Test
  void hearsSighupAndAnswersThoseWhoAskFromAfar() throws Exception {
    // On a slow machine a daemon that starts takes more than its usual budget.
    Path config =
        Files.writeString(
            folder.resolve("daemon.yaml"), "match: nobody-is-called-so\nbudgets: {cpu: 1600%}\n");
    Path log = folder.resolve("daemon.log");
    Process daemon = daemon(config, log);
    await(() -> Files.readString(log).contains("daemon: sends to") ? "" : "nothing said yet");

    reload(daemon, config, MATCH + "labels: {team: payments}\nremote: off\n");
    awaitTarget(target -> target.path("state").asString("").equals("recording"));
    JsonNode labelled = target();
    assertEquals("payments", labelled.path("labels").path("team").asString(""), labelled::toString);
    Ran refused = record(SERVICE + "/eu/1", "secret", folder.resolve("no.jfr"));
    assertTrue(refused.err().contains("its configuration says remote: off"), refused.err());

    reload(daemon, config, "labels: nonsense\n");
    await(() -> Files.readString(log).contains("configuration stays as it was") ? "" : "no word");

    // No agent at all, so that what becomes of it is told.
    Path noAgent = Files.createFile(folder.resolve("pitot-agent.jar"));
    reload(
        daemon,
        config,
        MATCH
            + "labels: {team: payments}\nagent: {attach: %s, jar: %s}\n"
                .formatted(SERVICE, noAgent));
    awaitTarget(target -> target.path("reason").asString("").startsWith("no map agent"));
    assertEquals("recording", target().path("state").asString(""));

    theLastMinutesComeThroughTheCollector();
    showsFlushByFlush();
    isLeftAloneWhenSomebodyDetachesIt();
  }

  /** Nobody tells the command where the daemon keeps its state. */
  private void isLeftAloneWhenSomebodyDetachesIt() throws Exception {
    String pid = Long.toString(jvm.pid());
    String detached = Ran.command("detach", pid).ok();
    assertTrue(detached.contains("nothing of Pitot's remains"), detached);
    awaitTarget(target -> target.path("reason").asString("").equals("somebody detached it"));
    Ran.command("detach", "--undo", pid).ok();
    awaitTarget(target -> target.path("state").asString("").equals("recording"));
  }

  private void theLastMinutesComeThroughTheCollector() throws Exception {
    Path file = folder.resolve("x.jfr");
    await(
        () -> {
          Ran ran = record(SERVICE + "/eu/1", "secret", file);
          assertEquals(ran.exitCode() == 0, Files.exists(file));
          return ran.exitCode() == 0 ? "" : ran.err();
        });
    assertFalse(RecordingFile.readAllEvents(file).isEmpty());
    Ran unknown = record(SERVICE + "/nobody", "secret", file);
    assertEquals(4, unknown.exitCode());
    assertTrue(
        unknown.err().contains("no daemon reports an instance 'nobody' of '%s'".formatted(SERVICE)),
        unknown.err());
    assertEquals(3, record(SERVICE + "/eu/1", "wrong", file).exitCode());
    assertEquals(2, record(SERVICE, "secret", file).exitCode());
    await(() -> isEmpty(folder.resolve("state/copies")) ? "" : "the daemon keeps the copy");
  }

  /** More than one part of the same window comes while somebody looks. */
  private void showsFlushByFlush() throws Exception {
    assertEquals(404, live("nobody").statusCode());
    HttpResponse<String> answer = live(SERVICE);
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"instance\":\"eu/1\""), answer.body());
    List<JsonNode> seen = new ArrayList<>(List.of(target()));
    awaitTarget(
        target -> {
          JsonNode first = seen.get(0);
          long windowEndMillis = target.path("windowEndMillis").asLong(0);
          if (windowEndMillis != first.path("windowEndMillis").asLong(0)) {
            seen.set(0, target);
            assertEquals(200, live(SERVICE).statusCode());
          }
          return target.path("windows").asLong(0) >= seen.get(0).path("windows").asLong(0) + 2;
        });
  }

  private Process daemon(Path config, Path log) throws IOException {
    List<String> command =
        List.of(
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "daemon",
            "--ingest",
            "127.0.0.1:" + collector.grpcPort(),
            "--token",
            "secret",
            "--tls-ca",
            certificate.certificate().toString(),
            "--state",
            folder.resolve("state").toString(),
            "--status",
            "off",
            "--warm",
            "now",
            "--stop-recordings",
            "--config",
            config.toString());
    Process process =
        new ProcessBuilder(hearing(java(command)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    processes.add(process);
    return process;
  }

  /** Whoever runs the tests below {@code nohup} has SIGHUP ignored in all that they start. */
  private static List<String> hearing(List<String> command) {
    List<String> hearing = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    hearing.addAll(command);
    return hearing;
  }

  private static Process launch(String... arguments) throws IOException {
    return new ProcessBuilder(java(List.of(arguments))).start();
  }

  private static List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Path.of(System.getProperty("java.home"), "bin/java").toString());
    return command;
  }

  private static void reload(Process daemon, Path config, String text) throws Exception {
    Files.writeString(config, text);
    String pid = Long.toString(daemon.pid());
    assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
  }

  private JsonNode target() throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/api/v1/targets?service=" + SERVICE).build(),
            HttpResponse.BodyHandlers.ofString());
    return new JsonMapper().readTree(answer.body()).path("targets").path(0);
  }

  private HttpResponse<String> live(String service) {
    try {
      return http.send(
          request("/api/v1/live")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"service\":\"%s\"}".formatted(service)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("https://127.0.0.1:%d%s".formatted(collector.httpPort(), path)))
        .header("Authorization", "Bearer secret");
  }

  private void awaitTarget(Predicate<JsonNode> condition) throws Exception {
    await(
        () -> {
          JsonNode target = target();
          return condition.test(target)
              ? ""
              : "the target is " + target + "\n" + Files.readString(folder.resolve("daemon.log"));
        });
  }

  /** Waits until nothing is missing. */
  private static void await(Callable<String> missing) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    String what = missing.call();
    while (!what.isEmpty()) {
      assertTrue(System.nanoTime() < deadlineNanos, what);
      TimeUnit.MILLISECONDS.sleep(200);
      what = missing.call();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private Ran record(String which, String token, Path file) {
    String url = "https://127.0.0.1:" + collector.httpPort();
    return Ran.command(
        "record",
        which,
        "--collector",
        url,
        "--token",
        token,
        "--tls-ca",
        certificate.certificate().toString(),
        "-f",
        file.toString(),
        "--last",
        "1m");
  }
}
