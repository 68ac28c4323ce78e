package io.pitot.collector.store;

/**
 * The key of a {@link DictionaryChunk}.
 *
 * <pre>
 *   offset  size
 *   0       4     service
 *   4       4     writer: a new number for each start of a collector
 *   8       4     dictionary: counts up within the writer
 *   12      4     chunk: the number of its first node
 *   16
 * </pre>
 *
 * <p>A chunk is never written over: what a dictionary gains is a new chunk, so a reader that knows
 * the nodes up to n goes on at the chunk n. The partition is the day of the blocks that use it.
 */
record DictionaryKey(int service, DictionaryId dictionary, int firstNode) {
  static final int SIZE_BYTES = 16;

  byte[] toBytes() {
    return new BlockWriter(SIZE_BYTES)
        .u32(service)
        .u32(dictionary.writer())
        .u32(dictionary.number())
        .u32(firstNode)
        .toBytes();
  }
}
