package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.node.ProcessUse;
import io.pitot.benchmarks.node.ShopJvm;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/run attach-dip [WARM_SECONDS [REQUESTS_PER_SECOND]]}: what the first attach to
 * a warm JVM costs its users. Shops that get requests at even distances are attached to as the
 * daemon does it, and the requests of the next ten seconds are counted: how many were late at the
 * worst moment, and how many were still not served at the end. On each JDK one JVM and three at
 * once, and on JDK 17 one that was launched with the map agent and one launched with a recording.
 * Takes six times WARM_SECONDS and a minute.
 */
public final class AttachDip {
  private static final int AFTER_SECONDS = 10;
  private static final Path AGENT = Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath();

  private final int warmSeconds;
  private final double requestsPerSecond;

  private AttachDip(int warmSeconds, double requestsPerSecond) {
    this.warmSeconds = warmSeconds;
    this.requestsPerSecond = requestsPerSecond;
  }

  public static void main(String[] arguments) throws Exception {
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
            "%s, %s, %d at once".formatted(jdk.version(), what, jvms), shop, attachedMillis, load);
      }
    } finally {
      shops.forEach(ShopJvm::close);
    }
  }

  private void print(String name, ShopJvm shop, long attachedMillis, String load) {
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
                + "\"lostPercentOfASecond\":%.1f,\"load\":%s}",
            name,
            requestsPerSecond,
            before,
            after,
            mostLate,
            leastInASecond,
            100 * Math.max(0, before - after) / requestsPerSecond,
            load));
  }
}
