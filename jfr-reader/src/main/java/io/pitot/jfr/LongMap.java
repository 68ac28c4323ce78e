package io.pitot.jfr;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A map of ids without boxing. Grows; forgets only everything. */
final class LongMap<V> {
  private long[] keys = new long[16];
  private @Nullable Object[] values = new @Nullable Object[16];
  private int size;

  @SuppressWarnings("unchecked")
  @Nullable V get(long key) {
    return (V) values[slotOf(key)];
  }

  void put(long key, V value) {
    int slot = slotOf(key);
    if (values[slot] == null) {
      keys[slot] = key;
      size++;
    }
    values[slot] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  void clear() {
    Arrays.fill(values, null);
    size = 0;
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new @Nullable Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
