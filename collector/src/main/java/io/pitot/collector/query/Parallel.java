package io.pitot.collector.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The same work over many things, by as many threads as there are processors, up to four. */
final class Parallel {
  private static final int MOST_WORKERS = 4;

  private Parallel() {}

  /**
   * The results in the order of {@code items}.
   *
   * @param worker makes what one thread works with, such as its scratch space
   */
  static <T, R> List<R> map(List<T> items, Supplier<Function<T, R>> worker) {
    List<R> results = new ArrayList<>(items.size());
    Object[] slots = new Object[items.size()];
    AtomicInteger next = new AtomicInteger();
    int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, Math.min(workers, items.size()))
        .parallel()
        .forEach(
            w -> {
              Function<T, R> work = worker.get();
              int at = next.getAndIncrement();
              while (at < slots.length) {
                slots[at] = work.apply(items.get(at));
                at = next.getAndIncrement();
              }
            });
    for (Object slot : slots) {
      @SuppressWarnings("unchecked") // Each slot holds what the function gave.
      R result = (R) slot;
      results.add(result);
    }
    return results;
  }
}
