package io.pitot.daemon.tail;

import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.WindowSink;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What all targets of a daemon share while they are read.
 *
 * @param states where it is kept how far each was read
 * @param sink where windows go
 * @param live whose windows are handed on flush by flush
 * @param detail how much is kept at the moment
 * @param delays hears how many ms after the flush that completed them windows were handed on
 */
public record TailContext(
    TailStates states,
    WindowSink sink,
    LiveViews live,
    Supplier<Detail> detail,
    LongConsumer delays) {
  /** Of which nobody asks more. */
  public static TailContext of(TailStates states, WindowSink sink) {
    return new TailContext(states, sink, new LiveViews(), () -> Detail.ALL, delay -> {});
  }
}
