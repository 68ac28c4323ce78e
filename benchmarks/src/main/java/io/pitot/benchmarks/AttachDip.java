package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.node.ProcessUse;
import io.pitot.benchmarks.node.ShopJvm;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.target.TargetStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code benchmarks/run attach-dip [WARM_SECONDS [REQUESTS_PER_SECOND]]}: what the first attach to
 * a warm JVM costs its users. Shops that get requests at even distances are attached to as the
 * daemon does it, and the requests of the next ten seconds are counted: how many were late at the
 * worst moment, and how many were still not served at the end. On each JDK one JVM and three at
 * once, and on JDK 17 one that was launched with the map agent and one launched with a recording.
 * At last, how soon the JVMs that start while a daemon runs are recorded, with the default policy;
 * {@code attach-dip young} measures that alone. Takes six times WARM_SECONDS and three minutes.
 */
public final class AttachDip {
  private static final int AFTER_SECONDS = 10;
  private static final int YOUNG_JVMS = 20;
  private static final int YOUNG_EVERY_MILLIS = 2_000;
  private static final double YOUNG_REQUESTS_PER_SECOND = 5;
  private static final int IN_TIME_SECONDS = 10;
  private static final long LOOK_MILLIS = 100;

  /** A port at which no collector listens: windows stay in the spool. */
  private static final int NOBODY = 1;

  private static final Path AGENT = Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath();

  private final int warmSeconds;
  private final double requestsPerSecond;

