package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The windows of one target that are being collected, and their way to the sink. */
final class OpenWindows {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final FoldLimits limits;
  private final LiveSettings ours;
  private final OtherRecordings others;
  private final WindowParts parts;
  private final WindowSink sink;
  private final TreeMap<Long, OpenWindow> open = new TreeMap<>();
  private PartNumbers partNumbers = new PartNumbers(FoldProgress.NONE);
  private final PauseLog pauses = new PauseLog();
  private final RecordedTypes recorded = new RecordedTypes();
  private @Nullable OpenWindow latest;
  private boolean replaying;

  /** Those that were open when reading came to the last flush. */
  private Set<Long> openAtFlush = Set.of();

  /** Those that stayed open when others were handed on last. */
  private Set<Long> leftOpen = Set.of();

  /** The start of the first window; negative before. */
  private long firstMillis = -1;

  private Detail detail = Detail.ALL;
  private boolean recordsShortParks = true;
  private long handedOn;

  OpenWindows(TargetIdentity target, FoldLimits limits, WindowSink sink) {
    this(
        target,
        limits,
        sink,
        null,
        LiveSettings.OF_A_FILE,
        new OtherRecordings(LiveSettings.OF_A_FILE));
  }

  OpenWindows(
      TargetIdentity target,
      FoldLimits limits,
      WindowSink sink,
      @Nullable RequestSource requests,
      LiveSettings ours,
      OtherRecordings others) {
    this.limits = limits;
    this.ours = ours;
    this.others = others;
    this.parts = new WindowParts(target, limits.maxWindowBytes(), requests);
    this.sink = sink;
  }

  PauseLog pauses() {
    return pauses;
  }

  /** From here to {@link #replayed}, what belongs to windows that were handed on is skipped. */
  void resume(FoldProgress progress) {
    partNumbers = new PartNumbers(progress);
    leftOpen = progress.open();
    replaying = true;
  }

  void replayed() {
    replaying = false;
    flushed();
  }

  /** Reading has come to a flush; a later fold may read again from here. */
  void flushed() {
    openAtFlush = Set.copyOf(open.keySet());
  }

  /** How much is kept of what is handed on from now on. */
  void keep(Detail next) {
    detail = next;
  }

  /** Windows that have no short parks say so. */
  void recordsShortParks(boolean recorded) {
    recordsShortParks = recorded;
    open.values().forEach(this::noteShortParks);
  }

  private void noteShortParks(OpenWindow window) {
    if (!recordsShortParks) {
      window.note(OtherRecordings.SHORT_PARKS, OtherRecordings.RECORDINGS);
    }
  }

  /** A new chunk: ids mean something else from here on. */
  void startChunk() {
    resolve(StackNames.NONE);
    recorded.startChunk();
  }

  /** The recording has events of this type, whatever is counted of them. */
  void saw(ProfileType type) {
    recorded.saw(type);
  }

  void sample(ProfileType type, long endNanos, long stackId, long leafId, long value) {
    recorded.saw(type);
    if (type.preferred() != null && recorded.has(type.preferred())) {
      return;
    }
    OpenWindow window = at(endNanos);
    if (window != null) {
      window.add(type, stackId, leafId, value);
      others.note(window);
    }
  }

  /** The same sample, which may be kept by itself. */
  void single(ProfileType type, long endNanos, long stackId, long threadId) {
    if (type.preferred() != null && recorded.has(type.preferred())) {
      return;
    }
    OpenWindow window = at(endNanos);
    if (window != null) {
      window.singles().offer(type, endNanos, stackId, threadId);
    }
  }

  void requests(long count, long epochNanos) {
    OpenWindow window = at(epochNanos);
    if (window != null) {
      window.addRequests(count);
    }
  }

  void lose(String reason, long count, String unit, long epochNanos) {
    OpenWindow window = at(epochNanos);
    if (window != null) {
      window.lose(reason, count, unit);
    }
  }

