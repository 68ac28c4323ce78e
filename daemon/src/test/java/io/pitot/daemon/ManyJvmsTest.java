package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.ship.TestCollector;
import io.pitot.daemon.target.TargetStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Many JVMs that are there at once; {@code -Dpitot.jvms=40} sets how many. */
@Execution(ExecutionMode.CONCURRENT)
class ManyJvmsTest {
  private static final int JVMS = Integer.getInteger("pitot.jvms", 8);

  /** Nobody else's JVM on this machine has it. */
  private static final String SERVICE = "one-of-many-" + ProcessHandle.current().pid();

  @TempDir Path folder;
  private final List<ChildJvm> jvms = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (ChildJvm jvm : jvms) {
      jvm.close();
    }
  }

  @Test
  void allAreRecordedOneByOne() throws Exception {
    List<Path> jdks = Jdks.all();
    while (jvms.size() < JVMS) {
      for (Path jdk : jdks) {
        jvms.add(ChildJvm.idle(jdk, "-Dservice.name=" + SERVICE));
      }
    }
    TargetRules rules =
        new TargetRules(Set.of(), Optional.of(Pattern.compile(SERVICE)), Optional.empty(), false);
    try (TestCollector collector = TestCollector.started();
        Daemon daemon =
            Daemon.start(
                DaemonConfig.defaults(folder)
                    .withCollector("127.0.0.1", collector.port())
                    .withTargets(rules, WarmPolicy.NOW))) {
      Set<Integer> pids = jvms.stream().map(ChildJvm::pid).collect(Collectors.toSet());
      long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (windowsOf(collector).size() < pids.size()) {
        assertTrue(System.nanoTime() < deadlineNanos, () -> "not all: " + daemon.targets());
        TimeUnit.MILLISECONDS.sleep(200);
      }
      assertEquals(
          pids, daemon.targets().stream().map(TargetStatus::pid).collect(Collectors.toSet()));
      for (TargetStatus target : daemon.targets()) {
        assertEquals(TargetStatus.State.RECORDING, target.state(), target::toString);
      }
    }
  }

  private static Set<String> windowsOf(TestCollector collector) {
    return collector.received.stream()
        .map(batch -> batch.getTarget().getId())
        .collect(Collectors.toSet());
  }
}
