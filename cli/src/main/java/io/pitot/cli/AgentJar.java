package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the map agent is: in the distribution, or in a checkout of the sources. */
final class AgentJar {
  private static final List<String> PLACES =
      List.of("../agent/pitot-agent.jar", "../../../jfr-events/target/pitot-agent.jar");

  private AgentJar() {}

  static Path find(@Nullable Path named) throws Failure {
    if (named != null) {
      return require(named);
    }
    Path own = own();
    // A jar in the folder of jars, or the folder of classes that a build has left.
    Path folder = own.getFileName().toString().endsWith(".jar") ? own.resolveSibling("") : own;
    for (String place : PLACES) {
      Path jar = folder.resolve(place).normalize();
      if (Files.isRegularFile(jar)) {
        return jar;
      }
    }
    throw new Failure(
        ExitCode.FAILED,
        "pitot-agent.jar is neither beside %s nor was it built: name it with --agent-jar"
            .formatted(folder));
  }

  private static Path require(Path named) throws Failure {
    if (!Files.isRegularFile(named)) {
      throw new Failure(ExitCode.USAGE, "--agent-jar: there is no file " + named);
    }
    return named;
  }

  private static Path own() {
    try {
      return Path.of(AgentJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
