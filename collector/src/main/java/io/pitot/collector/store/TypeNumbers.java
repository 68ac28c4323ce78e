package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The profile types and their numbers, which stay for ever; 0 stands for window records. Part of
 * the {@link Catalog}, which sees to it that one thread at a time is here.
 */
final class TypeNumbers {
  private static final int MAX = Catalog.MAX_TYPES;

  private final Map<ProfileType, Integer> numbers = new HashMap<>();
  private final Map<Integer, ProfileType> types = new TreeMap<>();
  private final FairShares shares = new FairShares();

  Optional<Integer> number(ProfileType type) {
    return Optional.ofNullable(numbers.get(type));
  }

  /** All of them by number. */
  Map<Integer, ProfileType> all() {
    return new TreeMap<>(types);
  }

  /** Takes what was stored. */
  void put(int number, ProfileType type) {
    numbers.put(type, number);
    types.put(number, type);
  }

  /**
   * Gives a new type a number.
   *
   * @param origin who made it up
   */
  int add(ProfileType type, String origin) {
    if (types.size() >= MAX) {
      throw new LimitExceededException(
          "there are %s profile types already; %s would be one more".formatted(MAX, text(type)));
    }
    if (!shares.isFair(origin, 1, MAX - types.size())) {
      throw new LimitExceededException(
          "%s of %s profile types were new and came from %s, and others need room, too; %s would be one more"
              .formatted(shares.taken(origin), MAX, origin, text(type)));
    }
    shares.took(origin, 1);
    int number = types.size() + 1;
    put(number, type);
    return number;
  }

  static String text(ProfileType type) {
    return "%s of %s in %s".formatted(type.name(), type.source(), type.unit());
  }
}
