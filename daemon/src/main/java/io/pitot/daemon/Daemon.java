package io.pitot.daemon;

import io.pitot.daemon.budget.BudgetKeeper;
import io.pitot.daemon.budget.DaemonUse;
import io.pitot.daemon.budget.Outgoing;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.metrics.WindowCounters;
import io.pitot.daemon.recording.DrillRequest;
import io.pitot.daemon.ship.Desks;
import io.pitot.daemon.ship.DrillDesk;
import io.pitot.daemon.ship.ShipConfig;
import io.pitot.daemon.ship.ShipStatus;
import io.pitot.daemon.ship.ShipTimings;
import io.pitot.daemon.ship.Shipping;
import io.pitot.daemon.spool.SpoolLimits;
import io.pitot.daemon.tail.LiveViews;
import io.pitot.daemon.tail.TailContext;
import io.pitot.daemon.tail.TailStates;
import io.pitot.daemon.tail.Tails;
import io.pitot.daemon.target.TargetStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running daemon: watches the JVMs of this machine and brings their windows to the collector.
 *
 * <p>Threads: {@code pitot-watch} decides about targets, {@code pitot-attach-N} talk to JVMs,
 * {@code pitot-tail} reads recordings and fills the spool, the shipper empties it.
 *
 * <p>{@link #close} may be called twice.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /** How long a daemon that stops its recordings waits for the collector to take the rest. */
  private static final Duration LAST_WINDOWS = Duration.ofSeconds(5);

  private volatile DaemonConfig config;
  private final StateDirectory state;
  private final Shipping shipping;
  private final Tails tails;
  private final Watch watch;
  private final WindowCounters windows;
  private final BudgetKeeper budgets;
  private final LiveViews live = new LiveViews();
  private final DaemonStatus status;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Daemon(DaemonConfig config, StateDirectory state) throws IOException {
    this.config = config;
    this.state = state;
    shipping =
        Shipping.open(
            state.spool(),
            SpoolLimits.ofSize(config.budgets().spoolBytes()),
            shipConfig(config),
            this::targets,
            this::use,
            new Desks(
                new RecordingsOnRequest(
                    state.copies(), this::isRemote, this::spared, this::recorded),
                new LiveOnRequest(live, this::spared, this::recorded),
                new DrillsOnRequest(this::isRemote, this::spared, this::drill)));
    budgets = BudgetKeeper.of(config.budgets(), this::outgoing);
    windows = new WindowCounters(shipping.sink());
    tails = new Tails(config.pollInterval());
    TailContext context =
        new TailContext(
            new TailStates(state.targets()),
            windows,
            live,
            budgets::detail,
            windows::handedOnAfter);
    watch = new Watch(config, context, tails, budgets);
    status = new DaemonStatus(config, watch, tails, shipping, windows, budgets);
  }

  /**
   * Starts a daemon. A collector that is not there does not stop it: windows wait in the spool.
   *
   * @throws DaemonStartException when the state directory cannot be used, or a status address that
   *     is required
   */
  public static Daemon start(DaemonConfig config) throws DaemonStartException {
    StateDirectory state = StateDirectory.open(config.stateDirectory());
    try {
      Daemon daemon = new Daemon(config, state);
      daemon.begin();
      log.info(
          "Daemon {} watches JVMs on {} for the collector at {}:{}",
          DaemonStatus.version(),
          config.node(),
          config.collectorHost(),
          config.collectorPort());
      return daemon;
    } catch (IOException e) {
      state.close();
      throw new DaemonStartException(
          "cannot use the state directory %s: %s".formatted(config.stateDirectory(), e), e);
    }
  }

  private Optional<FoundJvm> recorded(String targetId) {
    return watch.recorded(targetId);
  }

  private CompletableFuture<DrillDesk.Answer> drill(String targetId, DrillRequest request) {
    return watch.drill(targetId, request);
  }

  private boolean isRemote() {
    return config.remote();
  }

  /** What is left out at the moment and why; empty when nothing is. */
  private String spared() {
    return budgets.state().tells();
  }

  private DaemonUse use() {
    return budgets.use();
  }

  private Outgoing outgoing() {
    ShipStatus ship = shipping.status();
    return new Outgoing(
        ship.sentBytes(), ship.heldBack(), ship.spool().waitingRecords(), ship.spool().sizeBytes());
  }

  private void begin() throws DaemonStartException {
    try {
      status.start();
      shipping.start();
      budgets.start();
      watch.start();
    } catch (DaemonStartException e) {
      close();
      throw e;
    }
  }

  /**
   * Takes over what may change while a daemon runs: which JVMs are watched, their labels, the
   * policy for warm ones, rates, what counts requests, and which JVMs get the map agent. JVMs that
   * are recorded with other rates, labels or counts of requests than these begin a new recording.
   */
  public void reload(DaemonConfig next) {
    config = config.reloaded(next);
    watch.reload(config);
    log.info("Configuration reloaded: {}, {}, {}", config.rules(), config.rates(), config.labels());
  }

  /** The JVMs that are watched, by pid; those that ended within the last minute too. */
  public List<TargetStatus> targets() {
    return watch.targets();
  }

  /** The port that answers probes and Prometheus; empty when none does. */
  public OptionalInt statusPort() {
    return status.port();
  }

  public ShipStatus shipStatus() {
    return shipping.status();
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    status.close();
    budgets.close();
    watch.close();
    tails.close();
    if (config.stopRecordingsOnClose()) {
      awaitEmptySpool();
    }
    try {
      shipping.close();
    } catch (IOException e) {
      log.warn("The spool was not closed: {}", e.toString());
    }
    state.close();
    log.info("Daemon stopped");
  }

  private void awaitEmptySpool() {
    long deadlineNanos = System.nanoTime() + LAST_WINDOWS.toNanos();
    try {
      while (shipping.status().spool().waitingRecords() > 0
          && System.nanoTime() - deadlineNanos < 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ShipConfig shipConfig(DaemonConfig config) {
    return new ShipConfig(
        config.collectorHost(),
        config.collectorPort(),
        config.token(),
        config.tls().orElse(null),
        config.node(),
        DaemonStatus.version(),
        ShipTimings.DEFAULT,
        config.budgets().networkBytesPerSecond());
  }
}
