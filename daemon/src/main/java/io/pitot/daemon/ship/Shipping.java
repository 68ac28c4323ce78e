package io.pitot.daemon.ship;

import io.pitot.daemon.budget.DaemonUse;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.spool.Spool;
import io.pitot.daemon.spool.SpoolLimits;
import io.pitot.daemon.target.TargetStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes windows and brings them to the collector, over restarts of either side.
 *
 * <p>{@link #sink} returns when the window is in the spool; a thread of its own empties the spool.
 */
public final class Shipping implements AutoCloseable {
  private final Spool spool;
  private final Shipper shipper;
  private final WindowSpooler spooler;

  private Shipping(Spool spool, Shipper shipper, WindowSpooler spooler) {
    this.spool = spool;
    this.shipper = shipper;
    this.spooler = spooler;
  }

  /**
   * Opens the spool; nothing is sent before {@link #start}.
   *
   * @param spoolDirectory used by this process alone; the caller sees to that
   * @param targets what is reported to the collector; called on the shipper's thread
   */
  public static Shipping open(
      Path spoolDirectory,
      SpoolLimits limits,
      ShipConfig config,
      Supplier<List<TargetStatus>> targets)
      throws IOException {
    return open(spoolDirectory, limits, config, targets, () -> DaemonUse.UNKNOWN, Desks.CLOSED);
  }

  /**
   * Opens the spool; nothing is sent before {@link #start}.
   *
   * @param use what is reported of the daemon itself; called on the shipper's thread
   * @param desks answer people who ask through the collector
   */
  public static Shipping open(
      Path spoolDirectory,
      SpoolLimits limits,
      ShipConfig config,
      Supplier<List<TargetStatus>> targets,
      Supplier<DaemonUse> use,
      Desks desks)
      throws IOException {
    SpoolOverflow overflow = new SpoolOverflow();
    Spool spool = Spool.open(spoolDirectory, limits, overflow);
    Shipper shipper = new Shipper(config, spool, targets, use, desks);
    return new Shipping(spool, shipper, new WindowSpooler(spool, overflow, shipper::wake));
  }

  public void start() {
    shipper.start();
  }

  /** For any number of threads. */
  public WindowSink sink() {
    return spooler;
  }

  /** Whether it has not died. */
  public boolean isRunning() {
    return shipper.isRunning();
  }

  public ShipStatus status() {
    return shipper.status();
  }

  /** Stops sending; what the collector has not acknowledged stays in the spool. */
  @Override
  public void close() throws IOException {
    try {
      shipper.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spool.close();
  }
}
