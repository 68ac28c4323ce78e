package io.pitot.daemon.fold;

/** How many events, and what they add up to. */
record Total(long count, long sum) {
  Total plus(Total other) {
    return new Total(count + other.count, sum + other.sum);
  }
}
