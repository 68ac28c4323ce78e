package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import org.jspecify.annotations.Nullable;

/** Counts the events of one profile type. */
final class SampleHandler implements EventHandler {
  private final ProfileType type;
  private final OpenWindows windows;
  private final EventTexts texts;
  private Amount.Reader amount = event -> 0;
  private @Nullable Field leaf;
  private @Nullable Field sampledThread;

  SampleHandler(ProfileType type, OpenWindows windows, EventTexts texts) {
    this.type = type;
    this.windows = windows;
    this.texts = texts;
  }

  @Override
  public void layout(EventType layout) {
    amount = type.amount().in(layout);
    leaf = type.leaf() == null ? null : layout.field(type.leaf().field());
    Field sampled = layout.field("sampledThread");
    sampledThread = sampled != null && sampled.kind() == Field.Kind.CONSTANT ? sampled : null;
  }

  @Override
  public void event(Event event) {
    windows.sample(
        type,
        event.endNanos(),
        event.stackTraceId(),
        texts.classId(event, leaf),
        // A clock that ran backwards must not take from what others waited.
        Math.max(0, amount.of(event)));
    if (type.isKeptSingly()) {
      long threadId = sampledThread == null ? event.threadId() : event.constantId(sampledThread);
      windows.single(type, event.endNanos(), event.stackTraceId(), threadId);
    }
  }
}