  private AttachDip(int warmSeconds, double requestsPerSecond) {
    this.warmSeconds = warmSeconds;
    this.requestsPerSecond = requestsPerSecond;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("young")) {
      young();
      return;
    }
    AttachDip measurement =
        new AttachDip(
            arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60,
            arguments.length > 1 ? Double.parseDouble(arguments[1]) : 200);
    for (Jdk jdk : Jdk.all()) {
      measurement.measure(jdk, "bare", 1);
      measurement.measure(jdk, "bare", 3);
      if (jdk.version().startsWith("17")) {
        measurement.measure(jdk, "launched with the map agent", 1, "-javaagent:" + AGENT);
        measurement.measure(
            jdk, "launched with a recording", 1, "-XX:StartFlightRecording=name=own,maxage=1m");
      }
    }
    young();
  }

  /** A daemon as people run it, and JVMs that start while it runs. */
  private static void young() throws Exception {
    Path directory = Files.createTempDirectory("pitot-young-");
    List<ShopJvm> shops = new ArrayList<>();
    Map<Long, Double> secondsByPid = new HashMap<>();
    List<Jdk> jdks = Jdk.all();
    TargetRules rules =
        new TargetRules(
            Set.of(), Optional.of(Pattern.compile("SteadyShop")), Optional.empty(), false);
    DaemonConfig config =
        DaemonConfig.defaults(directory)
            .withTargets(rules, WarmPolicy.NEVER)
            .withCollector("127.0.0.1", NOBODY);
    try (Daemon daemon = Daemon.start(config)) {
      for (int i = 0; i < YOUNG_JVMS; i++) {
        shops.add(ShopJvm.start(jdks.get(i % jdks.size()), YOUNG_REQUESTS_PER_SECOND));
        noteRecorded(daemon, secondsByPid, YOUNG_EVERY_MILLIS);
      }
      noteRecorded(daemon, secondsByPid, 2 * IN_TIME_SECONDS * 1_000);
      printYoung(shops, secondsByPid);
    } finally {
      shops.forEach(ShopJvm::close);
    }
  }

  /** From the start of each JVM until its recording ran, while the time passes. */
  private static void noteRecorded(Daemon daemon, Map<Long, Double> secondsByPid, long millis)
      throws InterruptedException {
    long endNanos = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() - endNanos < 0) {
      for (TargetStatus target : daemon.targets()) {
        if (target.state() == TargetStatus.State.RECORDING) {
          String id = target.identity().id();
          long startMillis = Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
          secondsByPid.putIfAbsent(
              (long) target.pid(), (System.currentTimeMillis() - startMillis) / 1e3);
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static void printYoung(List<ShopJvm> shops, Map<Long, Double> secondsByPid)
      throws IOException {
    double[] seconds =
        shops.stream()
            .mapToDouble(shop -> secondsByPid.getOrDefault(shop.pid(), Double.POSITIVE_INFINITY))
            .sorted()
            .toArray();
    long inTime = Arrays.stream(seconds).filter(each -> each <= IN_TIME_SECONDS).count();
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"attach-dip: JVMs that start while a daemon runs, recorded within"
                + " 10 s\",\"unit\":\"%%\",\"value\":%.1f,\"jvms\":%d,\"medianSeconds\":%.1f,"
                + "\"lastSeconds\":%.1f,\"load\":%s}",
            100.0 * inTime / seconds.length,
            seconds.length,
            seconds[seconds.length / 2],
            seconds[seconds.length - 1],
            ProcessUse.load()));
  }

  private void measure(Jdk jdk, String what, int jvms, String... options) throws Exception {
    List<ShopJvm> shops = new ArrayList<>();
    try {
      for (int i = 0; i < jvms; i++) {
        shops.add(ShopJvm.start(jdk, requestsPerSecond, options));
      }
      TimeUnit.SECONDS.sleep(warmSeconds);
      List<FoundJvm> found = new ArrayList<>();
      for (ShopJvm shop : shops) {
        found.add(shop.found());
      }
      String load = ProcessUse.load();
      double computedSeconds = ProcessUse.cpuNanos(shops.get(0).pid()) / 1e9;
      long attachedMillis = System.currentTimeMillis();
      List<CompletableFuture<Outcome>> attached =
          found.stream()
              .map(jvm -> CompletableFuture.supplyAsync(() -> new Recorder().establish(jvm)))
              .toList();
      TimeUnit.SECONDS.sleep(AFTER_SECONDS + 1);
      for (CompletableFuture<Outcome> outcome : attached) {
        if (!(outcome.get(2, TimeUnit.MINUTES) instanceof Outcome.Recording)) {
          throw new IllegalStateException("not recorded: " + outcome.get());
        }
      }
      for (ShopJvm shop : shops) {
        print(
            "%s, %s, %d at once".formatted(jdk.version(), what, jvms),
            shop,
            attachedMillis,
            computedSeconds,
            load);
      }
    } finally {
      shops.forEach(ShopJvm::close);
    }
  }

  private void print(
      String name, ShopJvm shop, long attachedMillis, double computedSeconds, String load) {
    long before = shop.served(attachedMillis) - shop.served(attachedMillis - 10_000);
    double mostLate = 0;
    long leastInASecond = Long.MAX_VALUE;
    for (long millis = 100; millis <= AFTER_SECONDS * 1_000; millis += 100) {
      long now = attachedMillis + millis;
      double due = requestsPerSecond * millis / 1_000;
      mostLate = Math.max(mostLate, due - (shop.served(now) - shop.served(attachedMillis)));
      if (millis >= 1_000) {
        leastInASecond = Math.min(leastInASecond, shop.served(now) - shop.served(now - 1_000));
      }
    }
    long after = shop.served(attachedMillis + 10_000) - shop.served(attachedMillis);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"attach-dip:"
                + " %s\",\"unit\":\"requests\",\"perSecond\":%.0f,\"before10s\":%d,"
                + "\"after10s\":%d,\"mostLate\":%.0f,\"leastInASecond\":%d,"
                + "\"lostPercentOfASecond\":%.1f,\"computedSeconds\":%.1f,\"load\":%s}",
            name,
            requestsPerSecond,
            before,
            after,
            mostLate,
            leastInASecond,
            100 * Math.max(0, before - after) / requestsPerSecond,
            computedSeconds,
            load));
  }
}
