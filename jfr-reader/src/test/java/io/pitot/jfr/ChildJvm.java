package io.pitot.jfr;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that runs {@link Workload} and is recorded. */
final class ChildJvm implements AutoCloseable {
  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** The JDK that runs the tests, and 25 where this machine has one. */
  static List<Path> jdks() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    String home25 = System.getenv("JAVA_HOME_25");
    if (home25 != null) {
      homes.add(Path.of(home25));
    } else if (Files.isDirectory(Path.of("/usr/lib/jvm"))) {
      try (Stream<Path> found = Files.list(Path.of("/usr/lib/jvm"))) {
        found.filter(ChildJvm::is25).limit(1).forEach(homes::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return homes;
  }

  private static boolean is25(Path home) {
    try {
      Path release = home.resolve("release");
      return Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ChildJvm start(Path javaHome, List<String> options, String argument) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx128m");
    command.addAll(options);
    Collections.addAll(command, "-cp", classes(), Workload.class.getName(), argument);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.equals("ready")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("The JVM ended before its program ran: " + command);
    }
    Thread drain = new Thread(() -> out.lines().forEach(ignored -> {}), "drain");
    drain.setDaemon(true);
    drain.start();
    return new ChildJvm(process);
  }

  private static String classes() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.exists(Path.of(entry, "io/pitot/jfr/Workload.class"))) {
        return entry;
      }
    }
    throw new IllegalStateException("The class path has no test classes");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      throw new IllegalStateException("The JVM does not end");
    }
  }

  /** What {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
