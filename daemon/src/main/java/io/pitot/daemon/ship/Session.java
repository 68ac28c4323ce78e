package io.pitot.daemon.ship;

import com.google.protobuf.InvalidProtocolBufferException;
import io.pitot.daemon.spool.Entry;
import io.pitot.daemon.spool.Spool;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.Welcome;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one stream, from the collector's Welcome to the stream's end: what was sent, what
 * has to be sent again, how much more may be sent. For the shipper's thread alone.
 */
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Shipper.class);

  /** What the sequence may add to a batch: a tag and ten bytes. */
  private static final int SEQUENCE_BYTES = 11;

  /** Of those that are dropped for the same reason. */
  private static final int LOG_EVERY = 1_000;

  private final CollectorStream stream;
  private final Welcome limits;
  private final Spool spool;
  private final ShipCounters counters;
  private final SendPace pace;
  private final Backoff backoff;

  /** When each was sent, oldest first. */
  private final Map<Long, Long> sentNanosBySequence = new LinkedHashMap<>();

  private final TreeSet<Long> postponed = new TreeSet<>();
  private long lastSequence;
  private long pauseUntilNanos;
  private boolean pausing;

  Session(
      CollectorStream stream,
      Welcome limits,
      Spool spool,
      ShipCounters counters,
      SendPace pace,
      ShipTimings timings) {
    this.stream = stream;
    this.limits = limits;
    this.spool = spool;
    this.counters = counters;
    this.pace = pace;
    backoff = new Backoff(timings.firstBackoff(), timings.maxBackoff());
  }

  /** Sends what is there, as far as the collector and the connection can take it. */
  void send(long nowNanos) {
    if (pausing && nowNanos - pauseUntilNanos < 0) {
      return;
    }
    pausing = false;
    while (sentNanosBySequence.size() < Math.max(1, limits.getMaxUnansweredBatches())
        && stream.isReady()
        && pace.maySend(System.nanoTime())) {
      Entry entry = nextEntry();
      if (entry == null) {
        break;
      }
      send(entry, nowNanos);
    }
    counters.unanswered(sentNanosBySequence.size());
  }

  void acknowledged(long sequence) {
    if (sentNanosBySequence.remove(sequence) != null) {
      backoff.reset();
    }
  }

  void refused(Refusal refusal, long nowNanos) {
    long sequence = refusal.getSequence();
    if (sentNanosBySequence.remove(sequence) == null) {
      return;
    }
    if (refusal.getRetryable()) {
      postponed.add(sequence);
      counters.postponed();
      pausing = true;
      pauseUntilNanos = nowNanos + backoff.nextNanos();
    } else {
      String reason = refusal.getReason().name().toLowerCase(Locale.ROOT);
      drop(sequence, reason, refusal.getExplanation());
    }
  }

  /** How long the oldest unanswered batch has been waiting; 0 when there is none. */
  long oldestWaitNanos(long nowNanos) {
    for (long sentNanos : sentNanosBySequence.values()) {
      return nowNanos - sentNanos;
    }
    return 0;
  }

  /** When sending goes on after the collector asked for a pause; {@code otherwise} without one. */
  long resumeNanos(long otherwise) {
    return pausing ? pauseUntilNanos : otherwise;
  }

  private @Nullable Entry nextEntry() {
    while (!postponed.isEmpty()) {
      long sequence = postponed.pollFirst();
      Entry entry = spool.next(sequence - 1);
      // The spool may have given it up meanwhile.
      if (entry != null && entry.sequence() == sequence) {
        return entry;
      }
    }
    Entry entry = spool.next(lastSequence);
    if (entry != null) {
      lastSequence = entry.sequence();
    }
    return entry;
  }

  private void send(Entry entry, long nowNanos) {
    int sizeBytes = entry.payload().length + SEQUENCE_BYTES;
    if (Integer.compareUnsigned(sizeBytes, limits.getMaxBatchBytes()) > 0) {
      drop(
          entry.sequence(),
          "too_large",
          sizeBytes
              + " bytes, the collector takes at most "
              + Integer.toUnsignedString(limits.getMaxBatchBytes()));
      return;
    }
    try {
      Batch batch =
          Batch.parseFrom(entry.payload()).toBuilder().setSequence(entry.sequence()).build();
      stream.send(FromDaemon.newBuilder().setBatch(batch).build());
      sentNanosBySequence.put(entry.sequence(), nowNanos);
      counters.sent();
    } catch (InvalidProtocolBufferException e) {
      drop(entry.sequence(), "unreadable", "the spooled bytes are no batch: " + e.getMessage());
    }
  }

  private void drop(long sequence, String reason, String explanation) {
    long dropped = counters.dropped(reason, explanation);
    if (dropped == 1 || dropped % LOG_EVERY == 0) {
      log.warn(
          "A batch is lost: the collector will never take it ({}: {}); {} so far",
          reason,
          explanation,
          dropped);
    }
    spool.acknowledge(sequence);
  }
}
