package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.pitot.cli.console.Terminal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EnvironmentDefaultsTest {
  private static FlameCommand flame(Map<String, String> environment, String... arguments) {
    FlameCommand command = new FlameCommand(new Terminal());
    new CommandLine(command)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(arguments);
    return command;
  }

  @Test
  void takesWhatIsNotGivenFromTheEnvironment() {
    Map<String, String> environment =
        Map.of("PITOT_TOKEN", "secret", "PITOT_TYPE", "alloc", "PITOT_COLLECTOR", "http://c:1");

    assertEquals("secret", flame(environment, "shop").collector.token);
    assertEquals("alloc", flame(environment, "shop").type);
    assertEquals("http://c:1", flame(environment, "shop").collector.collector.toString());
  }

  @Test
  void prefersFlagsToTheEnvironmentAndThatToDefaults() {
    assertEquals("lock", flame(Map.of("PITOT_TYPE", "alloc"), "shop", "--type", "lock").type);
    assertEquals("cpu", flame(Map.of(), "shop").type);
    assertEquals(CollectorOptions.DEFAULT, flame(Map.of(), "shop").collector.collector.toString());
    assertNull(flame(Map.of(), "shop").collector.token);
  }

  @Test
  void namesTheVariableAfterTheFlag() {
    assertEquals("PITOT_HTTP_PORT", EnvironmentDefaults.variable("--http-port"));
  }
}
