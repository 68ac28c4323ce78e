package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Intervals.AgentEvent;
import io.pitot.daemon.fold.Intervals.LockSum;
import io.pitot.daemon.fold.Intervals.Sample;
import io.pitot.daemon.fold.Intervals.Wait;
import io.pitot.daemon.fold.Window.Loss;
import io.pitot.daemon.fold.Window.Rows;
import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was collected of a window into {@link Window}s: one, or several when one would be too
 * large. The same content makes the same windows.
 */
final class WindowParts {
  // A row's node, count and sum as varints.
  private static final int ROW_BYTES = 10;
  private static final int LOCK_BYTES = 60;
  private static final int WAIT_BYTES = 32;
  private static final int SAMPLE_BYTES = 12;
  private static final int EVENT_BYTES = 64;

  /** Something that hangs on a stack; the order tells apart those on the same one. */
  private record Entry(Stack stack, int order, String detail, int sizeBytes, Addition addition)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byStack = stack.compareTo(other.stack);
      if (byStack != 0) {
        return byStack;
      }
      return order == other.order
          ? detail.compareTo(other.detail)
          : Integer.compare(order, other.order);
    }
  }

  private interface Addition {
    void addTo(Part part, int node);
  }

  /** A window while it is put together. */
  private static final class Part {
    private final PrefixTree tree = new PrefixTree();
    private final Map<ProfileType, RowColumns> columns = new EnumMap<>(ProfileType.class);
    private final Map<ProfileType, RowColumns> kinds = new EnumMap<>(ProfileType.class);
    private final List<LockSum> locks = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<AgentEvent> events = new ArrayList<>();
    private @Nullable Rows requests;
    private int sizeBytes;

    private void add(Entry entry) {
      entry.addition.addTo(this, tree.add(entry.stack));
      sizeBytes += entry.sizeBytes;
    }

    private boolean hasRoom(int maxBytes) {
      return tree.sizeBytes() + sizeBytes < maxBytes;
    }

    private List<Rows> rows() {
      List<Rows> rows = new ArrayList<>();
      columns.forEach((type, column) -> rows.add(column.toRows(type)));
      if (requests != null) {
        rows.add(requests);
      }
      return rows;
    }

    private List<Rows> frameKinds() {
      List<Rows> rows = new ArrayList<>();
      kinds.forEach(
          (type, column) ->
              rows.add(column.toRows(type.typeName(), type.source(), MethodKinds.UNIT)));
      return rows;
    }
  }

  private final TargetIdentity target;
  private final int maxWindowBytes;
  private final String requestEvent;

  /**
   * For the windows of one target.
   *
   * @param requests what they are counted by; null when nothing counts them
   */
  WindowParts(TargetIdentity target, int maxWindowBytes, @Nullable RequestSource requests) {
    this.target = target;
    this.maxWindowBytes = maxWindowBytes;
    requestEvent = requests == null ? "" : requests.event();
  }

  /**
   * The windows that the content makes; none when nothing was collected. What hangs on no stack
   * stands in the first.
   *
   * @param firstPart number of the first window that is returned; the others follow
   */
  List<Window> of(OpenWindow open, PauseLog pauses, int firstPart) {
    List<Entry> entries = entries(open);
    List<Loss> losses = open.losses();
    boolean hasRest = !losses.isEmpty() || !open.extras().isEmpty();
    List<Window> windows = new ArrayList<>();
    int next = 0;
    while (next < entries.size() || (windows.isEmpty() && hasRest)) {
      Part part = new Part();
      while (next < entries.size() && part.hasRoom(maxWindowBytes)) {
        part.add(entries.get(next++));
      }
      boolean isFirst = windows.isEmpty();
      windows.add(
          new Window(
              target,
              open.startMillis(),
              WindowFold.WINDOW_MILLIS,
              firstPart + windows.size(),
              part.tree.frames(),
              part.tree.nodeParents(),
              part.tree.nodeFrames(),
              part.rows(),
              isFirst ? losses : List.of(),
              part.frameKinds(),
              isFirst ? first(part, open, pauses) : further(part)));
    }
    return windows;
  }

  private static Intervals first(Part part, OpenWindow open, PauseLog pauses) {
    WindowExtras extras = open.extras();
    return new Intervals(
        part.locks,
        part.waits,
        open.waits().leftOut(),
        part.samples,
        samplesLeftOut(open),
        extras.pauses(pauses),
        extras.pausesLeftOut(),
        extras.pausesLeftOutNanos(),
        extras.vitals(),
        part.events,
        extras.eventsLeftOut());
  }

  private static Intervals further(Part part) {
    return new Intervals(
        part.locks, part.waits, 0, part.samples, 0, List.of(), 0, 0, List.of(), part.events, 0);
  }

  private List<Entry> entries(OpenWindow open) {
    List<Entry> entries = new ArrayList<>();
    if (open.requests() > 0) {
      entries.add(requests(open.requests()));
    }
    for (ProfileType type : ProfileType.values()) {
      StackCounts stacks = open.stacks(type);
      if (stacks != null && !isLeftOut(type, open)) {
        entries.addAll(samples(type, open));
        stacks.forEach((stack, cell) -> entries.add(profile(stack, type, cell)));
        open.kinds(type)
            .ifPresent(
                kinds -> kinds.forEach((stack, count) -> entries.add(kind(stack, type, count))));
      }
    }
    Map<WindowWaits.Row, List<WindowWaits.Kept>> kept = open.waits().kept();
    for (WindowWaits.Row row : open.waits().rows()) {
      entries.add(lock(row, kept.getOrDefault(row, List.of())));
    }
    List<WindowExtras.Event> events = open.extras().events();
    for (int i = 0; i < events.size(); i++) {
      entries.add(event(events.get(i), i));
    }
    entries.sort(null);
    return entries;
  }

  /** Where another type says the same better. */
  private static boolean isLeftOut(ProfileType type, OpenWindow open) {
    return type.preferred() != null && open.stacks(type.preferred()) != null;
  }

  private static long samplesLeftOut(OpenWindow open) {
    long leftOut = 0;
    for (ProfileType type : ProfileType.values()) {
      leftOut += isLeftOut(type, open) ? 0 : open.singles().leftOut(type);
    }
    return leftOut;
  }

  private static List<Entry> samples(ProfileType type, OpenWindow open) {
    Map<Stack, List<WindowSamples.Kept>> byStack = new HashMap<>();
    for (WindowSamples.Kept kept : open.singles().kept(type)) {
      byStack.computeIfAbsent(kept.stack(), stack -> new ArrayList<>()).add(kept);
    }
    List<Entry> entries = new ArrayList<>();
    byStack.forEach(
        (stack, kept) ->
            entries.add(
                new Entry(
                    stack,
                    1,
                    type.name(),
                    kept.size() * SAMPLE_BYTES,
                    (part, node) -> {
                      for (WindowSamples.Kept one : kept) {
                        part.samples.add(
                            new Sample(type.typeName(), one.endNanos(), one.thread(), node));
                      }
                    })));
    return entries;
  }

  /** Requests have no stack. */
  private Entry requests(long count) {
    return new Entry(
        new Stack(StackNames.NO_STACK),
        0,
        RequestSource.TYPE,
        ROW_BYTES,
        (part, node) ->
            part.requests =
                new Rows(
                    RequestSource.TYPE,
                    requestEvent,
                    RequestSource.UNIT,
                    new int[] {node},
                    new long[] {count},
                    new long[] {count}));
  }

  private static Entry profile(Stack stack, ProfileType type, StackCounts.Cell cell) {
    return new Entry(
        stack,
        0,
        type.name(),
        ROW_BYTES,
        (part, node) ->
            part.columns
                .computeIfAbsent(type, key -> new RowColumns())
                .add(node, cell.count(), cell.sum()));
  }

  private static Entry kind(Stack stack, ProfileType type, long count) {
    return new Entry(
        stack,
        0,
        type.name(),
        ROW_BYTES,
        (part, node) ->
            part.kinds.computeIfAbsent(type, key -> new RowColumns()).add(node, count, count));
  }

  private static Entry lock(WindowWaits.Row row, List<WindowWaits.Kept> kept) {
    return new Entry(
        row.stack,
        1,
        row.kind + " " + row.lockClass + " " + row.lockId,
        LOCK_BYTES + kept.size() * WAIT_BYTES,
        (part, node) -> {
          for (WindowWaits.Kept wait : kept) {
            part.waits.add(wait(part.locks.size(), wait));
          }
          part.locks.add(
              new LockSum(
                  row.kind.word(),
                  row.lockClass,
                  row.lockId,
                  node,
                  row.count,
                  row.totalNanos,
                  row.gcNanos,
                  row.safepointNanos,
                  row.maxNanos,
                  row.tableLength,
                  row.shortCount,
                  row.shortNanos,
                  row.histogram.buckets(),
                  row.histogram.counts()));
        });
  }

  private static Wait wait(int lock, WindowWaits.Kept kept) {
    WindowWaits.Named wait = kept.named();
    return new Wait(
        lock,
        wait.startNanos(),
        wait.durationNanos(),
        kept.gcNanos(),
        kept.safepointNanos(),
        wait.thread(),
        wait.owner(),
        wait.address());
  }

  private static Entry event(WindowExtras.Event event, int index) {
    AgentEventHandler.Raw raw = event.raw();
    boolean hasStack = event.stack() != null;
    return new Entry(
        event.stack() == null ? new Stack() : event.stack(),
        2 + index,
        "",
        EVENT_BYTES + raw.attributes().stream().mapToInt(a -> 8 + a.text().length()).sum(),
        (part, node) ->
            part.events.add(
                new AgentEvent(
                    raw.type(),
                    raw.startNanos(),
                    raw.durationNanos(),
                    event.thread(),
                    hasStack ? node : 0,
                    raw.attributes())));
  }
}
