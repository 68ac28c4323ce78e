package io.pitot.benchmarks.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code pitot collector} in a process of its own, so that its memory and processor time show. */
final class CollectorProcess implements AutoCloseable {
  /** As the launcher does. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx512m",
          "-Xms128m",
          "-Xmn96m",
          "-XX:SurvivorRatio=4",
          "-XX:+UseSerialGC",
          "-XX:MinHeapFreeRatio=15",
          "-XX:MaxHeapFreeRatio=30",
          "-XX:+ExitOnOutOfMemoryError");

  private static final Pattern STARTED =
      Pattern.compile("collector: http://127\\.0\\.0\\.1:(\\d+), daemons send to .*:(\\d+)");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int httpPort;
  final int grpcPort;
  final double millisToStart;

  private CollectorProcess(Process process, Matcher started, double millisToStart) {
    this.process = process;
    this.httpPort = Integer.parseInt(started.group(1));
    this.grpcPort = Integer.parseInt(started.group(2));
    this.millisToStart = millisToStart;
  }

  static CollectorProcess start(Path data, String... arguments) throws IOException {
    long before = System.nanoTime();
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(JVM_OPTIONS);
    command.addAll(optionsOfOurs());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.pitot.cli.Main", "collector"));
    command.addAll(List.of("--http-port=0", "--grpc-port=0", "--data=" + data));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "131072");
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        Thread rest = new Thread(() -> drain(out));
        rest.setDaemon(true);
        rest.start();
        return new CollectorProcess(process, started, (System.nanoTime() - before) / 1e6);
      }
      System.err.println(line);
    }
    throw new IOException("the collector did not start");
  }

  /** COLLECTOR_OPTIONS, to look inside: {@code -XX:StartFlightRecording=filename=ingest.jfr}. */
  private static List<String> optionsOfOurs() {
    String options = System.getenv("COLLECTOR_OPTIONS");
    return options == null ? List.of() : List.of(options.split(" +"));
  }

  private static void drain(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (!line.contains(" INFO ")) {
          System.err.println(line);
        }
      }
    } catch (IOException e) {
      // The process has ended, and with it what it said.
    }
  }

  /** From the request to the last byte. */
  double millisOf(String pathAndQuery) throws IOException, InterruptedException {
    long before = System.nanoTime();
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + pathAndQuery))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    double millis = (System.nanoTime() - before) / 1e6;
    if (answer.statusCode() != 200) {
      throw new IOException(
          answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return millis;
  }

  /** Processor time since its start. */
  double cpuMillis() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  /** Resident memory, now and at most. */
  long[] residentBytes() throws IOException {
    long[] resident = new long[2];
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:") || line.startsWith("VmHWM:")) {
        resident[line.startsWith("VmRSS:") ? 0 : 1] =
            Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return resident;
  }

  /** What the store's files take. */
  static double dataMegabytes(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      return files.mapToLong(file -> file.toFile().length()).sum() / 1e6;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
