package io.pitot.benchmarks;

import io.pitot.daemon.discovery.TargetRules;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What looking for JVMs costs: CPU time of the looking thread, user and system, as a share of a
 * core with a look every two seconds, as the daemon does, beside 200 processes that are no JVMs.
 *
 * <pre>benchmarks/run discovery [PROCESSES [SECONDS]]</pre>
 */
public final class Discovery {
  private static final long INTERVAL_MILLIS = 2_000;
  private static final int WARM_UP_LOOKS = 35;

  private Discovery() {}

  public static void main(String[] arguments) throws Exception {
    int processes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    List<Process> others = new ArrayList<>();
    try {
      for (int i = 0; i < processes; i++) {
        others.add(new ProcessBuilder("sleep", "3600").start());
      }
      measure(seconds);
    } finally {
      others.forEach(Process::destroyForcibly);
    }
  }

  private static void measure(int seconds) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    var discovery = new io.pitot.daemon.discovery.Discovery("benchmark", TargetRules.ALL);
    for (int i = 0; i < WARM_UP_LOOKS; i++) {
      discovery.scan();
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
    int looks = (int) (TimeUnit.SECONDS.toMillis(seconds) / INTERVAL_MILLIS);
    double[] millis = new double[looks];
    double[] percent = new double[looks];
    for (int i = 0; i < looks; i++) {
      long startNanos = threads.getCurrentThreadCpuTime();
      discovery.scan();
      millis[i] = (threads.getCurrentThreadCpuTime() - startNanos) / 1e6;
      percent[i] = 100 * millis[i] / INTERVAL_MILLIS;
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
    System.err.println(ProcessHandle.allProcesses().count() + " processes on this machine");
    System.err.println("mean % of a core: " + Arrays.stream(percent).average().orElse(0));
    Figure.printSpread("discovery_look", "ms", millis);
    Figure.printSpread("discovery_share_of_a_core", "%", percent);
  }
}
