package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import org.jspecify.annotations.Nullable;

/** Counts what the JVM says is missing. */
final class LossHandler implements EventHandler {
  private final LossType type;
  private final OpenWindows windows;
  private Amount.@Nullable Reader amount;

  LossHandler(LossType type, OpenWindows windows) {
    this.type = type;
    this.windows = windows;
  }

  @Override
  public void layout(EventType layout) {
    amount = new Amount.WholeNumber(type.field()).in(layout);
  }

  @Override
  public void event(Event event) {
    long lost = amount == null ? 0 : amount.of(event);
    if (lost > 0) {
      windows.lose(type.reason(), lost, type.unit(), event.endNanos());
    }
  }
}
