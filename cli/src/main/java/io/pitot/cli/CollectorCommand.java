package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.Session;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.StartException;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.Retention;
import io.pitot.collector.tls.TlsFiles;
import io.pitot.collector.watch.WatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot collector}: runs until a signal. */
@Command(
    name = "collector",
    description = {
      "Keeps what daemons send; serves the web UI and the HTTP interface.",
      "The commands work on the data of a collector that is stopped; backup also while it runs."
    },
    subcommands = {
      CollectorDataCommands.Check.class,
      CollectorDataCommands.Repair.class,
      CollectorDataCommands.Compact.class,
      BackupCommand.class,
      CollectorDataCommands.Restore.class
    })
final class CollectorCommand implements Callable<Integer> {
  private static final double MOST_GIGABYTES = 1e9;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the data lies (default: /var/lib/pitot/collector as root, else below"
              + " ~/.local/share).")
  @Nullable Path data;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address for browsers and tools (default: ${DEFAULT-VALUE}).")
  String httpHost = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "7575",
      description = "Port for browsers and tools, 0 for any (default: ${DEFAULT-VALUE}).")
  int httpPort = CollectorConfig.DEFAULT_HTTP_PORT;

  @Option(
      names = "--grpc-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address for daemons (default: ${DEFAULT-VALUE}).")
  String grpcHost = "127.0.0.1";

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "7576",
      description = "Port for daemons, 0 for any (default: ${DEFAULT-VALUE}).")
  int grpcPort = CollectorConfig.DEFAULT_GRPC_PORT;

  @Option(names = "--token", paramLabel = "TOKEN", description = "What everybody must present.")
  @Nullable String token;

  @Option(names = "--insecure", description = "Allow addresses beyond loopback without a token.")
  boolean insecure;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Encrypt both ports with this certificate, followed by those above it (PEM). It is read"
              + " again when the file changes.")
  @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of that certificate (PEM, PKCS#8, not encrypted).")
  @Nullable Path tlsKey;

  @Option(
      names = "--retention",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "How long windows of 10 s are kept (default: ${DEFAULT-VALUE}).")
  int retentionHours = 24;

  @Option(
      names = "--raw",
      paramLabel = "HOURS",
      defaultValue = "2",
      description =
          "How long of that time they are kept as they came. What is older is packed: a third"
              + " of the disk, counts by 10 s, sums by minute (default: ${DEFAULT-VALUE}).")
  int rawHours = 2;

  @Option(
      names = "--ten-minutes",
      paramLabel = "HOURS",
      defaultValue = "24",
      description =
          "How long sums of ten minutes are kept, at least as long as windows (default:"
              + " ${DEFAULT-VALUE}).")
  int tensHours = 24;

  @Option(
      names = "--history",
      paramLabel = "DAYS",
      defaultValue = "30",
      description = "How long sums of whole hours are kept (default: ${DEFAULT-VALUE}).")
  int historyDays = 30;

  @Option(
      names = "--keep",
      paramLabel = "SERVICE=KEPT",
      description =
          "How long one service's data is kept where that differs, such as"
              + " batch=raw:1h,windows:2h,tens:6h,history:7d; may be given again.")
  Map<String, String> kept = Map.of();

  @Option(
      names = "--disk-budget",
      paramLabel = "GB",
      defaultValue = "0",
      description =
          "What the data may take; beyond it the oldest goes before its time. 0 for as much as"
              + " there is (default: ${DEFAULT-VALUE}).")
  double diskBudgetGigabytes;

  @Option(
      names = "--min-free",
      paramLabel = "MB",
      defaultValue = "512",
      description =
          "What stays free on the disk: below it the oldest data goes before its time, below half"
              + " of it nothing is taken until there is space again (default: ${DEFAULT-VALUE}).")
  int minFreeMegabytes = 512;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Bars, exceptions and webhooks of the gate and of the continuous comparison.")
  @Nullable Path policy;

  @Option(
      names = "--first-look",
      paramLabel = "MINUTES",
      defaultValue = "5",
      description =
          "How much of a new release there is when it is first compared with the one before; 0"
              + " never compares (default: ${DEFAULT-VALUE}).")
  int firstLookMinutes = 5;

  private final Terminal terminal;

  CollectorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    try (Session session = new Session(terminal)) {
      Collector collector = session.add(start());
      terminal.note(
          "collector: %s://%s:%d, daemons send to %s:%d"
              .formatted(
                  tlsCert == null ? "http" : "https",
                  httpHost,
                  collector.httpPort(),
                  grpcHost,
                  collector.grpcPort()));
      session.awaitSignal();
    }
    return ExitCode.OK;
  }

  /** What the options say; the collector checks what they mean. */
  Retention retention() throws Failure {
    Kept all =
        new Kept(
            Duration.ofHours(rawHours),
            Duration.ofHours(retentionHours),
            Duration.ofHours(tensHours),
            Duration.ofDays(historyDays));
    Map<String, Kept> ofService = new TreeMap<>();
    for (Map.Entry<String, String> of : kept.entrySet()) {
      ofService.put(of.getKey(), KeptText.read(of.getKey(), of.getValue(), all));
    }
    return new Retention(all, ofService, disk());
  }

  private DiskBudget disk() throws Failure {
    if (!(diskBudgetGigabytes >= 0 && diskBudgetGigabytes < MOST_GIGABYTES)) {
      throw new Failure(
          ExitCode.USAGE,
          "--disk-budget=%s: say gigabytes, or 0 for as much as there is"
              .formatted(diskBudgetGigabytes));
    }
    if (minFreeMegabytes < 0) {
      throw new Failure(
          ExitCode.USAGE, "--min-free=%d: say megabytes, 0 or more".formatted(minFreeMegabytes));
    }
    long bytes = (long) (diskBudgetGigabytes * 1e9);
    return new DiskBudget(bytes == 0 ? Long.MAX_VALUE : bytes, (long) minFreeMegabytes << 20);
  }

  private WatchConfig watch() {
    return new WatchConfig(
        Duration.ofMinutes(Math.max(0, firstLookMinutes)),
        WatchConfig.DEFAULT.poll(),
        WatchConfig.DEFAULT.firstRetry());
  }

  private Optional<TlsFiles> tls() throws Failure {
    if (tlsCert == null && tlsKey == null) {
      return Optional.empty();
    }
    if (tlsCert == null || tlsKey == null) {
      throw new Failure(
          ExitCode.USAGE,
          "--tls-cert and --tls-key belong together: %s is missing"
              .formatted(tlsCert == null ? "--tls-cert" : "--tls-key"));
    }
    return Optional.of(new TlsFiles(tlsCert, tlsKey));
  }

  private Collector start() throws Failure {
    CollectorConfig config =
        CollectorConfig.defaults(data == null ? Folders.of("collector") : data)
            .withHttp(httpHost, httpPort)
            .withGrpc(grpcHost, grpcPort)
            .withToken(token)
            .withInsecure(insecure)
            .withRetention(retention())
            .withPolicy(policy == null ? GatePolicy.NONE : PolicyText.policy(policy))
            .withWatch(watch());
    Optional<TlsFiles> tls = tls();
    if (tls.isPresent()) {
      config = config.withTls(tls.get());
    }
    try {
      return Collector.start(config);
    } catch (StartException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}
