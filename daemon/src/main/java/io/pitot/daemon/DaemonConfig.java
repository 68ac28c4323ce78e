package io.pitot.daemon;

import io.pitot.daemon.budget.Budgets;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.metrics.StatusAddress;
import io.pitot.daemon.recording.AgentRule;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.RecordingSettings;
import io.pitot.daemon.recording.SettingsFiles;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.ship.ShipTls;
import io.pitot.daemon.tail.TailRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
 * @param labels of every JVM that does not say otherwise; may be empty
 * @param warm what to do with JVMs that a first recording would stall
 * @param warmAfter how long such a JVM must have run to have something to lose
 * @param scanInterval between two looks for new JVMs
 * @param pollInterval between two looks at the chunks of the targets
 * @param stopRecordingsOnClose whether {@link Daemon#close} stops the recordings that this daemon
 *     started; by default they go on, and the next daemon misses nothing
 * @param requests what tells how many requests a target serves
 * @param settings which events are recorded
 * @param rates how closely JVMs are looked at
 * @param agent which JVMs get the map agent, too; none unless somebody asks for it
 * @param status where the daemon tells how it is doing, over HTTP; nowhere when empty
 * @param remote whether people may have recordings of this node's JVMs through the collector
 * @param budgets what the daemon may use
 */
public record DaemonConfig(
    Path stateDirectory,
    String collectorHost,
    int collectorPort,
    @Nullable String token,
    Optional<ShipTls> tls,
    String node,
    TargetRules rules,
    Map<String, String> labels,
    WarmPolicy warm,
    Duration warmAfter,
    Duration scanInterval,
    Duration pollInterval,
    boolean stopRecordingsOnClose,
    RequestRules requests,
    SettingsFiles settings,
    Rates rates,
    Optional<AgentRule> agent,
    Optional<StatusAddress> status,
    boolean remote,
    Budgets budgets) {

  public static final String DEFAULT_COLLECTOR_HOST = "127.0.0.1";
  public static final int DEFAULT_COLLECTOR_PORT = 7576;
  public static final int DEFAULT_STATUS_PORT = 7577;
  public static final Duration DEFAULT_SCAN_INTERVAL = Duration.ofSeconds(2);
  public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);

  public static DaemonConfig defaults(Path stateDirectory) {
    return new DaemonConfig(
        stateDirectory,
        DEFAULT_COLLECTOR_HOST,
        DEFAULT_COLLECTOR_PORT,
        null,
        Optional.empty(),
        hostName(),
        TargetRules.ALL,
        Map.of(),
        WarmPolicy.NEVER,
        Obstacles.WARM_AFTER,
        DEFAULT_SCAN_INTERVAL,
        DEFAULT_POLL_INTERVAL,
        false,
        RequestRules.NONE,
        SettingsFiles.BUILT_IN,
        Rates.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        true,
        Budgets.SHARED_PROCESS);
  }

  /** The name that this machine gives itself; asking the network could take long. */
  public static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("No /proc: Pitot's daemon runs on Linux only", e);
    }
  }

  /** This one, with what may change while a daemon runs taken from the other. */
  DaemonConfig reloaded(DaemonConfig next) {
    return with(
        draft -> {
          draft.rules = next.rules;
          draft.labels = next.labels;
          draft.warm = next.warm;
          draft.requests = next.requests;
          draft.settings = next.settings;
          draft.rates = next.rates;
          draft.agent = next.agent;
          draft.remote = next.remote;
        });
  }

  /** Whether what is recorded with one would be recorded and read with the other just so. */
  boolean recordsLike(DaemonConfig other) {
    // Patterns are equal when their texts are.
    return rates.equals(other.rates)
        && settings.equals(other.settings)
        && labels.equals(other.labels)
        && requests.toString().equals(other.requests.toString());
  }

  /** How recordings are read. */
  TailRules tailRules() {
    return new TailRules(requests, recordingSettings().live());
  }

  /** What JVMs are asked to record. */
  RecordingSettings recordingSettings() {
    return new RecordingSettings(rates, settings);
  }

  public DaemonConfig withCollector(String host, int port) {
    return with(
        draft -> {
          draft.collectorHost = host;
          draft.collectorPort = port;
        });
  }

  public DaemonConfig withToken(@Nullable String token, Optional<ShipTls> overTls) {
    return with(
        draft -> {
          draft.token = token;
          draft.tls = overTls;
        });
  }

  public DaemonConfig withNode(String name) {
    return with(draft -> draft.node = name);
  }

  public DaemonConfig withTargets(TargetRules targets, WarmPolicy policy) {
    return with(
        draft -> {
          draft.rules = targets;
          draft.warm = policy;
        });
  }

  public DaemonConfig withLabels(Map<String, String> newLabels) {
    return with(draft -> draft.labels = Map.copyOf(newLabels));
  }

  public DaemonConfig withWarmAfter(Duration age) {
    return with(draft -> draft.warmAfter = age);
  }

  public DaemonConfig withIntervals(Duration scan, Duration poll) {
    return with(
        draft -> {
          draft.scanInterval = scan;
          draft.pollInterval = poll;
        });
  }

  public DaemonConfig withStopRecordingsOnClose(boolean stop) {
    return with(draft -> draft.stopRecordingsOnClose = stop);
  }

  public DaemonConfig withRequests(RequestRules rules) {
    return with(draft -> draft.requests = rules);
  }

  public DaemonConfig withRates(Rates newRates) {
    return with(draft -> draft.rates = newRates);
  }

  public DaemonConfig withSettings(SettingsFiles files) {
    return with(draft -> draft.settings = files);
  }

  public DaemonConfig withAgent(AgentRule rule) {
    return with(draft -> draft.agent = Optional.of(rule));
  }

  public DaemonConfig withRemote(boolean allowed) {
    return with(draft -> draft.remote = allowed);
  }

  public DaemonConfig withBudgets(Budgets newBudgets) {
    return with(draft -> draft.budgets = newBudgets);
  }

  public DaemonConfig withStatus(StatusAddress address) {
    return with(draft -> draft.status = Optional.of(address));
  }

  private DaemonConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** A configuration that is being made from another one. */
  private static final class Draft {
    private final Path stateDirectory;
    private String collectorHost;
    private int collectorPort;
    private @Nullable String token;
    private Optional<ShipTls> tls;
    private String node;
    private TargetRules rules;
    private Map<String, String> labels;
    private WarmPolicy warm;
    private Duration warmAfter;
    private Duration scanInterval;
    private Duration pollInterval;
    private boolean stopRecordingsOnClose;
    private RequestRules requests;
    private SettingsFiles settings;
    private Rates rates;
    private Optional<AgentRule> agent;
    private Optional<StatusAddress> status;
    private boolean remote;
    private Budgets budgets;

    Draft(DaemonConfig from) {
      stateDirectory = from.stateDirectory;
      collectorHost = from.collectorHost;
      collectorPort = from.collectorPort;
      token = from.token;
      tls = from.tls;
      node = from.node;
      rules = from.rules;
      labels = from.labels;
      warm = from.warm;
      warmAfter = from.warmAfter;
      scanInterval = from.scanInterval;
      pollInterval = from.pollInterval;
      stopRecordingsOnClose = from.stopRecordingsOnClose;
      requests = from.requests;
      settings = from.settings;
      rates = from.rates;
      agent = from.agent;
      status = from.status;
      remote = from.remote;
      budgets = from.budgets;
    }

    DaemonConfig config() {
      return new DaemonConfig(
          stateDirectory,
          collectorHost,
          collectorPort,
          token,
          tls,
          node,
          rules,
          labels,
          warm,
          warmAfter,
          scanInterval,
          pollInterval,
          stopRecordingsOnClose,
          requests,
          settings,
          rates,
          agent,
          status,
          remote,
          budgets);
    }
  }
}
