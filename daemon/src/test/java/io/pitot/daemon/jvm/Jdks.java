package io.pitot.daemon.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JDKs of this machine that tests launch JVMs with. */
public final class Jdks {
  private Jdks() {}

  /** The JDK that runs the tests: 17 or newer. */
  public static Path current() {
    return Path.of(System.getProperty("java.home"));
  }

  /** {@code JAVA_HOME_25}, else the first that says 25 under the usual folder. */
  public static Optional<Path> jdk25() {
    String home = System.getenv("JAVA_HOME_25");
    if (home != null) {
      return Optional.of(Path.of(home));
    }
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      return homes.sorted().filter(Jdks::is25).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** For parameterized tests: the current JDK, and 25 where there is one. */
  public static List<Path> all() {
    return Stream.concat(Stream.of(current()), jdk25().stream()).distinct().toList();
  }

  private static boolean is25(Path home) {
    try {
      Path release = home.resolve("release");
      return Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
