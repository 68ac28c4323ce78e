package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.budget.Budgets;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.RequestSource;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.daemon.jvm.Program;
import io.pitot.daemon.metrics.StatusAddress;
import io.pitot.daemon.recording.Detachment;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.SettingsFiles;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.ship.TestCollector;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.daemon.target.TargetStatus.State;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Loss;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class DaemonTest {
  private static final RequestRules CALLS =
      new RequestRules(
          List.of(
              new RequestRules.Rule(
                  Pattern.compile("shop"),
                  RequestSource.ofCalls(Program.class.getName() + ".served"))));

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void windowsOfARunningJvmArrive(Path javaHome) throws Exception {
    Map<String, String> environment =
        Map.of("OTEL_SERVICE_NAME", "shop", "OTEL_RESOURCE_ATTRIBUTES", "service.version=1.1");
    long beganMillis = System.currentTimeMillis();
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch(javaHome, environment)) {
      DaemonConfig config = config(collector, jvm).withRequests(CALLS);
      try (Daemon daemon = Daemon.start(config.withStopRecordingsOnClose(true))) {
        await(() -> !collector.received.isEmpty());
        await(() -> status(daemon, jvm).windows() > 0);
        TargetStatus status = status(daemon, jvm);
        assertEquals(State.RECORDING, status.state());
        assertTrue(status.windowEndMillis() > beganMillis, status::toString);
        assertFalse(collector.reports.isEmpty());
        if (Found.of(jvm).jdk() < 25) {
          assertTrue(status.reason().contains("served from JDK 25 on"), status.reason());
          assertTrue(status.remedy().contains("docs/gate.md"), status.remedy());
        } else {
          assertEquals("", status.reason());
          await(() -> countsRequests(collector));
        }
      }
      for (Batch batch : collector.received) {
        assertEquals("shop", batch.getTarget().getLabelsOrThrow("service"));
        assertEquals("1.1", batch.getTarget().getLabelsOrThrow("release"));
      }
      assertTrue(
          collector.received.stream().map(Batch::getWindowStartMillis).distinct().count() >= 2,
          "the window that was open at the end is missing");
      assertFalse(jvm.jcmd("JFR.check").contains("name=pitot"));
    }
  }

  @Test
  void tellsProbesAndPrometheusHowItIs() throws Exception {
    StatusAddress any = new StatusAddress("127.0.0.1", 0, true);
    Budgets noCpu = new Budgets(1e-9, 10, 256 << 20, 1 << 30);
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch();
        Daemon daemon = Daemon.start(config(collector, jvm).withStatus(any).withBudgets(noCpu))) {
      int port = daemon.statusPort().orElseThrow();
      assertEquals("healthy\n", get(port, "/healthy").body());
      await(() -> get(port, "/ready").statusCode() == 200);
      await(() -> figure(port, "pitot_daemon_targets{state=\"recording\"}") == 1);
      await(() -> figure(port, "pitot_daemon_events_total{type=\"cpu\"}") > 0);
      await(() -> figure(port, "pitot_daemon_acknowledged_batches_total") > 0);
      assertTrue(figure(port, "pitot_daemon_sent_bytes_total") > 100);
      assertTrue(figure(port, "pitot_daemon_spool_appended_total") > 0);
      await(() -> figure(port, "pitot_daemon_window_delay_seconds_count") > 0);
      assertTrue(figure(port, "process_cpu_seconds_total") > 0);
      assertTrue(figure(port, "process_resident_memory_bytes") > 1 << 20);
      assertEquals(404, get(port, "/metrics/x").statusCode());

      await(() -> figure(port, "pitot_daemon_detail_level") >= 1);
      assertTrue(figure(port, "pitot_daemon_budget_used_ratio{budget=\"cpu\"}") > 1);
      await(() -> status(daemon, jvm).reason().contains("of its budget for cpu: waits are"));
      await(() -> losses(collector).contains("budget_waits"));
      await(() -> figure(port, "pitot_daemon_losses_total{reason=\"budget_waits\"}") > 0);

      StatusAddress taken = new StatusAddress("127.0.0.1", port, true);
      DaemonConfig second = DaemonConfig.defaults(folder.resolve("second")).withStatus(taken);
      String message =
          String.valueOf(
              assertThrows(DaemonStartException.class, () -> Daemon.start(second)).getMessage());
      assertTrue(message.contains("choose another with --status"), message);
    }
  }

  @Test
  void recordingsOutliveTheDaemonAndTheNextGoesOn() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch()) {
      for (int i = 0; i < 2; i++) {
        try (Daemon daemon = Daemon.start(config(collector, jvm))) {
          await(() -> state(daemon, jvm) == State.RECORDING);
        }
        assertEquals(1, jvm.jcmd("JFR.check").split("name=pitot", -1).length - 1);
      }
    }
  }

  @Test
  void whatCannotBeRecordedSaysWhy() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch("-XX:+DisableAttachMechanism");
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.REFUSED);
      assertEquals("it was started with -XX:+DisableAttachMechanism", status(daemon, jvm).reason());
      assertFalse(status(daemon, jvm).remedy().isEmpty());
      jvm.kill();
      await(() -> state(daemon, jvm) == State.GONE);
    }
  }

  @Test
  void warmJvmsAreRecordedAsThePolicySays() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm one = ChildJvm.launch(Jdks.current());
        ChildJvm two = ChildJvm.launch(Jdks.current())) {
      TargetRules rules = TargetRules.pids(Set.of(one.pid(), two.pid()));
      DaemonConfig warm = config(collector, one).withWarmAfter(Duration.ofMillis(1));
      try (Daemon daemon = Daemon.start(warm.withTargets(rules, WarmPolicy.NEVER))) {
        await(() -> state(daemon, one) == State.REFUSED && state(daemon, two) == State.REFUSED);
        assertTrue(status(daemon, one).remedy().contains("--warm spaced"));
      }
      assertTrue(one.jcmd("JFR.check").contains("No available recordings"));
      try (Daemon daemon = Daemon.start(warm.withTargets(rules, WarmPolicy.SPACED))) {
        await(() -> state(daemon, one) == State.RECORDING || state(daemon, two) == State.RECORDING);
        ChildJvm other = state(daemon, one) == State.RECORDING ? two : one;
        await(() -> state(daemon, other) == State.REFUSED);
        assertTrue(status(daemon, other).reason().startsWith("it waits for its turn"));
      }
      try (Daemon daemon = Daemon.start(warm.withTargets(rules, WarmPolicy.NOW))) {
        await(() -> state(daemon, one) == State.RECORDING && state(daemon, two) == State.RECORDING);
      }
    }
  }

  /** It is warm by then, but a second recording does not stall it. */
  @Test
  void aRecordingThatSomebodyStoppedIsStartedAgain() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch(Jdks.current(), "-XX:-UsePerfData");
        Daemon daemon = Daemon.start(config(collector, jvm).withWarmAfter(Duration.ofMillis(1)))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      long sinceMillis = status(daemon, jvm).sinceMillis();
      daemon.reload(
          config(collector, jvm)
              .withTargets(TargetRules.pids(Set.of(jvm.pid())), WarmPolicy.NEVER));
      jvm.jcmd("JFR.stop", "name=pitot");
      await(() -> isRecordedAnew(daemon, jvm, sinceMillis));
      assertTrue(jvm.jcmd("JFR.check").contains("name=pitot"));
    }
  }

  @Test
  void aRecordingThatSomebodyStoppedWhileAnotherGoesOnIsStartedAgain() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch();
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      long sinceMillis = status(daemon, jvm).sinceMillis();
      jvm.jcmd("JFR.start", "name=mine");
      await(() -> losses(collector).contains("other_settings"));
      jvm.jcmd("JFR.stop", "name=pitot");
      await(() -> isRecordedAnew(daemon, jvm, sinceMillis));
      String check = jvm.jcmd("JFR.check");
      assertTrue(check.contains("name=pitot") && check.contains("name=mine"), check);
    }
  }

  /** A service that is asked a thousand times a second parks as often, and each park costs it. */
  @Test
  void shortParksOfIdleThreadsAreLeftOutWhereTheyComeTooOften() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch("-Dprogram.parks=4");
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      await(() -> status(daemon, jvm).reason().contains("parks of less than 20 ms"));
      assertEquals(State.RECORDING, state(daemon, jvm));
      assertTrue(jvm.jcmd("JFR.check").contains("name=pitot-long-parks"));
      await(() -> losses(collector).contains("short_parks"));
      assertFalse(losses(collector).contains("other_settings"), losses(collector).toString());
    }
  }

  @Test
  void aNewConfigurationHoldsForWhatIsRecordedToo() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch();
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      Duration tick = Duration.ofMillis(20);
      Rates coarse = new Rates(tick, tick, 50, Duration.ofMillis(50), Duration.ofMillis(77));
      daemon.reload(
          config(collector, jvm)
              .withRates(coarse)
              .withSettings(ownSettings())
              .withLabels(Map.of("team", "payments")));
      await(
          () ->
              collector.received.stream()
                  .anyMatch(b -> "payments".equals(b.getTarget().getLabelsMap().get("team"))));
      await(() -> state(daemon, jvm) == State.RECORDING);
      String check = jvm.jcmd("JFR.check", "name=pitot", "verbose=true");
      assertTrue(check.contains("77 ms"), check);
      assertTrue(check.contains("jdk.ClassLoaderStatistics"), check);
      assertEquals(
          1,
          collector.received.stream().map(b -> b.getTarget().getId()).distinct().count(),
          "the target became another one");

      TargetRules none =
          new TargetRules(
              Set.of(jvm.pid()), Optional.empty(), Optional.of(Pattern.compile("Program")), false);
      daemon.reload(config(collector, jvm).withTargets(none, WarmPolicy.NEVER));
      await(() -> status(daemon, jvm).reason().equals("excluded by the rule Program"));
      assertFalse(jvm.jcmd("JFR.check").contains("name=pitot"));

      daemon.reload(config(collector, jvm));
      await(() -> state(daemon, jvm) == State.RECORDING);
    }
  }

  /** With an event that Pitot's own have not. */
  private static SettingsFiles ownSettings() {
    SettingsFiles usual = SettingsFiles.BUILT_IN;
    return new SettingsFiles(
        usual.upTo24().replace("jdk.MetaspaceSummary", "jdk.ClassLoaderStatistics"),
        usual.from25().replace("jdk.MetaspaceSummary", "jdk.ClassLoaderStatistics"));
  }

  @Test
  void aJvmThatSomebodyDetachedIsLeftAloneUntilItIsUndone() throws Exception {
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch();
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      jvm.jcmd("JFR.start", "name=mine");
      FoundJvm found = Found.of(jvm);
      DetachedJvms detached = new DetachedJvms(folder.resolve("state"));
      // The daemon is as quick as can be.
      Detachment detachment =
          Detachment.of(
              found,
              () -> {
                detached.add(found);
                awaitDetached(daemon, jvm);
              });

      assertEquals(new Detachment(true, false, List.of("mine"), List.of()), detachment);
      assertFalse(jvm.jcmd("JFR.check").contains("name=pitot"));

      assertTrue(detached.remove(found));
      await(() -> state(daemon, jvm) == State.RECORDING);
      assertTrue(jvm.jcmd("JFR.check").contains("name=pitot"));
    }
  }

  private static void awaitDetached(Daemon daemon, ChildJvm jvm) throws IOException {
    try {
      await(() -> status(daemon, jvm).reason().equals("somebody detached it"));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aJvmWithoutRecordingIsNotEvenAttachedTo() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      assertEquals(
          new Detachment(false, false, List.of(), List.of()),
          Detachment.of(Found.of(jvm), () -> {}));
      assertFalse(Files.exists(Path.of("/tmp/.java_pid" + jvm.pid())));
    }
  }

  @Test
  @EnabledIf("mayMount")
  void aJvmWhoseFileSystemFillsIsLeftInTime() throws Exception {
    Path disk = folder.resolve("disk");
    Files.createDirectory(disk);
    run("mount", "-t", "tmpfs", "-o", "size=300m", "pitot-test", disk.toString());
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch("-Djava.io.tmpdir=" + disk);
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.RECORDING);
      Path ballast = disk.resolve("ballast");
      run("fallocate", "-l", "100M", ballast.toString());
      await(() -> state(daemon, jvm) == State.REFUSED);
      assertTrue(status(daemon, jvm).reason().contains("MB free, less than 256 MB"));
      assertTrue(jvm.jcmd("JFR.check").contains("No available recordings"));
      run("sh", "-c", "cat /dev/zero > " + disk.resolve("more") + " || true");
      assertEquals(0, disk.toFile().getUsableSpace());
      assertTrue(jvm.jcmd("GC.run").contains("Command executed successfully"));
      assertTrue(jvm.isAlive());
      Files.delete(ballast);
      Files.delete(disk.resolve("more"));
      await(() -> state(daemon, jvm) == State.RECORDING);
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  @Test
  @EnabledIf("mayMount")
  void aJvmOnASmallFileSystemIsNotTouched() throws Exception {
    Path disk = folder.resolve("disk");
    Files.createDirectory(disk);
    run("mount", "-t", "tmpfs", "-o", "size=64m", "pitot-test", disk.toString());
    try (TestCollector collector = TestCollector.started();
        ChildJvm jvm = ChildJvm.launch("-Djava.io.tmpdir=" + disk);
        Daemon daemon = Daemon.start(config(collector, jvm))) {
      await(() -> state(daemon, jvm) == State.REFUSED);
      assertTrue(status(daemon, jvm).reason().contains("less than 256 MB"));
      assertFalse(Files.exists(Path.of("/tmp/.java_pid" + jvm.pid())));
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  @Test
  void aStateDirectoryIsForOneDaemon() throws Exception {
    TargetRules nobody = TargetRules.pids(Set.of(Integer.MAX_VALUE));
    DaemonConfig config = DaemonConfig.defaults(folder).withTargets(nobody, WarmPolicy.NEVER);
    try (Daemon first = Daemon.start(config)) {
      String message =
          assertThrows(DaemonStartException.class, () -> Daemon.start(config)).getMessage();
      assertEquals(
          "another daemon uses the state directory %s: stop it, or choose another with --state"
              .formatted(folder),
          message);
      assertEquals(List.of(), first.targets());
    }
    Daemon.start(config).close();
  }

  @Test
  void anUnusableStateDirectoryIsOneClearError() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    String message =
        String.valueOf(
            assertThrows(
                    DaemonStartException.class,
                    () -> Daemon.start(DaemonConfig.defaults(file.resolve("state"))))
                .getMessage());
    assertTrue(message.startsWith("cannot write to the state directory " + file), message);
    assertTrue(message.contains("choose another with --state"), message);
  }

  @Test
  void defaultsArePinned() {
    DaemonConfig config = DaemonConfig.defaults(Path.of("state"));
    assertEquals("127.0.0.1", config.collectorHost());
    assertEquals(7576, config.collectorPort());
    assertEquals(WarmPolicy.NEVER, config.warm());
    assertEquals(Duration.ofMinutes(1), config.warmAfter());
    assertEquals(Duration.ofSeconds(2), config.scanInterval());
    assertEquals(Duration.ofMillis(500), config.pollInterval());
    assertEquals(TargetRules.ALL, config.rules());
    assertTrue(config.tls().isEmpty());
    assertTrue(config.status().isEmpty());
    assertEquals(7577, DaemonConfig.DEFAULT_STATUS_PORT);
    assertFalse(config.stopRecordingsOnClose());
  }

  static boolean mayMount() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  private static HttpResponse<String> get(int port, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A sample of /metrics; -1 when it is not there. */
  private static double figure(int port, String name) {
    return get(port, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(-1);
  }

  private static Set<String> losses(TestCollector collector) {
    return collector.received.stream()
        .flatMap(batch -> batch.getLossesList().stream())
        .map(Loss::getReason)
        .collect(Collectors.toSet());
  }

  private DaemonConfig config(TestCollector collector, ChildJvm jvm) {
    return DaemonConfig.defaults(folder.resolve("state"))
        .withCollector("127.0.0.1", collector.port())
        .withTargets(TargetRules.pids(Set.of(jvm.pid())), WarmPolicy.NOW);
  }

  private static boolean countsRequests(TestCollector collector) {
    return collector.received.stream()
        .flatMap(batch -> batch.getRowsList().stream())
        .anyMatch(rows -> rows.getType().equals("requests") && rows.getCount(0) > 0);
  }

  private static TargetStatus status(Daemon daemon, ChildJvm jvm) {
    return daemon.targets().stream().filter(t -> t.pid() == jvm.pid()).findFirst().orElseThrow();
  }

  private static State state(Daemon daemon, ChildJvm jvm) {
    return daemon.targets().stream()
        .filter(t -> t.pid() == jvm.pid())
        .map(TargetStatus::state)
        .findFirst()
        .orElse(State.DISCOVERED);
  }

  private static boolean isRecordedAnew(Daemon daemon, ChildJvm jvm, long earlierSinceMillis) {
    TargetStatus now = status(daemon, jvm);
    return now.state() == State.RECORDING && now.sinceMillis() != earlierSinceMillis;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + 180_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNanos, "not within three minutes");
      Thread.sleep(50);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    assertEquals(0, exit, () -> String.join(" ", command));
  }
}
