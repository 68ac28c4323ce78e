package io.pitot.jfr;

/**
 * How much of the heap each part of a reader may take, whatever a file claims. The shares are such
 * that 64 MB are enough for all of them at once; more heap gives more, up to what is useful.
 */
final class HeapShare {
  private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();

  /** One event that a handler wants, or one text. A larger event is passed over. */
  static final int VALUE_BYTES = (int) Math.min(16 << 20, HEAP_BYTES / 32);

  /** The stacks that are remembered to tell others by. */
  static final int STACK_BYTES = (int) Math.min(32 << 20, HEAP_BYTES / 8);

  /** What is kept to look back over earlier chunks. */
  static final long LOOK_BACK_BYTES = Math.min(64 << 20, HEAP_BYTES / 8);

  /** Constants whose places are known, of one chunk; each takes up to 48 bytes while it grows. */
  static final int CONSTANTS = (int) Math.min(1 << 24, HEAP_BYTES / 8 / 48);

  /**
   * From the lowest to the highest id of a chunk's stacks, a multiple of 64; 8 bytes each, 12 while
   * it grows.
   */
  static final int STACK_SPAN = (int) Math.min(1 << 22, HEAP_BYTES / 8 / 12) & -64;

  /** Ids of stacks that lie far from the others of their chunk; each takes up to 48 bytes. */
  static final int FAR_STACKS = (int) Math.min(1 << 19, HEAP_BYTES / 16 / 48);

  /** Methods whose names are known; each takes up to 100 bytes and its name. */
  static final int METHODS = (int) Math.min(1 << 20, HEAP_BYTES / 8 / 100);

  /** Characters of the names of threads and classes that are kept decoded. */
  static final int NAME_CHARS = (int) Math.min(32 << 20, HEAP_BYTES / 32);

  private HeapShare() {}
}
