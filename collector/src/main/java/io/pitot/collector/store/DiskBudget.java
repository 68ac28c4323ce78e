package io.pitot.collector.store;

/**
 * How much the store may take. Beyond it the oldest partitions go before their time.
 *
 * @param maxBytes of all files together; {@link Long#MAX_VALUE} for no bound of its own
 * @param minFreeBytes of the file system; below half of it batches are refused, too
 */
public record DiskBudget(long maxBytes, long minFreeBytes) {
  /** Takes what there is. */
  public static final DiskBudget NONE = new DiskBudget(Long.MAX_VALUE, 0);
}
