package io.pitot.daemon.fold;

import io.pitot.daemon.fold.WindowWaits.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells threads that read a queue from those that borrow, where their stacks do not ({@link
 * ParkReason}). While somebody waits for something that is lent out, somebody else has it, who
 * waits for it at other times himself. So where all that wait at a place did so at once, none of
 * them had anything that the others could wait for: they are idle.
 */
final class IdleReaders {
  /** A thread that was handed something may need a while until it runs. */
  private static final long LEAST_NANOS = 10_000_000;

  private final Set<Place> idle = new HashSet<>();

  private record Place(WaitKind kind, String frame) {}

  private record Turn(long atNanos, int step) {}

  private IdleReaders() {}

  /** Looks at all waits of a window. */
  static IdleReaders among(List<Named> waits) {
    Map<Place, List<Named>> guesses = new HashMap<>();
    for (Named wait : waits) {
      if (wait.kind().isGuess()) {
        guesses.computeIfAbsent(place(wait), p -> new ArrayList<>()).add(wait);
      }
    }
    IdleReaders readers = new IdleReaders();
    guesses.forEach(
        (place, ofPlace) -> {
          if (nanosOfAllAtOnce(ofPlace) >= LEAST_NANOS) {
            readers.idle.add(place);
          }
        });
    return readers;
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
