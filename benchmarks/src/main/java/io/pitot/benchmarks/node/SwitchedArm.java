package io.pitot.benchmarks.node;

import com.sun.tools.attach.VirtualMachine;
import io.pitot.benchmarks.agent.Jdk;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A shop in which something is switched on and off, and the CPU time it took meanwhile. */
public final class SwitchedArm implements AutoCloseable {
  private static final String LIBRARY = "linux-x64/libasyncProfiler.so";

  /** Switches in a running JVM. */
  private interface Switch {
    void become(boolean on) throws Exception;
  }

  private static final String OTHERS = "\\d+ (C1|C2) Compiler.*|\\d+ Sweeper.*";

  private final String name;
  private final ShopJvm shop;
  private final Switch switching;
  private final List<Double> onMillis = new ArrayList<>();
  private final List<Double> offMillis = new ArrayList<>();
  private Map<String, Long> begin = Map.of();
  private long beginNanos;
  private boolean isOn;

  private SwitchedArm(String name, ShopJvm shop, Switch switching) {
    this.name = name;
    this.shop = shop;
    this.switching = switching;
  }

  public static SwitchedArm nothing(String name, Jdk jdk, double requestsPerSecond)
      throws IOException {
    return new SwitchedArm(name, ShopJvm.start(jdk, requestsPerSecond), on -> {});
  }

  /** Our recording, as the daemon has it after half a minute: threads park often here. */
  public static SwitchedArm recording(
      String name, Jdk jdk, double requestsPerSecond, String... options) throws IOException {
    return recording(name, jdk, requestsPerSecond, false, options);
  }

  /** Our recording, as the daemon starts it. */
  public static SwitchedArm recordingShortParks(String name, Jdk jdk, double requestsPerSecond)
      throws IOException {
    return recording(name, jdk, requestsPerSecond, true);
  }

  private static SwitchedArm recording(
      String name, Jdk jdk, double requestsPerSecond, boolean shortParks, String... options)
      throws IOException {
    ShopJvm shop = ShopJvm.start(jdk, requestsPerSecond, options);
    Recorder recorder = new Recorder();
    return new SwitchedArm(
        name,
        shop,
        on -> {
          FoundJvm jvm = shop.found();
          if (!on) {
            recorder.stop(jvm);
          } else if (!(recorder.establish(jvm) instanceof Outcome.Recording)) {
            throw new IllegalStateException(name + " cannot be recorded");
          } else {
            recorder.recordShortParks(jvm, shortParks);
          }
        });
  }

  /** CPU, allocations and locks into a JFR file, as its users have it run all the time. */
  public static SwitchedArm asyncProfiler(
      String name, Jdk jdk, double requestsPerSecond, Path directory) throws IOException {
    Path library = directory.resolve("libasyncProfiler.so");
    try (InputStream in = SwitchedArm.class.getClassLoader().getResourceAsStream(LIBRARY)) {
      if (in == null) {
        throw new IOException("the class path has no " + LIBRARY);
      }
      Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
    }
    ShopJvm shop = ShopJvm.start(jdk, requestsPerSecond);
    Path file = directory.resolve("async-" + shop.pid() + ".jfr");
    String start = "start,jfr,event=itimer,alloc=512k,lock,file=" + file;
    return new SwitchedArm(
        name,
        shop,
        on -> {
          VirtualMachine jvm = VirtualMachine.attach(Long.toString(shop.pid()));
          try {
            jvm.loadAgentPath(library.toString(), on ? start : "stop,file=" + file);
          } finally {
            jvm.detach();
          }
        });
  }

  public String name() {
    return name;
  }

  public void become(boolean on) throws Exception {
    if (on != isOn) {
      switching.become(on);
      isOn = on;
    }
  }

  public void begin() throws IOException {
    begin = ProcessUse.cpuNanosByThread(shop.pid());
    beginNanos = System.nanoTime();
  }

  /** Notes the milliseconds of CPU per second since {@link #begin}. */
  public void end(boolean on) throws IOException {
    Map<String, Long> end = ProcessUse.cpuNanosByThread(shop.pid());
    double seconds = (System.nanoTime() - beginNanos) / 1e9;
    long nanos = 0;
    for (Map.Entry<String, Long> thread : end.entrySet()) {
      // JFR's own threads do not rest on 17 when the last recording has ended; in a JVM that nobody
      // records there are none.
      String others = on ? OTHERS : OTHERS + "|\\d+ (VM )?JFR .*";
      if (!thread.getKey().matches(others)) {
        nanos += thread.getValue() - begin.getOrDefault(thread.getKey(), 0L);
      }
    }
    (on ? onMillis : offMillis).add(nanos / 1e6 / seconds);
  }

  /** CPU per second while it was on, interval by interval. */
  List<Double> onMillis() {
    return onMillis;
  }

  List<Double> offMillis() {
    return offMillis;
  }

  @Override
  public void close() {
    shop.close();
  }
}
