package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is answered with one line that says what, where and what to do. */
class BadInputTest {
  @TempDir Path directory;

  /** A command line, its exit code, and what its one line says. */
  private record Case(int exitCode, String says, String... arguments) {}

  @Test
  void saysWhatIsWrongWithoutACollector() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    // In a container the first process may well be a JVM.
    Process sleeping = new ProcessBuilder("sleep", "3600").start();
    String noJvm = Long.toString(sleeping.pid());
    InetAddress here = InetAddress.getLoopbackAddress();
    // A port that is kept, so that nobody else listens there.
    try (Socket kept = new Socket();
        ServerSocket taken = new ServerSocket(0, 1, here)) {
      kept.bind(new InetSocketAddress(here, 0));
      String nobody = "http://127.0.0.1:" + kept.getLocalPort();
      String port = Integer.toString(taken.getLocalPort());
      check(
          new Case(2, "Unknown option: '--nope'; see 'pitot --help'", "--nope"),
          new Case(2, "Missing command", new String[0]),
          new Case(2, "Missing required parameter: 'SERVICE'", "flame"),
          new Case(2, "expected one of", "flame", "shop", "-o", "svg"),
          new Case(2, "'x' is no whole number", "up", "--pid", "x"),
          new Case(2, "'[' is no regular expression: Unclosed", "daemon", "--match", "["),
          new Case(2, "pitot: Missing required argument", "detach"),
          new Case(2, "is no HTTP address", "services", "--collector", "ftp://here"),
          new Case(3, "no collector answers at " + nobody, "services", "--collector", nobody),
          new Case(4, "there is no process 4194303", "up", "--pid", "4194303"),
          new Case(4, "process " + noJvm + " is no JVM", "up", "--pid", noJvm),
          new Case(
              3,
              "port " + port,
              "collector",
              "--data",
              path("a"),
              "--http-port",
              port,
              "--grpc-port",
              "0"),
          new Case(3, file.toString(), "collector", "--data", file + "/below"),
          new Case(3, "--insecure", "collector", "--data", path("b"), "--http-host", "0.0.0.0"),
          new Case(3, file.toString(), "daemon", "--state", file + "/below"),
          new Case(2, "HOST:PORT", "daemon", "--ingest", "nowhere"));
    } finally {
      Processes.kill(sleeping);
    }
  }

  @Test
  void saysWhatIsWrongWithAQuestion() throws Exception {
    try (Servers servers = Servers.startCollector(directory.resolve("data"), 0, 0)) {
      String[] ask = {"--collector", servers.url()};
      check(
          new Case(4, "there is no service 'nope'", with(ask, "flame", "nope")),
          new Case(4, "there is no service 'nope'", with(ask, "releases", "nope")),
          new Case(4, "there is no service 'nope'", with(ask, "diff", "nope", "1", "2")),
          new Case(2, "now-", with(ask, "services", "--from", "yesterday")),
          new Case(3, "in use", "collector", "--data", path("data")));
    }
  }

  private static void check(Case... cases) {
    List<Executable> checks = new ArrayList<>();
    for (Case each : cases) {
      checks.add(() -> check(each));
    }
    assertAll(checks);
  }

  private static void check(Case expected) throws Exception {
    Pitot.Ended ended = Pitot.run(expected.arguments());
    String command = String.join(" ", expected.arguments());

    assertEquals(expected.exitCode(), ended.exitCode(), command + ": " + ended.err());
    assertEquals("", ended.out(), command);
    assertTrue(ended.err().contains(expected.says()), command + ": " + ended.err());
    assertEquals(1, ended.err().lines().count(), command + ": " + ended.err());
  }

  private static String[] with(String[] more, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }
}
