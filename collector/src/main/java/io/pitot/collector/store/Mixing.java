package io.pitot.collector.store;

import java.security.SecureRandom;

/**
 * Mixes bits for hash tables of what strangers send. Another in each process: who cannot know it
 * cannot choose names that all fall into one slot.
 */
final class Mixing {
  private static final long FACTOR = new SecureRandom().nextLong() | 1;
  private static final long SALT = new SecureRandom().nextLong();

  private Mixing() {}

  static long mix(long bits) {
    long salted = bits ^ SALT;
    return salted * FACTOR ^ Math.multiplyHigh(salted, FACTOR);
  }
}
