package io.pitot.collector.diff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDKs that programs of tests run on: the one that runs the tests, and a 25 where found. */
final class Jdks {
  private Jdks() {}

  static List<Path> all() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    Path other = find25();
    if (other != null && Runtime.version().feature() != 25) {
      homes.add(other);
    }
    return homes;
  }

  private static @Nullable Path find25() throws IOException {
    String named = System.getenv("JAVA_HOME_25");
    if (named != null) {
      return Path.of(named);
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return null;
    }
    try (Stream<Path> homes = Files.list(installed)) {
      return homes.filter(Jdks::is25).sorted().findFirst().orElse(null);
    }
  }

  private static boolean is25(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(home.resolve("bin/java"))
          && Files.isRegularFile(release)
          && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      return false; // Not for us to read.
    }
  }
}
