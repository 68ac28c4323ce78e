package io.pitot.daemon.fold;

import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts samples of allocation. They are held until the next flush: what their threads had
 * allocated before may stand behind them in the file.
 */
final class AllocationHandler implements EventHandler {
  private static final ProfileType TYPE = ProfileType.ALLOC;

  /** A flush of a live JVM has hundreds, a file's chunk more; those beyond are not held. */
  private static final int MAX_HELD = 16_384;

  private record Sample(long endNanos, long stackId, long classId, long threadId, long bytes) {}

  private final @Nullable OpenWindows windows;
  private final EventTexts texts;
  private final EarlierAllocations earlier;
  private final List<Sample> held = new ArrayList<>();
  private Amount.Reader amount = event -> 0;
  private @Nullable Field leaf;

  /**
   * @param windows null to count nothing: where the begin of a chunk is read again
   */
  AllocationHandler(@Nullable OpenWindows windows, EventTexts texts, EarlierAllocations earlier) {
    this.windows = windows;
    this.texts = texts;
    this.earlier = earlier;
  }

  @Override
  public void layout(EventType layout) {
    amount = TYPE.amount().in(layout);
    leaf = TYPE.leaf() == null ? null : layout.field(TYPE.leaf().field());
  }

  @Override
  public void event(Event event) {
    if (windows != null) {
      windows.saw(TYPE);
    }
    Sample sample =
        new Sample(
            event.endNanos(),
            event.stackTraceId(),
            texts.classId(event, leaf),
            event.threadId(),
            Math.max(0, amount.of(event)));
    if (held.size() < MAX_HELD) {
      held.add(sample);
    } else {
      count(sample, null);
    }
  }

  /**
   * Counts what is held.
   *
   * @param threads null where they are not known
   */
  void flush(@Nullable Constants threads) {
    for (Sample sample : held) {
      count(sample, threads);
    }
    held.clear();
  }

  private void count(Sample sample, @Nullable Constants threads) {
    long bytes = earlier.without(sample.threadId(), sample.bytes(), threads);
    if (windows != null) {
      windows.sample(TYPE, sample.endNanos(), sample.stackId(), sample.classId(), bytes);
    }
  }
}
