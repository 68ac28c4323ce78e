package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the waits of one event type, under the ids of their chunk. */
final class WaitHandler implements EventHandler {
  /**
   * A wait as recorded.
   *
   * @param leafId of the lock's class; 0 where unknown
   * @param cause of a wait inside a map
   * @param shortCount waits that the event stands for beside itself
   * @param timedOut whether it ended because its time was over
   */
  record Raw(
      WaitSource source,
      long startTicks,
      long endTicks,
      long startNanos,
      long durationNanos,
      long stackId,
      long leafId,
      long threadId,
      long ownerId,
      long address,
      long lockId,
      String cause,
      long tableLength,
      long shortCount,
      long shortNanos,
      boolean timedOut) {
    long endNanos() {
      return startNanos + durationNanos;
    }
  }

  private final WaitSource source;
  private final EventTexts texts;
  private final @Nullable EventHandler first;
  private final Consumer<Raw> taker;
  private @Nullable Field lockClass;
  private @Nullable Field owner;
  private @Nullable Field address;
  private @Nullable Field mapId;
  private @Nullable Field cause;
  private @Nullable Field tableLength;
  private @Nullable Field timeout;
  private @Nullable Field timedOut;
  private @Nullable Field summed;
  private @Nullable Field summedNanos;

  /**
   * Makes a handler.
   *
   * @param first sees each event before; null for none
   */
  WaitHandler(
      WaitSource source, EventTexts texts, @Nullable EventHandler first, Consumer<Raw> taker) {
    this.source = source;
    this.texts = texts;
    this.first = first;
    this.taker = taker;
  }

  @Override
  public void layout(EventType layout) {
    if (first != null) {
      first.layout(layout);
    }
    lockClass = source.lockClass() == null ? null : layout.field(source.lockClass());
    owner = of(layout, Field.Kind.CONSTANT, "previousOwner");
    address = of(layout, Field.Kind.LONG, "address");
    mapId = of(layout, Field.Kind.LONG, "mapId");
    cause = of(layout, Field.Kind.STRING, "cause");
    tableLength = of(layout, Field.Kind.INT, "tableLength");
    if (tableLength == null) {
      tableLength = of(layout, Field.Kind.INT, "newCapacity");
    }
    timeout = of(layout, Field.Kind.LONG, "timeout");
    timedOut = of(layout, Field.Kind.BOOLEAN, "timedOut");
    summed = of(layout, Field.Kind.LONG, "summed", "smaller");
    summedNanos = of(layout, Field.Kind.LONG, "summedNanos");
  }

  @Override
  public void event(Event event) {
    if (first != null) {
      first.event(event);
    }
    String why = event.string(cause);
    taker.accept(
        new Raw(
            source,
            event.startTicks(),
            event.startTicks() + Math.max(0, event.durationTicks()),
            event.startNanos(),
            Math.max(0, event.durationNanos()),
            event.stackTraceId(),
            texts.classId(event, lockClass),
            event.threadId(),
            event.constantId(owner),
            event.longValue(address),
            event.longValue(mapId),
            why == null ? "" : why,
            Math.max(0, event.longValue(tableLength)),
            Math.max(0, event.longValue(summed)),
            Math.max(0, event.longValue(summedNanos)),
            isTimedOut(event)));
  }

  /** An event of a park says how long it might have been, one of a wait what came of it. */
  private boolean isTimedOut(Event event) {
    if (timedOut != null) {
      return event.booleanValue(timedOut);
    }
    long mostNanos = timeout == null ? 0 : event.nanos(timeout);
    return mostNanos > 0 && event.durationNanos() >= mostNanos;
  }

  private static @Nullable Field of(EventType layout, Field.Kind kind, String... names) {
    for (String name : List.of(names)) {
      Field field = layout.field(name);
      if (field != null && field.kind() == kind) {
        return field;
      }
    }
    return null;
  }
}
