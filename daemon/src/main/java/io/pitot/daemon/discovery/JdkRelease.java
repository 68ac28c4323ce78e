package io.pitot.daemon.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK that a JVM runs on, from the file {@code release} of its installation. */
final class JdkRelease {
  static final int UNKNOWN = 0;

  private JdkRelease() {}

  /** The feature version, or {@link #UNKNOWN} where the file is missing or says nothing. */
  static int of(ProcessFiles process, String libjvm) throws IOException {
    // HOME/lib/server/libjvm.so; JDK 8 has HOME/jre/lib/amd64/server/libjvm.so.
    Path home = Path.of(libjvm).getParent();
    for (int level = 0; level < 4 && home != null; level++, home = home.getParent()) {
      Path release = process.seenAs(home.resolve("release").toString());
      if (Files.isReadable(release)) {
        return javaVersion(Files.readAllLines(release));
      }
    }
    return UNKNOWN;
  }

  private static int javaVersion(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("JAVA_VERSION=")) {
        return feature(line.substring(13).replace("\"", ""));
      }
    }
    return UNKNOWN;
  }

  /** 17 of {@code 17.0.15}, 8 of {@code 1.8.0_402}. */
  static int feature(String version) {
    String[] numbers = version.strip().split("[^0-9]+", 3);
    try {
      return Integer.parseInt(
          numbers[0].equals("1") && numbers.length > 1 ? numbers[1] : numbers[0]);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
