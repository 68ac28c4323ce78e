package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one target into windows.
 *
 * <p>While a chunk streams by, events are counted under the ids that they carry; at each flush,
 * when the ids can be resolved, the counts move to stacks. A window goes to the sink once a flush
 * covers its end; what comes later for it becomes its parts 1, 2, ...
 *
 * <pre>{@code
 * var fold = new WindowFold(target, sink);
 * try (ChunkReader chunk = ChunkReader.open(path, fold.handlers())) {
 *   while (...) {
 *     if (chunk.poll() != Poll.NOT_READY) {
 *       fold.advanceTo(chunk.header().flushedNanos());
 *       // now fold.progress() and the position belong together
 *     }
 *   }
 * }
 * fold.finish();
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class WindowFold {
  /** How long a window is; it starts at a multiple of this since the epoch. */
  public static final int WINDOW_MILLIS = 10_000;

  private final FoldLimits limits;
  private final OtherRecordings others;
  private final OpenWindows windows;
  private final IntervalFold intervals;
  private final EventTexts texts = new EventTexts();
  private final EarlierAllocations earlier = new EarlierAllocations();
  private final AllocationHandler allocations;
  private final EventHandlers handlers = new EventHandlers();

  public WindowFold(TargetIdentity target, WindowSink sink) {
    this(target, sink, FoldLimits.DEFAULT);
  }

  public WindowFold(TargetIdentity target, WindowSink sink, FoldLimits limits) {
    this(target, sink, limits, null);
  }

  /**
   * A fold that also counts requests.
   *
   * @param requests what tells them; null for nothing
   */
  public WindowFold(
      TargetIdentity target, WindowSink sink, FoldLimits limits, @Nullable RequestSource requests) {
    this(target, sink, limits, requests, LiveSettings.OF_A_FILE);
  }

  /**
   * A fold of a JVM that is being recorded, maybe by others too.
   *
   * @param requests what tells them; null for nothing
   * @param ours what of the recording is ours
   */
  public WindowFold(
      TargetIdentity target,
      WindowSink sink,
      FoldLimits limits,
      @Nullable RequestSource requests,
      LiveSettings ours) {
    this.limits = limits;
    others = new OtherRecordings(ours);
    others.register(handlers);
    windows = new OpenWindows(target, limits, sink, requests, ours, others);
    Map<String, EventHandler> samples = new HashMap<>();
    for (ProfileType type : ProfileType.values()) {
      samples.put(type.source(), new SampleHandler(type, windows, texts));
    }
    earlier.register(handlers);
    allocations = new AllocationHandler(windows, texts, earlier);
    samples.put(ProfileType.ALLOC.source(), allocations);
    if (requests != null && !requests.method().isEmpty()) {
      CallHandler counting = new CallHandler(requests.method(), windows);
      samples.put(requests.event(), counting);
      handlers.onChunk(counting);
    } else if (requests != null) {
      EventHandler also = samples.get(requests.event());
      RequestHandler counting = new RequestHandler(requests, windows, also);
      samples.put(requests.event(), counting);
      handlers.onChunk(counting);
    }
    intervals = new IntervalFold(windows, windows.pauses(), others);
    intervals.register(handlers, texts, samples);
    samples.forEach((event, handler) -> handlers.on(event, others.above(event, handler)));
    for (LossType type : LossType.values()) {
      handlers.on(type.source(), new LossHandler(type, windows));
    }
    handlers.onChunk(new Chunks());
  }

  /** To read the target's chunks with, one after the other. More handlers may be added. */
  public EventHandlers handlers() {
    return handlers;
  }

  /**
   * Takes from the begin of a chunk what there is to know of its rest, where reading goes on within
   * it: which recordings wrote it, and what was allocated before. Nothing is counted.
   */
  public EventHandlers preludeHandlers() {
    EventHandlers prelude = new EventHandlers();
    others.register(prelude);
    earlier.register(prelude);
    EventTexts unused = new EventTexts();
    AllocationHandler counted = new AllocationHandler(null, unused, earlier);
    prelude.on(ProfileType.ALLOC.source(), counted);
    prelude.onChunk(
        new ChunkHandler() {
          @Override
          public void flushed(ChunkHeader header, Constants constants) {
            counted.flush(constants);
            unused.clear();
          }
        });
    return prelude;
  }

  /**
   * Goes on where an earlier fold of the same target stopped. Read again from the last flush at or
   * before the beginning of the window that was open, and call {@link #replayed} where the earlier
   * fold had stopped reading: in between, what was handed on before is skipped.
   */
  public void resume(FoldProgress progress) {
    windows.resume(progress);
  }

  /** From here on events are new: those of windows that were handed on become further parts. */
  public void replayed() {
    windows.replayed();
  }

  /**
   * Reading has come to a flush from which a later fold may read again, should windows be handed on
   * at the next.
   */
  public void flushed() {
    windows.flushed();
  }

  /** How much is kept of the windows that are handed on from now on; all at first. */
  public void keep(Detail detail) {
    windows.keep(detail);
  }

  /**
   * Whether short parks ({@link ParkTally#LONG_NANOS}) are recorded from now on; at first they are.
   */
  public void recordsShortParks(boolean recorded) {
    windows.recordsShortParks(recorded);
  }

  /** Short parks among all that was read up to the last flush. */
  public ParkTally parks() {
    return intervals.parks();
  }

  /**
   * Hands on the windows that end at or before the moment up to which the recording is complete.
   *
   * @param epochNanos such as {@link ChunkHeader#flushedNanos} of a chunk that was read to there
   */
  public void advanceTo(long epochNanos) {
    windows.advanceTo(epochNanos);
  }

  /** Hands on what there is of the windows that are open; the rest becomes further parts. */
  public void handOnOpen() {
    windows.finish();
  }

  /** Hands on everything: the target has ended. */
  public void finish() {
    allocations.flush(null);
    intervals.flush(StackNames.NONE, null);
    windows.finish();
  }

  /**
   * Counts something as missing from the window at the moment.
   *
   * @param reason a stable word, such as {@code chunk_deleted}
   * @param unit {@code events}, {@code bytes}, {@code chunks} or {@code batches}
   */
  public void lose(String reason, long count, String unit, long epochNanos) {
    windows.lose(reason, count, unit, epochNanos);
  }

  /** The same of what this fold itself has found missing: it is no part of what is read again. */
  public void loseNow(String reason, long count, String unit, long epochNanos) {
    windows.loseNow(reason, count, unit, epochNanos);
  }

  /** What to keep for {@link #resume}. */
  public FoldProgress progress() {
    return windows.progress();
  }

  /** How many windows and parts of windows the sink got. */
  public long handedOn() {
    return windows.handedOn();
  }

  private final class Chunks implements ChunkHandler {
    private final KnownStacks stacks = new KnownStacks(limits.maxFrameChars());

    @Override
    public void started(ChunkHeader header) {
      allocations.flush(null);
      windows.startChunk();
      intervals.startChunk(header.clock());
      texts.clear();
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      ChunkNames names = new ChunkNames(constants, stacks, texts, limits.maxFrameChars());
      allocations.flush(constants);
      windows.resolve(names);
      intervals.flush(names, constants);
      UncheckedIOException failure = names.takeFailure();
      if (failure != null) {
        throw failure;
      }
    }
  }
}
