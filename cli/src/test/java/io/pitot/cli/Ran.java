package io.pitot.cli;

import io.pitot.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command that was run, as from a pipe. */
record Ran(int exitCode, byte[] bytes, String err) {
  static Ran command(String... arguments) {
    return command(Set.of(), arguments);
  }

  static Ran command(Set<String> terminals, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminals);
    int exitCode = Main.run(terminal, arguments);
    return new Ran(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The answer of a command that must have worked. */
  String ok() {
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + ": " + err + out());
    }
    return out();
  }

  JsonNode json() {
    return new JsonMapper().readTree(out());
  }
}
