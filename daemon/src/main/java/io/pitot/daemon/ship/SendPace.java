package io.pitot.daemon.ship;

import java.util.concurrent.TimeUnit;

/**
 * Holds sending back so that the wire takes no more than so many bytes a second. What goes out is
 * known only afterwards, so a message may overdraw and the next ones wait. For the shipper's
 * thread.
 */
final class SendPace {
  private static final double BURST_SECONDS = 2;

  private final WireBytes bytes;
  private final ShipCounters counters;
  private final double bytesPerNano;
  private final double burst;
  private double allowed;
  private long lastNanos = System.nanoTime();
  private long lastSent;

  SendPace(long bytesPerSecond, WireBytes bytes, ShipCounters counters) {
    this.bytes = bytes;
    this.counters = counters;
    bytesPerNano = (double) bytesPerSecond / TimeUnit.SECONDS.toNanos(1);
    burst = BURST_SECONDS * bytesPerSecond;
    allowed = burst;
  }

  boolean maySend(long nowNanos) {
    long sent = bytes.sent();
    allowed = Math.min(burst, allowed + (nowNanos - lastNanos) * bytesPerNano) - (sent - lastSent);
    lastNanos = nowNanos;
    lastSent = sent;
    if (allowed > 0) {
      return true;
    }
    counters.heldBack();
    return false;
  }
}
