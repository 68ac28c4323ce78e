package io.pitot.daemon.ship;

import com.google.protobuf.InvalidProtocolBufferException;
import io.pitot.daemon.spool.DroppedRecords;
import io.pitot.proto.v1.Batch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers whose batches the spool gave up, so that the target's next window tells of it. What is
 * not told by then, because the target has ended or the daemon is restarted, stands in {@link
 * ShipStatus} alone.
 */
final class SpoolOverflow implements DroppedRecords {
  private static final Logger log = LoggerFactory.getLogger(SpoolOverflow.class);
  private static final int MAX_TARGETS = 10_000;

  private final Map<String, Long> droppedByTarget = new ConcurrentHashMap<>();

  @Override
  public void dropped(byte[] payload) {
    try {
      add(Batch.parseFrom(payload).getTarget().getId(), 1);
    } catch (InvalidProtocolBufferException e) {
      log.warn("A record that the spool gave up was no batch: {}", e.toString());
    }
  }

  void add(String targetId, long batches) {
    if (droppedByTarget.size() < MAX_TARGETS) {
      droppedByTarget.merge(targetId, batches, Long::sum);
    }
  }

  /** How many batches of the target were given up since the last call. */
  long take(String targetId) {
    Long dropped = droppedByTarget.remove(targetId);
    return dropped == null ? 0 : dropped;
  }
}
