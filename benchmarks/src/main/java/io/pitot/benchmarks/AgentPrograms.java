package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.DatabaseLoad;
import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.agent.RaceWatch;
import io.pitot.benchmarks.agent.ServiceLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run agent-programs [--tests] [--modules M,M] [--sources SRC.ZIP] [PROGRAM...]}:
 * real programs with everything of the agent armed, in which it must not report a race. Programs:
 * {@code javac} (over the JDK's own java.base, where a JDK has its src.zip or {@code --sources}
 * names one for this JDK), {@code jetty} and {@code h2} under load, {@code maven} ({@code mvn -T4
 * package} of a copy of this project; with {@code --tests} with all tests and their JVMs, with
 * {@code --modules} of these modules and of those that they need, with the tests of these alone).
 * Prints a JSON line each, and what was reported. Exit code 1 where a race was: it is real, or a
 * fault of the agent.
 */
public final class AgentPrograms {
  private static final List<String> PROGRAMS = List.of("javac", "jetty", "h2", "maven");

  private AgentPrograms() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean tests = false;
    String modules = "";
    Path sources = null;
    Set<String> programs = new LinkedHashSet<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--tests")) {
        tests = true;
      } else if (arguments[i].equals("--modules") && i + 1 < arguments.length) {
        modules = arguments[++i];
      } else if (arguments[i].equals("--sources") && i + 1 < arguments.length) {
        sources = Path.of(arguments[++i]).toAbsolutePath();
      } else if (PROGRAMS.contains(arguments[i])) {
        programs.add(arguments[i]);
      } else {
        System.err.println(
            "usage: benchmarks/run agent-programs [--tests] [--modules M,M] [--sources SRC.ZIP] "
                + PROGRAMS);
        System.exit(2);
      }
    }
    if (programs.isEmpty()) {
      programs.addAll(PROGRAMS);
    }
    Path directory = Files.createTempDirectory("agent-programs");
    boolean silent = true;
    try {
      RaceWatch watch =
          new RaceWatch(Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath(), directory);
      List<Jdk> jdks = Jdk.all();
      for (Jdk jdk : jdks) {
        Path own = jdk.equals(jdks.get(0)) && sources != null ? sources : jdk.sources();
        if (programs.contains("javac") && Files.exists(own)) {
          silent &= watch.javac(jdk, own);
        }
        if (programs.contains("jetty")) {
          silent &= watch.program(jdk, "Jetty and shop under load", ServiceLoad.class);
        }
        if (programs.contains("h2")) {
          silent &= watch.program(jdk, "H2, 2 clients", DatabaseLoad.class);
        }
      }
      if (programs.contains("maven")) {
        silent &= watch.maven(jdks.get(0), copyOfThisProject(directory), tests, modules);
      }
    } finally {
      delete(directory);
    }
    System.exit(silent ? 0 : 1);
  }

  /** Without what builds have left. */
  private static Path copyOfThisProject(Path directory) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path copy = directory.resolve("project");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(here)) {
      all.filter(path -> !isLeftByBuilds(here, path)).forEach(files::add);
    }
    for (Path file : files) {
      Path to = copy.resolve(here.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(to);
      } else {
        Files.copy(file, to);
      }
    }
    return copy;
  }

  private static boolean isLeftByBuilds(Path here, Path path) {
    Path folder = here;
    for (Path part : here.relativize(path)) {
      String name = part.toString();
      // A package may be called target, too.
      boolean isOutput = name.equals("target") && Files.exists(folder.resolve("pom.xml"));
      if (isOutput || name.equals(".git") || name.equals("node_modules")) {
        return true;
      }
      folder = folder.resolve(part);
    }
    return false;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
