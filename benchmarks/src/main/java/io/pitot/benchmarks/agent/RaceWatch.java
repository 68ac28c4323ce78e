package io.pitot.benchmarks.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Runs programs with everything of the agent armed and looks for the races that it reports. */
public final class RaceWatch {
  private static final int RACE_EXIT_CODE = 86;
  private static final String REPORT = " proven race";

  private final Path agent;
  private final Path directory;

  public RaceWatch(Path agent, Path directory) {
    this.agent = agent;
    this.directory = directory;
  }

  /** Compiles java.base from its sources; true when no race was reported. */
  public boolean javac(Jdk jdk, Path sources) throws IOException, InterruptedException {
    Path base = directory.resolve("java.base-" + jdk.version());
    Path list = directory.resolve("files-" + jdk.version());
    int files = unpack(sources, base, list);
    List<String> command = new ArrayList<>(List.of(jdk.home().resolve("bin/javac").toString()));
    armed().forEach(flag -> command.add("-J" + flag));
    command.addAll(List.of("-J-Xmx900m", "-proc:none", "-nowarn", "-XDignore.symbol.file"));
    command.addAll(List.of("--patch-module", "java.base=" + base));
    command.addAll(List.of("-d", directory.resolve("javac-out").toString(), "@" + list));
    String name = "javac over " + files + " files of java.base";
    return isSilent(jdk, name, List.of(), new ProcessBuilder(command));
  }

  /** Runs a program of this class path; true when no race was reported. */
  public boolean program(Jdk jdk, String name, Class<?> program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString(), "-Xmx512m"));
    command.addAll(armed());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return isSilent(jdk, name, List.of(), new ProcessBuilder(command));
  }

  /**
   * Builds a project with four threads; Maven's own JVM and all that it starts carry the agent.
   * Tests may fail, since some look at what their JVMs print.
   *
   * @param modules those that are built, between commas, with those that they need, whose own tests
   *     are left out; empty for all
   */
  public boolean maven(Jdk jdk, Path project, boolean tests, String modules)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-T4", "package"));
    command.add(tests ? "-Dmaven.test.failure.ignore=true" : "-DskipTests");
    if (!modules.isEmpty()) {
      command.addAll(List.of("-pl", modules, "-am"));
    }
    if (tests && !modules.isEmpty()) {
      command.add("-Dtest=" + String.join(",", testsOf(project, modules)));
      command.add("-Dsurefire.failIfNoSpecifiedTests=false");
    }
    ProcessBuilder maven = new ProcessBuilder(command);
    maven.directory(project.toFile());
    maven.environment().put("JAVA_HOME", jdk.home().toString());
    maven.environment().put("JAVA_TOOL_OPTIONS", "-javaagent:" + agent + "=fail-on-race");
    String name =
        "mvn -T4 package of "
            + (modules.isEmpty() ? "this project" : modules)
            + (tests ? ", with tests" : "");
    return isSilent(jdk, name, List.of(project), maven);
  }

  private static List<String> testsOf(Path project, String modules) throws IOException {
    List<String> names = new ArrayList<>();
    for (String module : modules.split(",", -1)) {
      Path sources = project.resolve(module).resolve("src/test/java");
      try (Stream<Path> all = Files.walk(sources)) {
        all.map(file -> sources.relativize(file).toString())
            .filter(name -> name.endsWith("Test.java"))
            .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
            .sorted()
            .forEach(names::add);
      }
    }
    return names;
  }

  private List<String> armed() {
    return List.of("-javaagent:" + agent + "=fail-on-race", "-XX:StartFlightRecording");
  }

  private boolean isSilent(Jdk jdk, String name, List<Path> alsoLookBelow, ProcessBuilder command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".log");
    long startNanos = System.nanoTime();
    int exitCode =
        command.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    List<Path> reports = new ArrayList<>();
    for (Path place : alsoLookBelow) {
      reports.addAll(forkDumps(place));
    }
    reports.add(output);
    boolean silent = exitCode != RACE_EXIT_CODE;
    for (Path report : reports) {
      List<String> lines = Files.readAllLines(report, ISO_8859_1);
      if (lines.stream().anyMatch(line -> line.contains(REPORT))) {
        silent = false;
        System.err.println(String.join("\n", lines));
      }
    }
    if (exitCode != 0 && silent) {
      System.err.println(name + " ended with exit code " + exitCode + "; its last lines:");
      List<String> lines = Files.readAllLines(output, ISO_8859_1);
      lines.subList(Math.max(0, lines.size() - 20), lines.size()).forEach(System.err::println);
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"program\":\"%s\",\"jdk\":\"%s\",\"seconds\":%.0f,\"exitCode\":%d,\"races\":%b}",
            name,
            jdk.version(),
            seconds,
            exitCode,
            !silent));
    return silent;
  }

  /**
   * What Surefire keeps of what its forks wrote past it, and what their own JVMs told the tests.
   */
  private static List<Path> forkDumps(Path project) throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      return all.filter(Files::isRegularFile)
          .filter(
              path ->
                  path.toString().endsWith(".dumpstream")
                      || path.toString().contains("surefire-reports"))
          .toList();
    }
  }

  /** Returns how many files of java.base there are; their names go to {@code list}. */
  private static int unpack(Path sources, Path base, Path list) throws IOException {
    List<String> files = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(sources))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (!name.startsWith("java.base/") || !name.endsWith(".java")) {
          continue;
        }
        Path file = base.resolve(name.substring("java.base/".length())).normalize();
        if (!file.startsWith(base)) {
          throw new IOException(name + " leads out of " + sources);
        }
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
        files.add(file.toString());
      }
    }
    Files.write(list, files);
    return files.size();
  }
}
