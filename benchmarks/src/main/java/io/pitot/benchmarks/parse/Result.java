package io.pitot.benchmarks.parse;

import java.util.Arrays;

/**
 * What a reader has counted, by {@link EventGroup}; equal when all names and all counts are.
 *
 * @param checksums over the names of the frames and the count of each stack
 */
record Result(long[] events, long[] distinctStacks, long[] checksums) {
  boolean sameAs(Result other) {
    return Arrays.equals(events, other.events)
        && Arrays.equals(distinctStacks, other.distinctStacks)
        && Arrays.equals(checksums, other.checksums);
  }

  long allEvents() {
    return Arrays.stream(events).sum();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (EventGroup group : EventGroup.values()) {
      int i = group.index();
      text.append(
          "%s: %d events, %d stacks, %016x; "
              .formatted(group, events[i], distinctStacks[i], checksums[i]));
    }
    return text.toString();
  }
}
