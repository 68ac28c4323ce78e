package io.pitot.collector.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The dictionaries that grow now: one for each service and day, for this start of the collector. A
 * dictionary that is full or long unused is left as it is and a new one begun when needed. Used by
 * one thread.
 */
final class DictionaryWriters {
  static final int MAX_NODES = 1 << 20;

  /** Of a dictionary: one with longer names than anybody writes is followed by another, too. */
  private static final long MAX_BYTES = 64L << 20;

  /** What a thousand JVMs of fifty services need is about 200 MB. */
  private static final long MAX_BYTES_IN_ALL =
      Math.min(240L << 20, Runtime.getRuntime().maxMemory() / 2);

  private final int writer;
  private final Map<Scope, DictionaryWriter> open = new LinkedHashMap<>(16, 0.75f, true);
  private int lastNumber;

  /** Whose stacks a dictionary holds. */
  record Scope(int service, Partition day) {}

  DictionaryWriters(int writer) {
    this.writer = writer;
  }

  DictionaryWriter of(Scope scope) {
    DictionaryWriter known = open.get(scope);
    if (known != null && known.nodes() < MAX_NODES && known.sizeBytes() < MAX_BYTES) {
      return known;
    }
    DictionaryWriter begun = new DictionaryWriter(new DictionaryId(writer, ++lastNumber));
    open.put(scope, begun);
    return begun;
  }

  /** Lets go of the least recently used ones until the rest is small; nothing may be undrained. */
  void trim() {
    long bytes = open.values().stream().mapToLong(DictionaryWriter::sizeBytes).sum();
    var eldest = open.values().iterator();
    while (bytes > MAX_BYTES_IN_ALL && eldest.hasNext()) {
      bytes -= eldest.next().sizeBytes();
      eldest.remove();
    }
  }

  /** Begins anew everywhere: what was handed out last may not have been stored. */
  void abandon() {
    open.clear();
  }
}
