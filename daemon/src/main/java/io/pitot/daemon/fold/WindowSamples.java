package io.pitot.daemon.fold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Some of a window's samples one by one, with their moments and threads: a uniform sample of each
 * type. Which are taken follows from the events alone, so that the same window comes out again
 * after a restart. They enter under the ids of their chunk; {@link #resolve} names them.
 */
final class WindowSamples {
  /** Of one type in one window; the rows hold all. */
  static final int MOST = 100;

  /** A sample that is kept. */
  record Kept(long endNanos, Stack stack, String thread) {}

  private static final class Single {
    private final long random;
    private final long endNanos;
    private final long stackId;
    private final long threadId;
    private @Nullable Kept named;

    private Single(long random, long endNanos, long stackId, long threadId) {
      this.random = random;
      this.endNanos = endNanos;
      this.stackId = stackId;
      this.threadId = threadId;
    }
  }

  private static final class OfType {
    private final PriorityQueue<Single> kept =
        new PriorityQueue<>(Comparator.comparingLong((Single single) -> single.random).reversed());
    private long seen;
  }

  private final Map<ProfileType, OfType> types = new EnumMap<>(ProfileType.class);

  void offer(ProfileType type, long endNanos, long stackId, long threadId) {
    OfType ofType = types.computeIfAbsent(type, key -> new OfType());
    ofType.seen++;
    long random = random(endNanos, threadId);
    if (ofType.kept.size() >= MOST) {
      if (random >= ofType.kept.element().random) {
        return;
      }
      ofType.kept.remove();
    }
    ofType.kept.add(new Single(random, endNanos, stackId, threadId));
  }

  /** Names what came since the last time; its ids are forgotten. */
  void resolve(StackNames names) {
    types.forEach(
        (type, ofType) -> {
          for (Single single : ofType.kept) {
            if (single.named == null) {
              single.named =
                  new Kept(
                      single.endNanos,
                      names.stack(type, single.stackId, 0),
                      names.thread(single.threadId));
            }
          }
        });
  }

  /**
   * Forgets all; the rows hold them.
   *
   * @return how many
   */
  long forget() {
    long forgotten = 0;
    for (OfType ofType : types.values()) {
      forgotten += ofType.kept.size();
      ofType.kept.clear();
    }
    return forgotten;
  }

  /** In the order of time; all are resolved. */
  List<Kept> kept(ProfileType type) {
    List<Kept> kept = new ArrayList<>();
    OfType ofType = types.get(type);
    if (ofType != null) {
      for (Single single : ofType.kept) {
        if (single.named != null) {
          kept.add(single.named);
        }
      }
    }
    kept.sort(
        Comparator.comparingLong(Kept::endNanos)
            .thenComparing(Kept::thread)
            .thenComparing(Kept::stack));
    return kept;
  }

  /** Samples of a type that are in the rows alone. */
  long leftOut(ProfileType type) {
    OfType ofType = types.get(type);
    return ofType == null ? 0 : ofType.seen - ofType.kept.size();
  }

  private static long random(long endNanos, long threadId) {
    long mixed = endNanos * 0x9E3779B97F4A7C15L;
    mixed ^= (mixed >>> 32) + threadId * 0xC2B2AE3D27D4EB4FL;
    mixed *= 0x9E3779B97F4A7C15L;
    return mixed ^ mixed >>> 29;
  }
}
