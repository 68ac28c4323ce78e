package io.pitot.benchmarks.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK that measured JVMs run on.
 *
 * @param version as {@code 25.0.3}
 */
public record Jdk(String version, Path home) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /** This JVM's, and a 25 from {@code JAVA_HOME_25} or {@code /usr/lib/jvm}. */
  public static List<Jdk> all() throws IOException {
    List<Jdk> jdks = new ArrayList<>(List.of(at(Path.of(System.getProperty("java.home")))));
    String named = System.getenv("JAVA_HOME_25");
    if (named != null) {
      jdks.add(at(Path.of(named)));
    } else if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> homes = Files.list(INSTALLED)) {
        homes
            .filter(home -> Files.isExecutable(home.resolve("bin/java")))
            .filter(home -> Files.exists(home.resolve("release")))
            .map(Jdk::at)
            .filter(jdk -> jdk.version.startsWith("25"))
            .limit(1)
            .forEach(jdks::add);
      }
    }
    return jdks;
  }

  private static Jdk at(Path home) {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Jdk(release.getProperty("JAVA_VERSION", "?").replace("\"", ""), home);
  }

  public Path java() {
    return home.resolve("bin/java");
  }

  /** The sources of its java.base, where they are installed beside it. */
  public Path sources() {
    return home.resolve("lib/src.zip");
  }
}
