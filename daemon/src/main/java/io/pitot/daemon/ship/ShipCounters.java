package io.pitot.daemon.ship;

import io.pitot.daemon.spool.SpoolStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Written by the shipper's thread, read by any. */
final class ShipCounters {
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong heldBack = new AtomicLong();
  private final AtomicLong postponed = new AtomicLong();
  private final Map<String, Long> dropped = new ConcurrentSkipListMap<>();
  private final Map<String, String> explanations = new ConcurrentSkipListMap<>();
  private final WireBytes bytes;
  private volatile boolean connected;
  private volatile String problem = "";
  private volatile int unanswered;

  ShipCounters(WireBytes bytes) {
    this.bytes = bytes;
  }

  void connected() {
    connections.incrementAndGet();
    problem = "";
    connected = true;
  }

  void disconnected(String why) {
    connected = false;
    problem = why;
    unanswered = 0;
  }

  void sent() {
    sent.incrementAndGet();
  }

  void acknowledged() {
    acknowledged.incrementAndGet();
  }

  /** Sending waits for its pace. */
  void heldBack() {
    heldBack.incrementAndGet();
  }

  void postponed() {
    postponed.incrementAndGet();
  }

  /** How many that makes for this reason. */
  long dropped(String reason, String explanation) {
    explanations.put(reason, explanation);
    return dropped.merge(reason, 1L, Long::sum);
  }

  void unanswered(int batches) {
    unanswered = batches;
  }

  ShipStatus status(SpoolStatus spool) {
    return new ShipStatus(
        connected,
        problem,
        connections.get(),
        sent.get(),
        bytes.sent(),
        acknowledged.get(),
        postponed.get(),
        heldBack.get(),
        new TreeMap<>(dropped),
        new TreeMap<>(explanations),
        unanswered,
        spool);
  }
}
