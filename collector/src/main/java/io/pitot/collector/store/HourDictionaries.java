package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Which dictionary each service's sums go on with. They are read back when they are needed instead
 * of being held in memory: an hour is summed up once, and there may be thousands of services. After
 * a start, or a write that failed, new ones are begun. Used by one thread.
 */
final class HourDictionaries {
  private final DictionaryCache cache;
  private final int writer;
  private final Map<Owner, Known> current = new HashMap<>();
  private int lastNumber;

  private record Owner(int service, Partition partition) {}

  private record Known(DictionaryId id, int nodes) {}

  HourDictionaries(DictionaryCache cache, int writer) {
    this.cache = cache;
    this.writer = writer;
  }

  HourDictionary open(ServiceSpan hour) {
    Partition partition = Partition.at(Table.HOUR_DICTIONARY, hour.startSeconds());
    Known known = current.get(new Owner(hour.service(), partition));
    if (known == null || known.nodes >= DictionaryWriters.MAX_NODES) {
      DictionaryId id = new DictionaryId(writer, ++lastNumber);
      return new HourDictionary(
          cache, new DictionaryScope(hour.service(), partition, id), new DictionaryWriter(id));
    }
    DictionaryScope scope = new DictionaryScope(hour.service(), partition, known.id);
    return new HourDictionary(
        cache, scope, DictionaryWriter.of(known.id, cache.get(scope, known.nodes)));
  }

  /** All that it gave is durable. */
  void keep(HourDictionary written) {
    DictionaryScope scope = written.scope();
    current.put(
        new Owner(scope.service(), scope.partition()), new Known(scope.id(), written.nodes()));
  }

  /** Nothing may build on what it gave. */
  void abandon(HourDictionary unsure) {
    current.remove(new Owner(unsure.scope().service(), unsure.scope().partition()));
  }

  void forget(Partition dropped) {
    current.keySet().removeIf(owner -> owner.partition.equals(dropped));
  }
}
