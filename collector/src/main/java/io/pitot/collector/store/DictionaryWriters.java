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
  private static final long MAX_NODES_IN_ALL = 1 << 22;

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
    if (known != null && known.nodes() < MAX_NODES) {
      return known;
    }
    DictionaryWriter begun = new DictionaryWriter(new DictionaryId(writer, ++lastNumber));
    open.put(scope, begun);
    return begun;
  }

  /** Lets go of the least recently used ones until the rest is small; nothing may be undrained. */
  void trim() {
    long nodes = open.values().stream().mapToLong(DictionaryWriter::nodes).sum();
    var eldest = open.values().iterator();
    while (nodes > MAX_NODES_IN_ALL && eldest.hasNext()) {
      nodes -= eldest.next().nodes();
      eldest.remove();
    }
  }

  /** Begins anew everywhere: what was handed out last may not have been stored. */
  void abandon() {
    open.clear();
  }
}
