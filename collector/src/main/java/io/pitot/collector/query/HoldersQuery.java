package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.AgentEvents;
import io.pitot.collector.store.ProfileStore;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Looks at which a thread held a lock while others waited for it, as the agents saw them. */
public final class HoldersQuery {
  private final ProfileStore store;
  private final Selector selector;

  public HoldersQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * One look.
   *
   * @param lockId within its JVM, and until the lock's object is moved
   * @param mapClass of the map that the lock guards; empty where there is none
   * @param thread that held the lock
   * @param longestWaitNanos of a thread that still waited
   * @param waitNanos of all threads that still waited
   * @param stack of the holder, root first
   */
  public record Look(
      String instance,
      long atMillis,
      long lockId,
      String lockClass,
      String mapClass,
      String thread,
      long waiters,
      long longestWaitNanos,
      long waitNanos,
      List<String> stack) {}

  /**
   * The looks by time.
   *
   * @param leftOut events of agents, of any type, that were beyond the daemons' bound
   * @param beyondLimit looks that are not among these
   */
  public record Answer(List<Look> looks, long leftOut, long beyondLimit) {}

  /**
   * The looks of the range.
   *
   * @param lockClass empty for all; the class of a lock or of the map that it guards
   * @param limit those with the longest waits are told
   */
  public Answer run(Selection selection, String lockClass, int limit) {
    StackTexts stacks = new StackTexts(store);
    PriorityQueue<Look> worst = new PriorityQueue<>(Comparator.comparingLong(Look::waitNanos));
    long[] counts = new long[2];
    new IntervalScan(store)
        .tables(
            selector.selectIntervals(selection).selected(),
            IntervalKind.AGENT_EVENTS,
            (series, key, stored) -> {
              counts[0] = StackSums.plus(counts[0], stored.table().at(AgentEvents.LEFT_OUT, 0));
              AgentEvent.forEach(
                  series,
                  key,
                  stored,
                  stacks,
                  event -> {
                    if (isAsked(event, lockClass)) {
                      worst.add(look(event));
                    }
                    if (worst.size() > limit) {
                      worst.remove();
                      counts[1]++;
                    }
                  });
            });
    return new Answer(
        worst.stream().sorted(Comparator.comparingLong(Look::atMillis)).toList(),
        counts[0],
        counts[1]);
  }

  private static boolean isAsked(AgentEvent event, String lockClass) {
    return event.type().equals("pitot.LockHolder")
        && (lockClass.isEmpty()
            || lockClass.equals(event.text("lockClass"))
            || lockClass.equals(event.text("mapClass")));
  }

  private static Look look(AgentEvent event) {
    return new Look(
        Instances.of(event.series()),
        event.startMillis(),
        event.number("lockId"),
        event.text("lockClass"),
        event.text("mapClass"),
        event.text("holderThread"),
        event.number("waiters"),
        event.number("longestWaitNanos"),
        event.number("waitNanos"),
        event.stack("holderStack"));
  }
}
