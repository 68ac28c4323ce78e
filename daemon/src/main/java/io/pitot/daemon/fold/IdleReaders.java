package io.pitot.daemon.fold;

import io.pitot.daemon.fold.WindowWaits.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells threads that read a queue from those that borrow, where their stacks do not ({@link
 * ParkReason}). While somebody waits for something that is lent out, somebody else has it, who
 * waits for it at other times himself. So where all that wait at a place did so at once, none of
 * them had anything that the others could wait for: they are idle.
 *
 * <p>Unless nothing ever comes back. Then what they do in between tells: who reads a queue is back
 * at once when he waited in vain, and who was called goes away, to the queue of his executor or to
 * whatever else. A request that is answered is a call wherever its thread goes.
 */
final class IdleReaders {
  /** A thread that was handed something may need a while until it runs. */
  private static final long LEAST_NANOS = 10_000_000;

  /** One alone may look at a queue now and then. */
  private static final int FEWEST_BORROWERS = 2;

  private final Set<Place> idle = new HashSet<>();

  private record Place(WaitKind kind, String frame) {}

  private record Turn(long atNanos, int step) {}

  private IdleReaders() {}

  /** Looks at all waits of a window. */
  static IdleReaders among(List<Named> waits) {
    Map<Place, List<Named>> guesses = new HashMap<>();
    Map<Long, NavigableMap<Long, Long>> homes = new HashMap<>();
    for (Named wait : waits) {
      if (wait.kind().isGuess()) {
        guesses.computeIfAbsent(place(wait), p -> new ArrayList<>()).add(wait);
      } else if (wait.kind() == WaitKind.IDLE) {
        homes
            .computeIfAbsent(wait.threadId(), t -> new TreeMap<>())
            .put(wait.startNanos(), wait.endNanos());
      }
    }
    IdleReaders readers = new IdleReaders();
    guesses.forEach(
        (place, ofPlace) -> {
          boolean mayBeIdle = place.kind.isOwnQueue() || nanosOfAllAtOnce(ofPlace) >= LEAST_NANOS;
          if (mayBeIdle && !mostAreCalled(ofPlace, homes)) {
            readers.idle.add(place);
          }
        });
    return readers;
  }

  /** Whether threads mostly answer, or left the place in vain or for an executor's queue. */
  private static boolean mostAreCalled(
      List<Named> waits, Map<Long, NavigableMap<Long, Long>> homes) {
    Map<Long, List<Named>> byThread = new HashMap<>();
    waits.forEach(w -> byThread.computeIfAbsent(w.threadId(), t -> new ArrayList<>()).add(w));
    if (byThread.size() < FEWEST_BORROWERS) {
      return false;
    }
    if (2 * waits.stream().filter(w -> ParkReason.isAnswering(w.stack())).count() > waits.size()) {
      return true;
    }
    int turns = 0;
    int away = 0;
    for (Map.Entry<Long, List<Named>> thread : byThread.entrySet()) {
      List<Named> ofThread = thread.getValue();
      ofThread.sort(Comparator.comparingLong(Named::startNanos));
      NavigableMap<Long, Long> home = homes.getOrDefault(thread.getKey(), new TreeMap<>());
      for (int i = 1; i < ofThread.size(); i++) {
        turns++;
        away += goesAway(ofThread.get(i - 1), ofThread.get(i), home) ? 1 : 0;
      }
    }
    return 2 * away > turns;
  }

  /**
   * Whether a thread was somewhere else between two waits.
   *
   * @param home its waits for work, by start
   */
  private static boolean goesAway(Named wait, Named next, NavigableMap<Long, Long> home) {
    Map.Entry<Long, Long> idle = home.ceilingEntry(wait.endNanos());
    boolean wasHome = idle != null && idle.getValue() <= next.startNanos();
    boolean wasInVain = wait.timedOut() && next.startNanos() - wait.endNanos() >= LEAST_NANOS;
    return wasHome || wasInVain;
  }

  /** The wait with the kind that it is of. */
  Named resolve(Named wait) {
    return wait.kind().isGuess()
        ? wait.resolved(wait.kind().resolved(idle.contains(place(wait))))
        : wait;
  }

  private static Place place(Named wait) {
    int depth = wait.stack().depth() - (wait.lockClass().isEmpty() ? 0 : 1);
    return new Place(wait.kind(), ParkReason.waitingFrame(wait.stack(), depth));
  }

  private static long nanosOfAllAtOnce(List<Named> waits) {
    Set<Long> threads = new HashSet<>();
    List<Turn> turns = new ArrayList<>();
    for (Named wait : waits) {
      threads.add(wait.threadId());
      turns.add(new Turn(wait.startNanos(), 1));
      turns.add(new Turn(wait.endNanos(), -1));
    }
    turns.sort(Comparator.comparingLong(Turn::atNanos).thenComparingInt(Turn::step));
    int waiting = 0;
    long sinceNanos = 0;
    long nanos = 0;
    for (Turn turn : turns) {
      nanos += waiting == threads.size() ? turn.atNanos - sinceNanos : 0;
      waiting += turn.step;
      sinceNanos = turn.atNanos;
    }
    return nanos;
  }
}
