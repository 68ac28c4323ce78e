package io.pitot.benchmarks.store;

import io.pitot.collector.store.WindowBatch;
import java.util.stream.Stream;

/** What some JVMs do, window after window. */
interface Windows {
  /** The present window of each as one that starts then, after which they are in the next. */
  Stream<WindowBatch> at(long startSeconds);

  /** They go on to the next window, and this one is not stored. */
  void pass();
}
