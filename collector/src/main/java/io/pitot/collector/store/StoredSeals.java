package io.pitot.collector.store;

/** What a store holds of seals when it is opened; {@link SealedSpans} says what they mean. */
final class StoredSeals {
  private StoredSeals() {}

  @FunctionalInterface
  interface Visitor {
    /**
     * Called for each seal.
     *
     * @param key the service in place of the series, and the start of the span
     * @param isLate whether the seal has a value: windows came late beside packed ones
     */
    void seal(Partition partition, RawKey key, boolean isLate);
  }

  static void read(BlockStore blocks, Table table, Visitor visitor) {
    for (Partition partition : blocks.partitions(table)) {
      blocks.scan(
          partition,
          SpanKey.firstSeal(),
          SpanKey.endOfSeals(),
          (key, value) -> {
            visitor.seal(partition, RawKey.read(key), value.hasRemaining());
            return true;
          });
    }
  }

  /** Whether a partition of windows holds anything: one made for a write that failed does not. */
  static boolean isUsed(BlockStore blocks, Partition hour) {
    boolean[] any = {false};
    blocks.scan(
        hour,
        SpanKey.firstSeal(),
        new RawKey(Integer.MAX_VALUE, 0, 0, 0, 0).toBytes(),
        (key, value) -> {
          any[0] = true;
          return false;
        });
    return any[0];
  }
}
