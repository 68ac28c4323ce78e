package io.pitot.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot collector} as a process, and what it answers. */
record Servers(Pitot collector, int httpPort, int grpcPort) implements AutoCloseable {
  private static final Pattern PORTS =
      Pattern.compile("collector: http://127\\.0\\.0\\.1:(\\d+), daemons send to \\S+:(\\d+)");
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Starts a collector; ports of 0 are free ones. */
  static Servers startCollector(Path data, int httpPort, int grpcPort) throws Exception {
    Pitot collector = start(data, httpPort, grpcPort);
    Matcher ports = collector.awaitLine(PORTS, START_LIMIT);
    return new Servers(
        collector, Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
  }

  /** The same once more, at the same ports; does not wait until it answers. */
  Servers startAgain(Path data) throws IOException {
    return new Servers(start(data, httpPort, grpcPort), httpPort, grpcPort);
  }

  private static Pitot start(Path data, int httpPort, int grpcPort) throws IOException {
    return Pitot.start(
        "collector",
        "--data",
        data.toString(),
        "--http-port",
        Integer.toString(httpPort),
        "--grpc-port",
        Integer.toString(grpcPort));
  }

  /** Starts a daemon for these JVMs that sends to this collector. */
  Pitot startDaemon(Path state, List<Long> pids) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("daemon", "--warm", "now"));
    arguments.addAll(List.of("--ingest", "127.0.0.1:" + grpcPort));
    arguments.addAll(List.of("--state", state.toString()));
    for (Long pid : pids) {
      arguments.addAll(List.of("--pid", pid.toString()));
    }
    return Pitot.start(arguments.toArray(String[]::new));
  }

  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** The answer to a question over HTTP, whatever its status. */
  String get(String pathAndQuery) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + pathAndQuery)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** A command that asks this collector. */
  Pitot.Ended ask(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--collector", url()));
    return Pitot.run(all.toArray(String[]::new));
  }

  /** The answer of a listing command. */
  JsonNode json(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    return new JsonMapper().readTree(ask(all.toArray(String[]::new)).ok());
  }

  @Override
  public void close() throws IOException {
    collector.close();
  }
}
