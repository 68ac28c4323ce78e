package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The names of services and their numbers, which are never given twice. Part of the {@link
 * Catalog}, which sees to it that one thread at a time is here.
 */
final class ServiceNames {
  static final int MAX = 10_000;

  private final Consumer<Put> changes;
  private final Map<String, Integer> numbers = new TreeMap<>();
  private final Map<String, String> originOf = new HashMap<>();
  private final FairShares shares = new FairShares();
  private int last;

  /**
   * @param changes takes what has to be written
   */
  ServiceNames(Consumer<Put> changes) {
    this.changes = changes;
  }

  Optional<Integer> number(String name) {
    return Optional.ofNullable(numbers.get(name));
  }

  /** All of them, in the order of names. */
  Map<String, Integer> all() {
    return new TreeMap<>(numbers);
  }

  boolean isFull() {
    return numbers.size() >= MAX;
  }

  /** Takes what was stored. */
  void put(int number, String name) {
    numbers.put(name, number);
    last = Math.max(last, number);
  }

  /**
   * Gives a new name a number.
   *
   * @param origin who made it up
   */
  int add(String name, String origin) {
    if (isFull()) {
      throw new LimitExceededException(
          "there are %s services already; '%s' would be one more".formatted(MAX, name));
    }
    if (!shares.isFair(origin, 1, MAX - numbers.size())) {
      throw new LimitExceededException(
          "%s of %s services were new and came from %s, and others need room, too: '%s' would be one more"
              .formatted(shares.taken(origin), MAX, origin, name));
    }
    put(last + 1, name);
    originOf.put(name, origin);
    shares.took(origin, 1);
    changes.accept(CatalogCodec.service(last, name));
    return last;
  }

  /** Forgets a name, but not the last one: a restart would give its number again. */
  void forget(String name) {
    int number = numbers.getOrDefault(name, last);
    if (number != last) {
      numbers.remove(name);
      String origin = originOf.remove(name);
      if (origin != null) {
        shares.took(origin, -1);
      }
      changes.accept(CatalogCodec.removed(CatalogCodec.service(number, name)));
    }
  }
}
