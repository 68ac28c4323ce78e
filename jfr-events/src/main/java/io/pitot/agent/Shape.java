package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import org.jspecify.annotations.Nullable;

/** The state of a map's table, read while the map is in use: exact only when it is at rest. */
record Shape(
    long size,
    int tableLength,
    int binsUsed,
    int longestChain,
    int treeBins,
    float loadFactor,
    long estimatedBytes,
    String keyClass) {
  private static final int MAX_BINS = 1 << 16;
  private static final int MAX_CHAIN = 1 << 14;
  private static final int NODE_BYTES = 32;

  /** Of maps without chains: 16 in an IdentityHashMap, 40 in a TreeMap, 48 in a WeakHashMap. */
  private static final int ENTRY_BYTES = 40;

  private static final int REFERENCE_BYTES = 4;

  /**
   * Null where nothing can be read of the map. Of a map without chains there is only the size; of
   * large tables the first bins are read.
   */
  static @Nullable Shape of(Object map) {
    long size = Probe.size(map);
    Object[] table = Probe.table(map);
    if (table == null) {
      return size <= 0 ? null : new Shape(size, 0, 0, 0, 0, 0, size * ENTRY_BYTES, "");
    }
    int looked = Math.min(table.length, MAX_BINS);
    int used = 0;
    int longest = 0;
    int trees = 0;
    Object inLongest = null;
    for (int i = 0; i < looked; i++) {
      Object first = table[i];
      if (first != null) {
        used++;
        String kind = first.getClass().getSimpleName();
        boolean tree = kind.equals("TreeBin") || kind.equals("TreeNode");
        trees += tree ? 1 : 0;
        Object node = kind.equals("TreeBin") ? inTree(first) : first;
        int length = chain(node);
        if (length > longest) {
          longest = length;
          inLongest = node;
        }
      }
    }
    double scale = (double) table.length / looked;
    return new Shape(
        size,
        table.length,
        (int) (used * scale),
        longest,
        (int) (trees * scale),
        Probe.loadFactor(map),
        size * NODE_BYTES + (long) table.length * REFERENCE_BYTES,
        keyClass(inLongest));
  }

  private static @Nullable Object inTree(Object bin) {
    return Probe.value(bin, "first");
  }

  private static int chain(@Nullable Object first) {
    int length = 0;
    for (Object node = first; node != null && length < MAX_CHAIN; length++) {
      node = Probe.next(node);
    }
    return length;
  }

  private static String keyClass(@Nullable Object node) {
    Object key = node == null ? null : Probe.key(node);
    return key == null ? "" : key.getClass().getName();
  }
}
