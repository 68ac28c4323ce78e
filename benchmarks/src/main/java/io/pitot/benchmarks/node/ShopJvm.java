package io.pitot.benchmarks.node;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** A JVM with a {@link SteadyShop}, and how many requests it had served when. */
public final class ShopJvm implements AutoCloseable {
  private final ChildProcess process;
  private final NavigableMap<Long, Long> servedByMillis = new ConcurrentSkipListMap<>();

  private ShopJvm(ChildProcess process) {
    this.process = process;
    Thread reader = new Thread(this::read, "shop " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public static ShopJvm start(Jdk jdk, double requestsPerSecond, String... options)
      throws IOException {
    return new ShopJvm(
        ChildProcess.java(
            jdk.java(),
            options(jdk, options),
            SteadyShop.class,
            Double.toString(requestsPerSecond)));
  }

  /** What all shops of a measurement are launched with. */
  static List<String> options(Jdk jdk, String... more) {
    List<String> options = new ArrayList<>(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    if (jdk.version().startsWith("25")) {
      options.add("-XX:+EnableDynamicAgentLoading");
    }
    options.addAll(List.of(more));
    return options;
  }

  public long pid() {
    return process.pid();
  }

  /** As the daemon finds it. */
  public FoundJvm found() throws IOException {
    return new Discovery("here", TargetRules.pids(Set.of((int) pid())))
        .scan().jvms().stream()
            .filter(jvm -> jvm.pid() == pid())
            .findFirst()
            .orElseThrow(() -> new IOException("process " + pid() + " has ended"));
  }

  /** Up to the moment; 0 before the first word. */
  public long served(long millis) {
    var told = servedByMillis.floorEntry(millis);
    return told == null ? 0 : told.getValue();
  }

  private void read() {
    process
        .lines()
        .lines()
        .filter(line -> line.startsWith("served "))
        .map(line -> line.split(" ", -1))
        .forEach(words -> servedByMillis.put(Long.parseLong(words[1]), Long.parseLong(words[2])));
  }

  @Override
  public void close() {
    process.close();
  }
}
