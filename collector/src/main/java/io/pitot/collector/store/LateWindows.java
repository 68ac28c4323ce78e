package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of windows that come when others of their hour are gone: they stand beside those
 * that are packed, and are refused where there are only sums. Used by the committer's thread.
 */
final class LateWindows {
  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedSpans spans;

  LateWindows(BlockStore blocks, Catalog catalog, SealedSpans spans) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.spans = spans;
  }

  /**
   * Whether a batch is stored already, packed with others; who sends it again has not seen the
   * answer.
   *
   * @throws LateWindowException when it cannot be stored any more
   */
  boolean isPacked(WindowBatch batch) {
    Partition hour = Partition.at(Table.RAW, batch.startSeconds());
    Integer service = catalog.service(batch.service()).orElse(null);
    if (service != null && isPacked(batch, service, hour)) {
      return true;
    }
    BitSet packed = spans.packedAndGone(hour);
    if (!packed.isEmpty()) {
      blocks.write(SealedSpans.marksWithoutWindows(hour, packed));
      spans.withoutWindows(hour, packed);
    }
    return false;
  }

  private boolean isPacked(WindowBatch batch, int service, Partition hour) {
    boolean isPacked = spans.isPacked(service, hour);
    boolean isSealed = spans.isSealed(ServiceSpan.of(Level.HOUR, service, batch.startSeconds()));
    if ((!isPacked && !isSealed) || spans.hasWindows(blocks.partitions(Table.RAW), service, hour)) {
      return false;
    }
    if (!isPacked) {
      // One more would take the place of the sums of all.
      throw new LateWindowException(
          "the other windows of %s are gone already, and only their sums are kept"
              .formatted(Instant.ofEpochSecond(hour.startSeconds())));
    }
    Optional<PackedRecord> record =
        catalog.find(batch).flatMap(series -> record(service, series.id(), batch.startSeconds()));
    int window =
        (int) (batch.startSeconds() % Level.TEN_MINUTES.seconds()) / WindowRecord.LENGTH_SECONDS;
    boolean isThere = record.isPresent() && record.get().has(window, batch.part());
    if (!isThere && record.isPresent() && record.get().hasAny(window)) {
      throw new LateWindowException(
          "the window of %s is packed already, and can have no further part"
              .formatted(Instant.ofEpochSecond(batch.startSeconds())));
    }
    return isThere;
  }

  private Optional<PackedRecord> record(int service, int series, long windowSeconds) {
    RawKey key =
        new RawKey(service, RawKey.WINDOWS, series, Level.TEN_MINUTES.start(windowSeconds), 0);
    byte[] value =
        blocks.multiGet(Partition.at(Table.PACKED, windowSeconds), List.of(key.toBytes())).get(0);
    return Optional.ofNullable(value).map(bytes -> PackedRecord.read(ByteBuffer.wrap(bytes)));
  }
}
