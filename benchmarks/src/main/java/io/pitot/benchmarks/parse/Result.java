package io.pitot.benchmarks.parse;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a reader has counted: the events of each {@link EventGroup} by a hash of the names in their
 * stack.
 */
record Result(Map<Long, long[]> events) {
  /** Of the stack without frames. */
  static final long NO_STACK = 0;

  /** What two readers say. */
  enum Agreement {
    SAME,
    /**
     * They see the same events, but one finds no stack for some. An event may name a stack that
     * only an earlier chunk holds, and not everybody looks there.
     */
    STACKS_MISSING,
    DIFFERENT
  }

  /** Compares what another reader, which may find fewer stacks, has counted. */
  Agreement agreementOf(Result other) {
    long missing = 0;
    Set<Long> stacks = new TreeSet<>(events.keySet());
    stacks.addAll(other.events.keySet());
    for (long stack : stacks) {
      for (int group = 0; group < EventGroup.COUNT; group++) {
        long less = of(stack, group) - other.of(stack, group);
        if (stack != NO_STACK && less < 0) {
          return Agreement.DIFFERENT;
        }
        missing += stack == NO_STACK ? 0 : less;
      }
    }
    for (int group = 0; group < EventGroup.COUNT; group++) {
      if (all(group) != other.all(group)) {
        return Agreement.DIFFERENT;
      }
    }
    return missing == 0 ? Agreement.SAME : Agreement.STACKS_MISSING;
  }

  long all(int group) {
    return events.values().stream().mapToLong(counts -> counts[group]).sum();
  }

  /** How many events of all groups have no stack. */
  long withoutStack() {
    long sum = 0;
    for (int group = 0; group < EventGroup.COUNT; group++) {
      sum += of(NO_STACK, group);
    }
    return sum;
  }

  private long of(long stack, int group) {
    long[] counts = events.get(stack);
    return counts == null ? 0 : counts[group];
  }

  @Override
  public String toString() {
    Map<EventGroup, Long> totals = new HashMap<>();
    for (EventGroup group : EventGroup.values()) {
      totals.put(group, all(group.index()));
    }
    return totals + ", " + events.size() + " stacks, " + withoutStack() + " events without one";
  }
}
