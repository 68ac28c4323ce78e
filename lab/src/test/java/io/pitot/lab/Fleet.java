package io.pitot.lab;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Instances of the shop, watched by a daemon and a collector of this process. */
final class Fleet implements AutoCloseable {
  static final String SERVICE = "shop";

  private static final int END_SECONDS = 3_600;

  private final Path classes;
  private final Path data;
  private final int requestsPerSecond;
  private final Rates rates;
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Collector collector;
  private @Nullable Daemon daemon;

  /**
   * @param shop the folder of the shop's module, compiled
   * @param data where daemon and collector keep what they know
   * @param rates how closely the daemon looks
   */
  Fleet(Path shop, Path data, int requestsPerSecond, Rates rates) {
    this.classes = shop.resolve("target");
    this.data = data;
    this.requestsPerSecond = requestsPerSecond;
    this.rates = rates;
  }

  /** A release of the shop under the name that its instances give themselves. */
  record Release(String code, String label) {
    static Release of(String code) {
      return new Release(code, code);
    }
  }

  /** Starts an instance. */
  void start(Path javaHome, Release release) throws IOException {
    String folder = release.code().equals("1.0") ? "classes" : "classes-" + release.code();
    ProcessBuilder builder =
        new ProcessBuilder(
                javaHome.resolve("bin/java").toString(),
                "-Xmx96m",
                "-cp",
                classes.resolve(folder).toString(),
                "io.pitot.lab.shop.Shop",
                Integer.toString(requestsPerSecond),
                Integer.toString(END_SECONDS))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OTEL_SERVICE_NAME", SERVICE);
    builder
        .environment()
        .put(
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.version=%s,service.instance.id=%s"
                .formatted(release.label(), instance(processes.size())));
    processes.add(builder.start());
  }

  /** Begins to watch the instances that were started. */
  void watch() throws Exception {
    Set<Integer> pids =
        processes.stream().map(p -> Math.toIntExact(p.pid())).collect(Collectors.toSet());
    Collector started =
        Collector.start(
            CollectorConfig.defaults(data.resolve("collector"))
                .withHttp("127.0.0.1", 0)
                .withGrpc("127.0.0.1", 0));
    collector = started;
    daemon =
        Daemon.start(
            DaemonConfig.defaults(data.resolve("daemon"))
                .withCollector("127.0.0.1", started.grpcPort())
                .withRates(rates)
                .withTargets(TargetRules.pids(pids), WarmPolicy.NOW));
  }

  /** Waits until each instance was watched for so many windows. */
  void awaitWindows(int windows, Duration limit) throws Exception {
    Await.until(
        limit,
        windows + " windows of each instance",
        () -> {
          JsonNode series = ask("/api/v1/series?service=" + SERVICE).path("series");
          return series.size() == processes.size()
              && series.valueStream().allMatch(s -> s.path("windows").asInt() >= windows);
        });
  }

  /** The answer about two releases. */
  JsonNode diff(String base, String candidate, String type) throws Exception {
    return ask(
        "/api/v1/diff?service=%s&base=%s&candidate=%s&type=%s"
            .formatted(SERVICE, base, candidate, type));
  }

  /** The answer about two sets of instances, given by their numbers in the order of starting. */
  JsonNode diff(List<Integer> base, List<Integer> candidate, String type) throws Exception {
    return ask(
        "/api/v1/diff?service=%s&baseMatch=%s&candidateMatch=%s&type=%s"
            .formatted(SERVICE, match(base), match(candidate), type));
  }

  /** What the gate says of two sets of instances, over all usual types at one rate. */
  JsonNode gate(List<Integer> base, List<Integer> candidate) throws Exception {
    return ask(
        "/api/v1/gate?service=%s&baseMatch=%s&candidateMatch=%s&timeoutSeconds=60"
            .formatted(SERVICE, match(base), match(candidate)));
  }

  private static String match(List<Integer> instances) {
    String names = instances.stream().map(Fleet::instance).collect(Collectors.joining("|"));
    return URLEncoder.encode("{instance=~\"" + names + "\"}", StandardCharsets.UTF_8);
  }

  private static String instance(int number) {
    return SERVICE + "-" + number;
  }

  private JsonNode ask(String path) throws Exception {
    int port = Objects.requireNonNull(collector, "nothing is watched yet").httpPort();
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 404) {
      return JsonMapper.shared().createObjectNode(); // The service is not known yet.
    }
    if (answer.statusCode() != 200) {
      throw new IOException(uri + ": " + answer.statusCode() + " " + answer.body());
    }
    return new JsonMapper().readTree(answer.body());
  }

  @Override
  public void close() {
    if (daemon != null) {
      daemon.close();
    }
    if (collector != null) {
      collector.close();
    }
    processes.forEach(Processes::end);
  }
}
