package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the recordings that are read; those that are there already are taken as they are. */
final class Recordings {
  private final Path folder;

  /** Where a recording is and what it is called. */
  record Made(String title, Path file) {}

  Recordings(Path folder) {
    this.folder = folder;
  }

  /**
   * About 20 and 84 MB by each JDK, 219 MB by the newest: the smaller, the more its stacks differ.
   */
  List<Made> all() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Made> made = new ArrayList<>();
    List<Path> homes = jdks();
    for (Path home : homes) {
      made.add(make(home, "small", 20, 4, 40_000));
      made.add(make(home, "medium", 84, 12, 20_000));
    }
    made.add(make(homes.get(homes.size() - 1), "large", 219, 12, 4_000));
    return made;
  }

  private Made make(Path javaHome, String name, int megabytes, int chunkMegabytes, int stacks)
      throws IOException, InterruptedException {
    String jdk = version(javaHome);
    Path file = folder.resolve("jdk" + jdk + "-" + name + ".jfr");
    if (!Files.exists(file)) {
      record(javaHome, file, megabytes, chunkMegabytes, stacks);
    }
    return new Made("JDK %s, %d MB".formatted(jdk, Files.size(file) / 1_000_000), file);
  }

  private static void record(
      Path javaHome, Path file, int megabytes, int chunkMegabytes, int stacks)
      throws IOException, InterruptedException {
    System.err.println("making " + file);
    Process process =
        new ProcessBuilder(
                javaHome.resolve("bin/java").toString(),
                "-Xmx512m",
                "-XX:TLABSize=8k",
                "-XX:-ResizeTLAB",
                "-XX:MinTLABSize=2k",
                "-XX:FlightRecorderOptions:maxchunksize=" + chunkMegabytes + "m",
                "-cp",
                System.getProperty("java.class.path"),
                DiverseStacks.class.getName(),
                file.toString(),
                Integer.toString(megabytes),
                Integer.toString(chunkMegabytes),
                Integer.toString(stacks))
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the recorded program ended with " + process.exitValue());
    }
  }

  /** The JDK that runs this, and 25 where this machine has one. */
  private static List<Path> jdks() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    @Nullable String home25 = System.getenv("JAVA_HOME_25");
    if (home25 != null) {
      homes.add(Path.of(home25));
    } else if (Files.isDirectory(Path.of("/usr/lib/jvm"))) {
      try (Stream<Path> found = Files.list(Path.of("/usr/lib/jvm"))) {
        for (Path home : found.toList()) {
          if (homes.size() == 1 && version(home).equals("25")) {
            homes.add(home);
          }
        }
      }
    }
    return homes;
  }

  private static String version(Path javaHome) throws IOException {
    Path release = javaHome.resolve("release");
    if (!Files.exists(release)) {
      return "";
    }
    for (String line : Files.readAllLines(release)) {
      if (line.startsWith("JAVA_VERSION=\"")) {
        return line.substring("JAVA_VERSION=\"".length()).split("[.\"+]", 2)[0];
      }
    }
    return "";
  }
}
