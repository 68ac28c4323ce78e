package io.pitot.benchmarks;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run diff-api [INSTANCES [WINDOWS [STACKS [DATA]]]]}: fills a collector with two
 * releases of so many instances (64), windows (360) and stacks (50,000), starts it, and measures
 * how long {@code GET /api/v1/diff} takes from the request to the last byte: the first time, and
 * warm. A folder DATA is kept, and used again the same day.
 */
final class DiffApi {
  private static final int EVENTS_PER_WINDOW = 300;
  private static final int MEAN_DEPTH = 37;
  private static final int NEW_FRAMES_PER_STACK = 6;
  private static final int WINDOW_SECONDS = 10;
  private static final int FRAMES = 12_000;
  private static final int WARM_UP = 10;
  private static final int MEASURED = 20;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");

  private final int instances;
  private final int windows;
  private final int stacks;
  private final Random random = new Random(42);

  /** The program's call tree: node 0 is the root, a caller before those that it calls. */
  private final List<Integer> parent = new ArrayList<>(List.of(0));

  private final List<Integer> frame = new ArrayList<>(List.of(0));
  private final int[] leaf;
  private final String[] names = names();

  private DiffApi(int instances, int windows, int stacks) {
    this.instances = instances;
    this.windows = windows;
    this.stacks = stacks;
    leaf = new int[stacks];
  }

