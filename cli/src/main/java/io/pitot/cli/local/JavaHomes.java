package io.pitot.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDKs of this machine. */
public final class JavaHomes {
  private static final Path USUAL = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*\"");

  private JavaHomes() {}

  /** The one that runs this code. */
  public static Path ours() {
    return Path.of(System.getProperty("java.home"));
  }

  /** A JDK of this feature version: JAVA_HOME_25 for 25, else the first where JDKs usually are. */
  public static Optional<Path> find(int feature) {
    return find(feature, System.getenv("JAVA_HOME_" + feature), USUAL);
  }

  static Optional<Path> find(int feature, @Nullable String named, Path folder) {
    if (named != null && isFeature(Path.of(named), feature)) {
      return Optional.of(Path.of(named));
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.sorted().filter(home -> isFeature(home, feature)).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isFeature(Path home, int feature) {
    return Files.isExecutable(home.resolve("bin/java"))
        && release(home).stream()
            .map(VERSION::matcher)
            .filter(Matcher::matches)
            .anyMatch(version -> Integer.parseInt(version.group(1)) == feature);
  }

  private static List<String> release(Path home) {
    try {
      return Files.readAllLines(home.resolve("release"));
    } catch (IOException e) {
      return List.of();
    }
  }
}
