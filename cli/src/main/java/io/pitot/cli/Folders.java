package io.pitot.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the servers keep their data when nobody says so. */
final class Folders {
  private Folders() {}

  /** Below /var/lib for root, else below the user's own folder for data. */
  static Path of(String server) {
    return of(server, System.getenv(), System.getProperty("user.name", ""));
  }

  static Path of(String server, Map<String, String> environment, String user) {
    if (user.equals("root")) {
      return Path.of("/var/lib/pitot", server);
    }
    Path own =
        Optional.ofNullable(environment.get("XDG_DATA_HOME"))
            .map(Path::of)
            .orElse(Path.of(environment.getOrDefault("HOME", "."), ".local", "share"));
    return own.resolve("pitot").resolve(server);
  }
}