  public static void main(String[] args) throws Exception {
    int instances = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int windows = args.length > 1 ? Integer.parseInt(args[1]) : 360;
    int stacks = args.length > 2 ? Integer.parseInt(args[2]) : 50_000;
    DiffApi benchmark = new DiffApi(instances, windows, stacks);
    if (args.length > 3) {
      benchmark.run(Files.createDirectories(Path.of(args[3])));
      return;
    }
    Path data = Files.createTempDirectory("pitot-diff-api");
    try {
      benchmark.run(data);
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private void run(Path data) throws Exception {
    grow();
    Path filledFrom = data.resolve("filled-from");
    if (Files.notExists(filledFrom)) {
      long now = System.currentTimeMillis() / 1000;
      long from = (now / WINDOW_SECONDS - windows - 6) * WINDOW_SECONDS;
      fill(data.resolve("collector"), from);
      Files.writeString(filledFrom, Long.toString(from));
    }
    long start = Long.parseLong(Files.readString(filledFrom));
    CollectorConfig config =
        CollectorConfig.defaults(data.resolve("collector"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config)) {
      URI diff =
          URI.create(
              "http://127.0.0.1:%d/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=cpu&from=%d&to=%d"
                  .formatted(collector.httpPort(), start, start + (long) windows * WINDOW_SECONDS));
      double[] first = {ask(diff)};
      double[] warm = new double[MEASURED];
      double[] cpu = new double[MEASURED];
      for (int run = -WARM_UP; run < MEASURED; run++) {
        double cpuBefore = cpuMillis();
        double millis = ask(diff);
        if (run >= 0) {
          warm[run] = millis;
          cpu[run] = cpuMillis() - cpuBefore;
        }
      }
      String design =
          "2 x %d instances x %d windows, %d stacks, %d nodes"
              .formatted(instances, windows, stacks, parent.size());
      Figure.print("diff at the API, the first: " + design, "ms", first);
      Figure.print("diff at the API, warm: " + design, "ms", warm);
      Figure.print("diff at the API, warm, processor time: " + design, "ms", cpu);
    }
  }

  /** What this process has used; a machine that does other things too tells more by this. */
  private static double cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos()
        / NANOS_PER_MILLI;
  }

  private static double ask(URI diff) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    long before = System.nanoTime();
    HttpResponse<byte[]> answer =
        client.send(HttpRequest.newBuilder(diff).build(), HttpResponse.BodyHandlers.ofByteArray());
    double millis = (System.nanoTime() - before) / NANOS_PER_MILLI;
    if (answer.statusCode() != 200) {
      throw new IOException(
          answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return millis;
  }

  private void grow() {
    List<Integer> path = new ArrayList<>(List.of(0));
    for (int stack = 0; stack < stacks; stack++) {
      int depth = (int) Math.max(8, MEAN_DEPTH + 12 * random.nextGaussian());
      int fresh = 1 + random.nextInt(2 * NEW_FRAMES_PER_STACK - 1);
      int keep = Math.max(1, Math.min(path.size(), depth - fresh));
      if (random.nextInt(20) == 0) {
        keep = 1 + random.nextInt(keep); // Now and then a branch far up.
      }
      path.subList(keep, path.size()).clear();
      while (path.size() <= Math.min(depth, keep + 3 * NEW_FRAMES_PER_STACK)) {
        parent.add(path.get(path.size() - 1));
        frame.add(random.nextInt(FRAMES));
        path.add(parent.size() - 1);
      }
      leaf[stack] = path.get(path.size() - 1);
    }
  }

  private void fill(Path data, long start) throws Exception {
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(data),
            CollectorConfig.DEFAULT_WINDOWS,
            CollectorConfig.DEFAULT_HISTORY,
            Clock.systemUTC())) {
      List<CompletableFuture<Void>> pending = new ArrayList<>();
      for (int window = 0; window < windows; window++) {
        for (int instance = 0; instance < 2 * instances; instance++) {
          WindowBatch batch = batch(instance, start + (long) window * WINDOW_SECONDS);
          pending.add(store.append(batch, 20_000).toCompletableFuture());
        }
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)).join();
        pending.clear();
      }
    }
  }

  private WindowBatch batch(int instance, long startSeconds) {
    int[] drawn = new int[EVENTS_PER_WINDOW];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (int) (stacks * Math.pow(random.nextDouble(), 4));
    }
    Arrays.sort(drawn);
    Dictionary dictionary = new Dictionary();
    List<long[]> rows = new ArrayList<>();
    for (int stack : drawn) {
      int node = dictionary.node(leaf[stack]);
      if (rows.isEmpty() || rows.get(rows.size() - 1)[0] != node) {
        rows.add(new long[] {node, 0});
      }
      rows.get(rows.size() - 1)[1]++;
    }
    rows.sort(Comparator.comparingLong(row -> row[0]));
    long[] count = rows.stream().mapToLong(row -> row[1]).toArray();
    Map<String, String> labels = new HashMap<>(Map.of("service", "shop", "node", "n", "jdk", "17"));
    labels.put("release", instance < instances ? "1.0" : "1.1");
    labels.put("instance", "i" + instance);
    return new WindowBatch(
        "node/%d/1".formatted(instance),
        labels,
        startSeconds,
        0,
        dictionary.frames,
        ints(dictionary.parents),
        ints(dictionary.frameOf),
        List.of(
            new WindowBatch.Rows(
                CPU, rows.stream().mapToInt(row -> (int) row[0]).toArray(), count, count)),
        List.of());
  }

  /** The stacks of one batch, as a daemon sends them. */
  private final class Dictionary {
    private final Map<Integer, Integer> nodeHere = new HashMap<>(Map.of(0, 0));
    private final Map<Integer, Integer> frameHere = new HashMap<>();
    private final List<String> frames = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<Integer> frameOf = new ArrayList<>();

    private int node(int node) {
      Integer known = nodeHere.get(node);
      if (known != null) {
        return known;
      }
      int above = node(parent.get(node));
      int name = frame.get(node);
      Integer number = frameHere.putIfAbsent(name, frames.size());
      if (number == null) {
        number = frames.size();
        frames.add(names[name]);
      }
      parents.add(above);
      frameOf.add(number);
      nodeHere.put(node, parents.size());
      return parents.size();
    }
  }

  private static String[] names() {
    String[] names = new String[FRAMES];
    for (int i = 0; i < names.length; i++) {
      names[i] = "org.example.shop.module" + i % 97 + ".Class" + i + ".method";
    }
    return names;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
