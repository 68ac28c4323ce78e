package io.pitot.benchmarks.node;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * JVMs side by side that serve as fast as they can: one that is left alone, its twin, one that is
 * recorded, and one that is recorded and has the agent. They share the processors at the same
 * seconds, so that CPU per request and p99 are compared second for second; what the twins differ by
 * is not resolved.
 */
public final class SaturatedShops {
  private static final int WARM_SECONDS = 8;

  /** What the first recording throws away is compiled again. */
  private static final int SETTLE_SECONDS = 12;

  private static final int INTERVALS = 4;
  private static final int INTERVAL_SECONDS = 5;

  private SaturatedShops() {}

  /** What one JVM needed for its requests, interval by interval. */
  private record Served(
      String name,
      ChildProcess shop,
      List<Double> cpuMicros,
      List<Double> p99Micros,
      List<Double> allocatedKilobytes) {
    void note(String line) {
      String[] words = line.split(" ", -1);
      double requests = Double.parseDouble(words[0]);
      cpuMicros.add(Double.parseDouble(words[1]) / requests / 1e3);
      p99Micros.add(Double.parseDouble(words[2]) / 1e3);
      allocatedKilobytes.add(Double.parseDouble(words[3]) / requests / 1e3);
    }
  }

  public static void measure(String name, Jdk jdk, Path agent) throws Exception {
    List<Served> shops = new ArrayList<>();
    try {
      shops.add(start("alone", jdk));
      shops.add(start("its twin", jdk));
      shops.add(start("recording", jdk));
      shops.add(start("recording and agent", jdk, "-javaagent:" + agent));
      TimeUnit.SECONDS.sleep(WARM_SECONDS);
      record(shops.get(2));
      record(shops.get(3));
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      for (int interval = 0; interval < INTERVALS; interval++) {
        for (Served shop : shops) {
          shop.shop().say(Integer.toString(INTERVAL_SECONDS));
        }
        for (Served shop : shops) {
          shop.note(shop.shop().await("served "));
        }
      }
    } finally {
      shops.forEach(shop -> shop.shop().close());
    }
    Served alone = shops.get(0);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s: alone\",\"cpuMicros\":%.1f,\"p99Micros\":%.0f,"
                + "\"allocatedKilobytes\":%.0f,\"load\":%s}",
            name,
            mean(alone.cpuMicros()),
            mean(alone.p99Micros()),
            mean(alone.allocatedKilobytes()),
            ProcessUse.load()));
    for (Served shop : shops.subList(1, shops.size())) {
      print(name + ": " + shop.name(), shop, alone);
    }
  }

  private static Served start(String name, Jdk jdk, String... options) throws IOException {
    ChildProcess shop =
        ChildProcess.java(jdk.java(), ShopJvm.options(jdk, options), SaturatedShop.class);
    return new Served(name, shop, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  private static void record(Served shop) throws IOException {
    int pid = (int) shop.shop().pid();
    for (FoundJvm jvm : new Discovery("here", TargetRules.pids(Set.of(pid))).scan().jvms()) {
      if (jvm.pid() == pid && new Recorder().establish(jvm) instanceof Outcome.Recording) {
        return;
      }
    }
    throw new IOException("process " + pid + " cannot be recorded");
  }

  private static void print(String name, Served shop, Served alone) {
    SwitchedCost cpu = SwitchedCost.difference(shop.cpuMicros(), alone.cpuMicros());
    SwitchedCost p99 = SwitchedCost.difference(shop.p99Micros(), alone.p99Micros());
    System.out.println(cpu.ratioLine(name + ", CPU per request"));
    System.out.println(p99.ratioLine(name + ", p99"));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }
}
