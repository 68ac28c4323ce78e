package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The recordings that are damaged: of every JDK here, whole and trimmed, and two by hand. */
final class FuzzSeeds {
  private FuzzSeeds() {}

  /** Records into a folder of that name in the build's own, which is emptied first. */
  static Path record(String name) throws IOException, InterruptedException {
    Path folder = emptied(name);
    for (Path javaHome : ChildJvm.jdks()) {
      String jdk = javaHome.getFileName().toString();
      Path whole = folder.resolve(jdk + ".whole");
      runSmallWorkload(javaHome, whole);
      Files.write(folder.resolve(jdk + "-trimmed.jfr"), TrimmedRecording.of(whole, 2));
      Files.move(whole, folder.resolve(jdk + ".jfr"));
    }
    for (boolean compressed : new boolean[] {true, false}) {
      SmallRecording written = new SmallRecording(compressed, 3, 1_000_000_000L);
      Files.write(folder.resolve("written-" + compressed + ".jfr"), written.bytes);
    }
    return folder;
  }

  /** An empty folder of that name in the build's own. */
  static Path emptied(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", name).toAbsolutePath());
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    return folder;
  }

  private static void runSmallWorkload(Path javaHome, Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                javaHome.resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SmallWorkload.class.getName(),
                file.toString(),
                "2")
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
  }
}
