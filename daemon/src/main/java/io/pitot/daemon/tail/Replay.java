package io.pitot.daemon.tail;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an earlier daemon did, done again: the places in the recording up to which reading repeats
 * it, in order, and what is to be done at each.
 */
final class Replay {
  private final Deque<Stop> stops = new ArrayDeque<>();

  private record Stop(Position at, Runnable then) {}

  /** Before the first chunk is read. */
  void stopAt(Position at, Runnable then) {
    stops.add(new Stop(at, then));
  }

  /** Whether what is read now is new. */
  boolean isOver() {
    return stops.isEmpty();
  }

  /**
   * Reads from stop to stop as far as they are in this chunk, or before it in one that is gone.
   *
   * @return whether the rest of the chunk is new
   */
  boolean readIn(ChunkQueue.Open chunk) throws IOException {
    long start = chunk.file().startTicks();
    Stop stop = stops.peek();
    while (stop != null && stop.at().chunkStartTicks() <= start) {
      if (stop.at().chunkStartTicks() == start) {
        chunk.reader().poll(stop.at().offset());
      }
      stops.remove();
      stop.then().run();
      stop = stops.peek();
    }
    return stops.isEmpty();
  }

  /** There is nothing more to read: does what is left. */
  void end() {
    stops.forEach(stop -> stop.then().run());
    stops.clear();
  }

  /** Begins from the beginning. */
  void forget() {
    stops.clear();
  }
}
