package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.gate.PolicyFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands under deploy/gate is copied by people: it must parse, and its lines must run. */
class DeployExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GATE = ROOT.resolve("deploy/gate");
  private static final JsonMapper JSON = new JsonMapper();

  private static FedCollector collector;

  @TempDir static Path data;
  @TempDir static Path bin;

  @BeforeAll
  static void start() throws Exception {
    collector = new FedCollector(data);
    Path pitot =
        Files.writeString(
            bin.resolve("pitot"),
            "#!/bin/sh\nexec '%s/bin/java' -cp '%s' io.pitot.cli.Main \"$@\"\n"
                .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(pitot, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void thePolicyIsRight() throws Exception {
    PolicyFile.parse(Files.readString(GATE.resolve("policy.yaml")));
    String documented = Files.readString(ROOT.resolve("docs/gate.md"));
    String example = documented.substring(documented.indexOf("```yaml\n") + 8);
    PolicyFile.parse(example.substring(0, example.indexOf("```")));
  }

  @Test
  void theStepsOfGitHubActionsRun() throws Exception {
    JsonNode steps = yaml("github-actions.yaml").path("jobs").path("gate").path("steps");
    String mark = steps.path(1).path("run").asString();
    String gate = steps.path(2).path("run").asString();

    assertShell(0, mark, "1.1");
    assertShell(0, gate, "1.1");
    assertShell(1, gate, "1.2");
    JsonNode deploys = JSON.readTree(get("/api/v1/deploys?service=shop"));
    assertEquals("1.1", deploys.path("deploys").path(0).path("release").asString());
  }

  @Test
  void theStageOfJenkinsRuns() throws Exception {
    String pipeline = Files.readString(GATE.resolve("Jenkinsfile"));
    String script = pipeline.split("'''", -1)[1];

    assertShell(0, script, "1.1");
    assertShell(1, script, "1.2");
  }

  @Test
  void argoReadsTheVerdict() throws Exception {
    JsonNode metric = yaml("argo-analysis-template.yaml").path("spec").path("metrics").path(0);
    String url = metric.path("provider").path("web").path("url").asString();
    String query =
        url.substring(url.indexOf("/api/"))
            .replace("{{args.service}}", "shop")
            .replace("{{args.base}}", "1.0");

    JsonNode fails = JSON.readTree(get(query.replace("{{args.candidate}}", "1.2")));
    assertEquals("FAIL", fails.path("verdict").asString());
    assertEquals("result.verdict == \"FAIL\"", metric.path("failureCondition").asString());
    JsonNode passes = JSON.readTree(get(query.replace("{{args.candidate}}", "1.1")));
    assertEquals("PASS", passes.path("verdict").asString());
    assertTrue(passes.path("ok").asBoolean());
  }

  @Test
  void flaggerIsHalted() throws Exception {
    JsonNode canary = yaml("flagger-canary.yaml");
    JsonNode hook = canary.path("spec").path("analysis").path("webhooks").path(0);
    String body =
        JSON.writeValueAsString(
            Map.of(
                "name", canary.path("metadata").path("name"),
                "namespace", canary.path("metadata").path("namespace"),
                "phase", "Progressing",
                "metadata", hook.path("metadata")));
    URI url = URI.create(collector.url() + URI.create(hook.path("url").asString()).getPath());

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    // Nothing but the service is named, so 1.2 is compared with 1.1.
    assertEquals(412, answer.statusCode(), answer.body());
  }

  private static JsonNode yaml(String file) throws Exception {
    Object document =
        new Load(LoadSettings.builder().setLabel(file).build())
            .loadFromString(Files.readString(GATE.resolve(file)));
    return JSON.valueToTree(document);
  }

  /** Runs a script as a pipeline runs it. */
  private static void assertShell(int exitCode, String script, String candidate) throws Exception {
    Path output = bin.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-e", "-c", script))
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("PITOT_COLLECTOR", collector.url());
    builder.environment().put("PITOT_TOKEN", "unused");
    builder.environment().put("BASE", "1.0");
    builder.environment().put("CANDIDATE", candidate);
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the script did not end: " + script);
    }
    assertEquals(exitCode, process.exitValue(), Files.readString(output));
  }

  private static String get(String pathAndQuery) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(collector.url() + pathAndQuery)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }
}
