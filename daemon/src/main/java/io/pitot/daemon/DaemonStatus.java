package io.pitot.daemon;

import io.pitot.daemon.budget.BudgetKeeper;
import io.pitot.daemon.metrics.DaemonFigures;
import io.pitot.daemon.metrics.Health;
import io.pitot.daemon.metrics.StatusAddress;
import io.pitot.daemon.metrics.StatusServer;
import io.pitot.daemon.metrics.WindowCounters;
import io.pitot.daemon.ship.Shipping;
import io.pitot.daemon.tail.Tails;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how one daemon is doing, to whoever asks at its status address. */
final class DaemonStatus implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DaemonStatus.class);

  /** Reading a target that fell far behind takes long; none takes minutes. */
  private static final long HANGS_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final DaemonConfig config;
  private final Watch watch;
  private final Tails tails;
  private final Shipping shipping;
  private final WindowCounters windows;
  private final BudgetKeeper budgets;
  private final long startedMillis = System.currentTimeMillis();
  private @Nullable StatusServer server;

  DaemonStatus(
      DaemonConfig config,
      Watch watch,
      Tails tails,
      Shipping shipping,
      WindowCounters windows,
      BudgetKeeper budgets) {
    this.config = config;
    this.watch = watch;
    this.tails = tails;
    this.shipping = shipping;
    this.windows = windows;
    this.budgets = budgets;
  }

  static String version() {
    return Optional.ofNullable(Daemon.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /**
   * Listens, if an address is configured.
   *
   * @throws DaemonStartException when the address is required and cannot be had
   */
  void start() throws DaemonStartException {
    if (config.status().isEmpty()) {
      return;
    }
    StatusAddress address = config.status().get();
    try {
      server = StatusServer.start(address, this::metrics, this::healthy, this::ready);
    } catch (IOException e) {
      String problem =
          "cannot answer probes and Prometheus at %s:%d (%s)"
              .formatted(address.host(), address.port(), e.getMessage());
      if (address.isRequired()) {
        throw new DaemonStartException(problem + ": choose another with --status", e);
      }
      log.warn("The daemon {}; it does its work without. --status chooses another", problem);
    }
  }

  OptionalInt port() {
    StatusServer running = server;
    return running == null ? OptionalInt.empty() : OptionalInt.of(running.port());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }

  private String metrics() {
    return new DaemonFigures(
            version(),
            config.node(),
            startedMillis,
            watch.targets(),
            watch.lagMillis(),
            windows,
            shipping.status(),
            budgets.state())
        .toText();
  }

  private Health healthy() {
    if (watch.idleNanos() > HANGS_AFTER_NANOS) {
      return hangs("looked for JVMs", watch.idleNanos());
    }
    if (tails.idleNanos() > HANGS_AFTER_NANOS) {
      return hangs("read recordings", tails.idleNanos());
    }
    return shipping.isRunning()
        ? new Health(true, "healthy")
        : new Health(false, "what sends to the collector has ended: restart the daemon");
  }

  private static Health hangs(String what, long sinceNanos) {
    return new Health(
        false,
        "it has not %s for %d s: restart the daemon"
            .formatted(what, TimeUnit.NANOSECONDS.toSeconds(sinceNanos)));
  }

  /** A collector that is away is no reason: windows wait in the spool. */
  private Health ready() {
    return watch.hasScanned()
        ? new Health(true, "ready")
        : new Health(false, "it has not looked for JVMs yet");
  }
}
