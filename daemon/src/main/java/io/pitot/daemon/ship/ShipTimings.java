package io.pitot.daemon.ship;

import java.time.Duration;

/**
 * How long the shipper waits for what.
 *
 * @param welcome for the collector's answer to Hello; on a machine where everything starts at once
 *     the first connection alone can take more than ten seconds
 * @param answer for the answer to a batch; then the collector counts as frozen
 * @param keepAlive without any sign of life before the connection is probed; the probe has half of
 *     it. A collector that permits less often closes the connection
 * @param firstBackoff before the second attempt to connect; doubled with each further one
 * @param maxBackoff the bound of that
 * @param reportCheck between two looks whether targets have changed
 * @param report at most between two reports of the targets
 */
public record ShipTimings(
    Duration welcome,
    Duration answer,
    Duration keepAlive,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration reportCheck,
    Duration report) {
  public static final ShipTimings DEFAULT =
      new ShipTimings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));
}
