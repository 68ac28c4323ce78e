package io.pitot.daemon;

import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.recording.AgentRule;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one daemon runs. {@link #defaults} is what a person gets who sets nothing.
 *
 * @param stateDirectory holds the spool and how far each target was read; created when it is
 *     missing; one daemon at a time
 * @param collectorHost where the collector listens for gRPC
 * @param collectorPort the collector's port for gRPC
 * @param token presented to the collector; null for none
 * @param tls whether the connection to the collector is encrypted
 * @param node the name of this machine in labels
 * @param rules which JVMs are watched
 * @param warm what to do with JVMs that a first recording would stall
 * @param warmAfter how long such a JVM must have run to have something to lose
 * @param scanInterval between two looks for new JVMs
 * @param pollInterval between two looks at the chunks of the targets
 * @param stopRecordingsOnClose whether {@link Daemon#close} stops the recordings that this daemon
 *     started; by default they go on, and the next daemon misses nothing
 * @param requests what tells how many requests a target serves
 * @param agent which JVMs get the map agent, too; none unless somebody asks for it
 */
public record DaemonConfig(
    Path stateDirectory,
    String collectorHost,
    int collectorPort,
    @Nullable String token,
    boolean tls,
    String node,
    TargetRules rules,
    WarmPolicy warm,
    Duration warmAfter,
    Duration scanInterval,
    Duration pollInterval,
    boolean stopRecordingsOnClose,
    RequestRules requests,
    Optional<AgentRule> agent) {

  public static final String DEFAULT_COLLECTOR_HOST = "127.0.0.1";
  public static final int DEFAULT_COLLECTOR_PORT = 7576;
  public static final Duration DEFAULT_SCAN_INTERVAL = Duration.ofSeconds(2);
  public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);

  public static DaemonConfig defaults(Path stateDirectory) {
    return new DaemonConfig(
        stateDirectory,
        DEFAULT_COLLECTOR_HOST,
        DEFAULT_COLLECTOR_PORT,
        null,
        false,
        hostName(),
        TargetRules.ALL,
        WarmPolicy.NEVER,
        Obstacles.WARM_AFTER,
        DEFAULT_SCAN_INTERVAL,
        DEFAULT_POLL_INTERVAL,
        false,
        RequestRules.NONE,
        Optional.empty());
  }

  /** The name that this machine gives itself; asking the network could take long. */
  public static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("No /proc: Pitot's daemon runs on Linux only", e);
    }
  }

  public DaemonConfig withCollector(String host, int port) {
    return new DaemonConfig(
        stateDirectory,
        host,
        port,
        token,
        tls,
        node,
        rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withToken(@Nullable String newToken, boolean overTls) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        newToken,
        overTls,
        node,
        rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withNode(String name) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        name,
        rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withTargets(TargetRules targets, WarmPolicy policy) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        targets,
        policy,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withWarmAfter(Duration age) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        rules,
        warm,
        age,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withIntervals(Duration scan, Duration poll) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        rules,
        warm,
        warmAfter,
        scan,
        poll,
        stopRecordingsOnClose,
        requests,
        agent);
  }

  public DaemonConfig withStopRecordingsOnClose(boolean stop) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stop,
        requests,
        agent);
  }

  public DaemonConfig withRequests(RequestRules rules) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        this.rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        rules,
        agent);
  }

  public DaemonConfig withAgent(AgentRule rule) {
    return new DaemonConfig(
        stateDirectory,
        collectorHost,
        collectorPort,
        token,
        tls,
        node,
        rules,
        warm,
        warmAfter,
        scanInterval,
        pollInterval,
        stopRecordingsOnClose,
        requests,
        Optional.of(rule));
  }
}
