package io.pitot.daemon.ship;

import io.grpc.Status;
import io.pitot.daemon.spool.SpoolStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the collector is away and why, and once that it is back. */
final class CollectorLog {
  private static final Logger log = LoggerFactory.getLogger(Shipper.class);

  private final String address;
  private final boolean isEncrypted;
  private @Nullable Trouble awayBecause;
  private long awaySinceNanos;
  private boolean everConnected;

  CollectorLog(ShipConfig config) {
    address = config.address();
    isEncrypted = config.tls() != null;
  }

  /**
   * What is wrong, in one sentence; logged unless it is what was wrong before.
   *
   * @param wasGreeted whether it was a collector that answered
   */
  String away(Status why, boolean wasGreeted, SpoolStatus spool) {
    Trouble trouble = Trouble.of(why, !isEncrypted && !wasGreeted);
    String problem = "Collector %s: %s".formatted(address, trouble.sentence(why));
    if (awayBecause == null) {
      awaySinceNanos = System.nanoTime();
    }
    if (awayBecause != trouble) {
      awayBecause = trouble;
      log.warn(
          "{}. Windows are kept in the spool meanwhile ({} batches, {} KB).",
          problem,
          spool.waitingRecords(),
          spool.sizeBytes() / 1024);
    }
    return problem;
  }

  void back(String softwareVersion, SpoolStatus spool) {
    if (everConnected && awayBecause != null) {
      log.info(
          "Collector {} is back after {} s, {} batches are waiting for it",
          address,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - awaySinceNanos),
          spool.waitingRecords());
    } else {
      log.info("Connected to the collector {} (version {})", address, softwareVersion);
    }
    everConnected = true;
    awayBecause = null;
  }
}
