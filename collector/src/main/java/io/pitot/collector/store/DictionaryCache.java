package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dictionaries as queries have read them. Chunks are never written over, so a dictionary that is
 * too short is read on from where it ended. Bounded; the least recently used go first.
 */
final class DictionaryCache {
  private static final long MAX_NODES = 1 << 22;

  private final BlockStore blocks;
  private final Map<DictionaryScope, Dictionary> cached = new LinkedHashMap<>(16, 0.75f, true);

  DictionaryCache(BlockStore blocks) {
    this.blocks = blocks;
  }

  /**
   * The dictionary with at least this many nodes.
   *
   * @throws CorruptStoreException when it has fewer
   */
  Dictionary get(DictionaryScope scope, int nodes) {
    Dictionary known;
    synchronized (this) {
      known = cached.getOrDefault(scope, Dictionary.EMPTY);
    }
    if (known.nodes() >= nodes) {
      return known;
    }
    Dictionary read = readOn(scope, known);
    if (read.nodes() < nodes) {
      throw new CorruptStoreException(
          "dictionary %s/%s of service %s in %s has %s nodes; a block needs %s"
              .formatted(
                  scope.id().writer(),
                  scope.id().number(),
                  scope.service(),
                  scope.partition().label(),
                  read.nodes(),
                  nodes));
    }
    synchronized (this) {
      cached.merge(scope, read, (a, b) -> a.nodes() > b.nodes() ? a : b);
      trim();
    }
    return read;
  }

  private Dictionary readOn(DictionaryScope scope, Dictionary known) {
    List<DictionaryChunk> chunks = new ArrayList<>();
    blocks.scan(
        scope.partition(),
        new DictionaryKey(scope.service(), scope.id(), known.nodes()).toBytes(),
        new DictionaryKey(scope.service(), scope.id(), Integer.MAX_VALUE).toBytes(),
        (chunkKey, value) -> {
          chunks.add(DictionaryChunk.read(chunkKey.getInt(12), value));
          return true;
        });
    return known.with(chunks);
  }

  private void trim() {
    long nodes = cached.values().stream().mapToLong(Dictionary::nodes).sum();
    var eldest = cached.values().iterator();
    while (nodes > MAX_NODES && cached.size() > 1 && eldest.hasNext()) {
      nodes -= eldest.next().nodes();
      eldest.remove();
    }
  }
}