  /** What is found missing at the moment, also while others' work is done again. */
  void loseNow(String reason, long count, String unit, long epochNanos) {
    starting(windowStart(epochNanos)).lose(reason, count, unit);
  }

  void wait(WindowWaits.Named wait) {
    OpenWindow window = at(wait.endNanos());
    if (window != null) {
      window.waits().add(wait, pauses);
    }
  }

  void pause(PauseLog.Ended pause) {
    OpenWindow window = at(pause.endNanos());
    if (window != null) {
      window.extras().add(pause);
    }
  }

  void vital(String name, long value, long epochNanos) {
    OpenWindow window = at(epochNanos);
    if (window != null) {
      window.extras().vital(name, value);
    }
  }

  void agentEvent(AgentEventHandler.Raw event, @Nullable Stack stack, String thread) {
    OpenWindow window = at(event.startNanos() + event.durationNanos());
    if (window != null) {
      window.extras().add(event, stack, thread);
    }
  }

  void agentEventLeftOut(long epochNanos) {
    OpenWindow window = at(epochNanos);
    if (window != null) {
      window.extras().leaveOutEvent();
    }
  }

  void resolve(StackNames names) {
    for (OpenWindow window : open.values()) {
      window.resolve(names, detail);
      window.singles().resolve(names);
    }
  }

  /**
   * Hands on the windows that end at or before the moment. Of those that end later a fold that goes
   * on from here reads again what came since the last flush: one with events from before it, whose
   * clock was set back since, is handed on, too.
   */
  void advanceTo(long epochNanos) {
    long epochMillis = Math.floorDiv(epochNanos, NANOS_PER_MILLI);
    for (long startMillis : List.copyOf(open.keySet())) {
      if (startMillis + WindowFold.WINDOW_MILLIS <= epochMillis
          || openAtFlush.contains(startMillis)) {
        handOn(startMillis);
      }
    }
    partNumbers.coverUntil(epochMillis);
    leftOpen = Set.copyOf(open.keySet());
  }

  void finish() {
    List.copyOf(open.keySet()).forEach(this::handOn);
    leftOpen = Set.of();
  }

  FoldProgress progress() {
    return partNumbers.progress(leftOpen);
  }

  /** How many windows and parts of windows the sink got. */
  long handedOn() {
    return handedOn;
  }

  private @Nullable OpenWindow at(long epochNanos) {
    long startMillis = windowStart(epochNanos);
    if (latest != null && latest.startMillis() == startMillis) {
      return latest;
    }
    if (replaying && !leftOpen.contains(startMillis)) {
      return null;
    }
    latest = starting(startMillis);
    return latest;
  }

  private OpenWindow starting(long startMillis) {
    OpenWindow window = open.get(startMillis);
    return window == null ? open(startMillis) : window;
  }

  private static long windowStart(long epochNanos) {
    long epochMillis = Math.floorDiv(epochNanos, NANOS_PER_MILLI);
    return epochMillis - Math.floorMod(epochMillis, (long) WindowFold.WINDOW_MILLIS);
  }

  private OpenWindow open(long startMillis) {
    if (open.size() >= limits.maxOpenWindows()) {
      handOn(open.firstKey());
    }
    firstMillis = firstMillis < 0 ? startMillis : firstMillis;
    OpenWindow window =
        new OpenWindow(
            startMillis, limits.maxStacksPerWindow(), ours.tellsKinds(startMillis, firstMillis));
    noteShortParks(window);
    open.put(startMillis, window);
    return window;
  }

  private void handOn(long startMillis) {
    OpenWindow window = Objects.requireNonNull(open.remove(startMillis));
    if (window == latest) {
      latest = null;
    }
    window.resolve(StackNames.NONE, detail);
    window.singles().resolve(StackNames.NONE);
    window.waits().join(pauses);
    window.reduceTo(detail);
    List<Window> windows = parts.of(window, pauses, partNumbers.next(window.startMillis()));
    partNumbers.used(window.startMillis(), windows.size());
    for (Window part : windows) {
      sink.accept(part);
      handedOn++;
    }
  }
}
