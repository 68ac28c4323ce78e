package io.pitot.daemon.ship;

import io.pitot.daemon.spool.SpoolStatus;
import java.util.Map;

/**
 * All figures of shipping. Counts are since the daemon was started.
 *
 * @param connected whether a collector has answered Hello and is still there
 * @param problem why it is not connected; empty when it is or when nothing was tried yet
 * @param connections that got as far as the collector's Welcome
 * @param sentBatches including those that were sent again
 * @param sentBytes as they went over the wire
 * @param acknowledgedBatches that are durable in the collector
 * @param postponedBatches answers that asked to send a batch again later
 * @param heldBack how often sending waited because so much a second is not allowed
 * @param droppedBatches by reason: the collector will never take them, in the words of {@code
 *     Refusal.Reason} in lower case, or {@code too_large}, {@code unreadable}
 * @param explanations by the same reasons: what was said of the last batch
 * @param unansweredBatches sent and not yet answered
 */
public record ShipStatus(
    boolean connected,
    String problem,
    long connections,
    long sentBatches,
    long sentBytes,
    long acknowledgedBatches,
    long postponedBatches,
    long heldBack,
    Map<String, Long> droppedBatches,
    Map<String, String> explanations,
    int unansweredBatches,
    SpoolStatus spool) {}
