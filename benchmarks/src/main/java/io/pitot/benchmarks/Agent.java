package io.pitot.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pitot.benchmarks.agent.Idle;
import io.pitot.benchmarks.agent.MapLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the map agent costs: operations of maps, and the start of a JVM, with the agent armed and
 * absent, JVM by JVM in turn, on this JDK and a 25 where there is one. Armed means that a recording
 * runs; the other arm has the same recording without the agent.
 */
public final class Agent {
  private static final List<String> LOADS =
      List.of(
          "hash-get",
          "hash-put",
          "hash-put-new",
          "concurrent-get",
          "concurrent-put",
          "concurrent-merge",
          "concurrent-merge-one-bin-2-threads");

  private final Path jar;
  private final int rounds;

  private Agent(Path jar, int rounds) {
    this.jar = jar;
    this.rounds = rounds;
  }

  /** Arguments: rounds (5), the agent's jar. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path jar =
        Path.of(arguments.length > 1 ? arguments[1] : "jfr-events/target/pitot-agent.jar")
            .toAbsolutePath();
    if (!Files.exists(jar)) {
      System.err.println(jar + " is missing: mvn -pl jfr-events package -DskipTests makes it");
      System.exit(2);
    }
    Agent agent = new Agent(jar, rounds);
    for (Path jdk : jdks()) {
      for (String load : LOADS) {
        agent.compare(jdk, load);
      }
      agent.compareStarts(jdk);
    }
  }

  private void compare(Path jdk, String load) throws IOException, InterruptedException {
    double[] absent = new double[rounds];
    double[] armed = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      absent[i] = run(jdk, false, MapLoad.class, load).nanos;
      armed[i] = run(jdk, true, MapLoad.class, load).nanos;
    }
    String name = jdk.getFileName() + " " + load;
    Figure.printSpread(name + " absent", "ns", absent);
    Figure.printSpread(name + " armed", "ns", armed);
    Figure.printSpread(name + " armed to absent", "ratio", Figure.ratios(armed, absent));
  }

  private void compareStarts(Path jdk) throws IOException, InterruptedException {
    double[] added = new double[rounds * 2];
    for (int i = 0; i < added.length; i++) {
      long absent = run(jdk, false, Idle.class).wallNanos;
      added[i] = (run(jdk, true, Idle.class).wallNanos - absent) / 1e6;
    }
    Figure.printSpread(jdk.getFileName() + " start with the agent, added", "ms", added);
  }

  private record Run(double nanos, long wallNanos) {}

  private Run run(Path jdk, boolean armed, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-Xlog:disable"));
    command.add("-XX:StartFlightRecording");
    if (armed) {
      command.add("-javaagent:" + jar);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    long begun = System.nanoTime();
    Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
    int exitCode = jvm.waitFor();
    long wallNanos = System.nanoTime() - begun;
    return output
        .lines()
        .filter(line -> line.startsWith("nanos "))
        .map(line -> new Run(Double.parseDouble(line.substring("nanos ".length())), wallNanos))
        .findFirst()
        .orElseThrow(
            () -> new IOException("exit code " + exitCode + " of " + command + "\n" + output));
  }

  private static List<Path> jdks() throws IOException {
    List<Path> jdks = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    String named = System.getenv("JAVA_HOME_25");
    if (named != null) {
      jdks.add(Path.of(named));
      return jdks;
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> homes = Files.list(installed)) {
        homes
            .filter(home -> home.getFileName().toString().contains("25"))
            .filter(home -> Files.isExecutable(home.resolve("bin/java")))
            .limit(1)
            .forEach(jdks::add);
      }
    }
    return jdks;
  }
}
