package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The lab's shop as a canary sees it: instances of two releases at the same time, each a JVM of its
 * own that knows nothing of Pitot. They end with the process that started them, however it ends.
 */
public final class ShopFleet implements AutoCloseable {
  public static final String SERVICE = "shop";
  public static final String BASE = "1.0";
  public static final String CANDIDATE = "1.1";

  /** The line that 1.1 has changed: the frame which a comparison must name. */
  public static final String PLANTED_FRAME = "io.pitot.lab.shop.pricing.PriceList.forRequest";

  private static final int END_LIMIT_SECONDS = 5;

  private final Path jars;
  private final Path logs;
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param jars the folder with {@code shop-1.0.jar} and {@code shop-1.1.jar}
   * @param logs where the instances' output goes
   */
  public ShopFleet(Path jars, Path logs) {
    this.jars = jars;
    this.logs = logs;
  }

  /** The folder that the command's own files came with. */
  public static Path jarsOfThisInstallation() throws Failure {
    Path jars = Path.of(System.getProperty("pitot.home", "."), "demo");
    if (!Files.isReadable(jars.resolve(jar(BASE)))
        || !Files.isReadable(jars.resolve(jar(CANDIDATE)))) {
      throw new Failure(
          ExitCode.FAILED,
          "the shop's jars are not in %s: start the demo with the script pitot, which knows where"
                  .formatted(jars)
              + " they are");
    }
    return jars;
  }

  /** Starts this many instances of each release, the releases by turns. */
  public void start(Path javaHome, int instancesOfEach) throws Failure {
    for (int i = 0; i < instancesOfEach; i++) {
      start(javaHome, BASE);
      start(javaHome, CANDIDATE);
    }
  }

  private void start(Path javaHome, String release) throws Failure {
    String instance = "shop-" + (processes.size() + 1);
    Path log = logs.resolve(instance + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                javaHome.resolve("bin/java").toString(),
                "-Xmx96m",
                "-jar",
                jars.resolve(jar(release)).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("OTEL_SERVICE_NAME", SERVICE);
    builder
        .environment()
        .put(
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.version=%s,service.instance.id=%s,deployment.environment.name=demo"
                .formatted(release, instance));
    try {
      processes.add(builder.start());
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, "cannot start the shop with %s: %s".formatted(javaHome, e), e);
    }
  }

  public Set<Integer> pids() {
    return processes.stream().map(p -> Math.toIntExact(p.pid())).collect(Collectors.toSet());
  }

  /** What a person must know when an instance has ended by itself. */
  public Optional<String> ended() {
    for (int i = 0; i < processes.size(); i++) {
      if (!processes.get(i).isAlive()) {
        return Optional.of(
            "an instance of the shop has ended with code %d: see %s"
                .formatted(processes.get(i).exitValue(), logs.resolve("shop-" + (i + 1) + ".log")));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String jar(String release) {
    return "shop-" + release + ".jar";
  }
}
