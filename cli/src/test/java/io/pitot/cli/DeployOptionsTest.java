package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.console.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Units, manifests and image say nothing that the commands do not know. */
class DeployOptionsTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Pattern VARIABLE = Pattern.compile("\\b(PITOT_[A-Z_]+)=(\\S*)");

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes/daemonset.yaml", "kubernetes/collector.yaml"})
  void manifestsAreUnderstood(String file) throws Exception {
    JsonNode container = container(file);
    List<String> arguments = new ArrayList<>();
    container.path("args").forEach(argument -> arguments.add(argument.asString()));
    Map<String, String> environment = new TreeMap<>();
    container
        .path("env")
        .forEach(
            variable ->
                environment.put(
                    variable.path("name").asString(), variable.path("value").asString("secret")));
    assertUnderstood(arguments, environment);
    Set<String> ports = new TreeSet<>();
    container.path("ports").forEach(port -> ports.add(port.path("name").asString()));
    for (String probe : List.of("readinessProbe", "livenessProbe")) {
      String port = container.path(probe).path("httpGet").path("port").asString("none");
      assertTrue(ports.contains(port), probe + " asks port " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"systemd/pitot-daemon.service", "systemd/pitot-collector.service"})
  void unitsAreUnderstood(String file) throws Exception {
    String unit = Files.readString(DEPLOY.resolve(file));
    String start = unit.replaceAll("(?s).*\nExecStart=(\\S+) ([^\n]*)\n.*", "$2");
    assertUnderstood(List.of(start.split(" ", -1)), variables(unit));
  }

  @Test
  void theImageIsUnderstood() throws Exception {
    String image = Files.readString(DEPLOY.resolve("container/Dockerfile"));
    String command = image.replaceAll("(?s).*CMD \\[\"(\\w+)\"\\].*", "$1");
    assertUnderstood(List.of(command), variables(image));
  }

  /** They are told in three places, and each has its reason in the manual. */
  @Test
  void theDaemonHasTheSameCapabilitiesEverywhere() throws Exception {
    Set<String> manifest = new TreeSet<>();
    container("kubernetes/daemonset.yaml")
        .path("securityContext")
        .path("capabilities")
        .path("add")
        .forEach(capability -> manifest.add("CAP_" + capability.asString()));
    String unit = Files.readString(DEPLOY.resolve("systemd/pitot-daemon.service"));
    String bounding = unit.replaceAll("(?s).*\nCapabilityBoundingSet=([^\n]*)\n.*", "$1");
    String manual = Files.readString(DEPLOY.resolve("../docs/daemon.md"));
    Set<String> told =
        Pattern.compile("^\\| `(CAP_\\w+)` \\|", Pattern.MULTILINE)
            .matcher(manual)
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toSet());

    assertEquals(manifest, Set.of(bounding.split(" ", -1)));
    assertEquals(manifest, told);
  }

  private static void assertUnderstood(List<String> arguments, Map<String, String> environment) {
    CommandLine pitot =
        new CommandLine(new Pitot(), new Commands(new Terminal()))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setDefaultValueProvider(new EnvironmentDefaults(environment));
    pitot.parseArgs(arguments.toArray(String[]::new));
    CommandLine command = Objects.requireNonNull(pitot.getSubcommands().get(arguments.get(0)));
    Set<String> known =
        command.getCommandSpec().options().stream()
            .map(option -> EnvironmentDefaults.variable(option.longestName()))
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(environment.keySet());
    unknown.removeAll(known);
    assertEquals(Set.of(), unknown, () -> arguments.get(0) + " knows " + known);
  }

  private static Map<String, String> variables(String text) {
    Map<String, String> variables = new TreeMap<>();
    Matcher found = VARIABLE.matcher(text);
    while (found.find()) {
      variables.put(found.group(1), found.group(2));
    }
    return variables;
  }

  /** Of the only workload in the file. */
  private static JsonNode container(String file) throws Exception {
    Iterable<Object> documents =
        new Load(LoadSettings.builder().setLabel(file).build())
            .loadAllFromString(Files.readString(DEPLOY.resolve(file)));
    for (Object document : documents) {
      JsonNode tree = new JsonMapper().valueToTree(document);
      JsonNode containers = tree.path("spec").path("template").path("spec").path("containers");
      if (!containers.isMissingNode()) {
        return containers.path(0);
      }
    }
    throw new AssertionError(file + " has no workload");
  }
}
