package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Intervals.Pause;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import io.pitot.jfr.TickClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * When a JVM stood still, on its own tick clock. A pause is from the begin of {@code
 * jdk.SafepointBegin} to the end of the {@code jdk.SafepointEnd} of the same id; GC pauses lie
 * inside. A begin without an end is no pause.
 */
final class PauseLog {
  private static final int MAX_INTERVALS = 16_384;
  private static final int MAX_REMEMBERED = 4_096;

  private final TickIntervals stopped = new TickIntervals(MAX_INTERVALS);
  private final TickIntervals collecting = new TickIntervals(MAX_INTERVALS);
  private final Map<Long, Begin> begins = bounded();

  /** Those whose begin stands later in the file: buffers are not written in order. */
  private final Map<Long, End> ends = bounded();

  private final Map<Long, String> operations = bounded();
  private final Map<Long, Collection> collections = bounded();
  private final List<GcPause> gcPauses = new ArrayList<>();
  private final List<Finished> finished = new ArrayList<>();
  private final List<NamedLater> named = new ArrayList<>();
  private TickClock clock = new TickClock(0, 0, 1_000_000_000);

  private record Begin(long startTicks, long stoppingNanos) {}

  private record End(long ticks, long nanos) {}

  private record GcPause(
      long startTicks, long endTicks, long startNanos, long endNanos, long gcId, String name) {}

  private record Finished(long safepointId, Begin begin, long endTicks, long endNanos) {}

  private record Collection(String name, String cause) {}

  private record NamedLater(boolean isCollection, long id, String name, String cause) {}

  /** A pause of which the collection's name may still come. */
  record Ended(long endNanos, long gcId, Pause pause) {}

  void register(EventHandlers handlers) {
    handlers.on("jdk.SafepointBegin", new Reader(this::begin, "safepointId"));
    handlers.on("jdk.SafepointEnd", new Reader(this::end, "safepointId"));
    handlers.on(
        "jdk.ExecuteVMOperation",
        new Reader(this::operation, "safepointId", "safepoint", "operation"));
    handlers.on("jdk.GCPhasePause", new Reader(this::gcPause, "gcId", "name"));
    handlers.on("jdk.GarbageCollection", new Reader(this::collection, "gcId", "name", "cause"));
  }

  void startChunk(TickClock newClock) {
    clock = newClock;
    waitingForNames.clear();
  }

  /** Nanoseconds of the span inside GC pauses. */
  long gcNanos(long fromTicks, long toTicks) {
    return clock.spanNanos(collecting.overlap(fromTicks, toTicks));
  }

  /** Nanoseconds of the span inside any stop-the-world pause. */
  long stoppedNanos(long fromTicks, long toTicks) {
    return clock.spanNanos(stopped.overlap(fromTicks, toTicks));
  }

  /** Adds a stop of the JVM. */
  void add(boolean isCollection, long startTicks, long endTicks) {
    stopped.add(startTicks, endTicks);
    if (isCollection) {
      collecting.add(startTicks, endTicks);
    }
  }

  /** The pauses that ended since the last call. */
  List<Ended> take(@Nullable Constants constants) {
    name(constants);
    List<Ended> ended = new ArrayList<>();
    for (Finished safepoint : finished) {
      ended.add(ended(safepoint));
    }
    for (GcPause left : gcPauses) {
      if (begins.values().stream().noneMatch(begin -> begin.startTicks <= left.startTicks)) {
        long nanos = Math.max(0, left.endNanos - left.startNanos);
        ended.add(
            new Ended(
                left.endNanos,
                left.gcId,
                new Pause("gc", left.name, "", left.startNanos, nanos, 0, nanos)));
      }
    }
    gcPauses.clear();
    finished.clear();
    return ended;
  }

  /** The pause with the names that are known by now. */
  Pause named(Ended ended) {
    Collection collection = collections.get(ended.gcId);
    Pause pause = ended.pause;
    return collection == null
        ? pause
        : new Pause(
            pause.kind(),
            collection.name,
            collection.cause,
            pause.startNanos(),
            pause.durationNanos(),
            pause.stoppingNanos(),
            pause.gcNanos());
  }

  private Ended ended(Finished safepoint) {
    long start = safepoint.begin.startTicks;
    long gcId = -1;
    String name = operations.getOrDefault(safepoint.safepointId, "");
    boolean isGc = false;
    for (var inside = gcPauses.iterator(); inside.hasNext(); ) {
      GcPause pause = inside.next();
      if (pause.startTicks >= start && pause.endTicks <= safepoint.endTicks) {
        isGc = true;
        gcId = pause.gcId;
        name = pause.name;
        inside.remove();
      }
    }
    // The wall clock may have stepped in between: the length is that on the tick clock.
    long nanos = clock.spanNanos(Math.max(0, safepoint.endTicks - start));
    return new Ended(
        safepoint.endNanos,
        gcId,
        new Pause(
            isGc ? "gc" : "safepoint",
            name,
            "",
            safepoint.endNanos - nanos,
            nanos,
            Math.min(nanos, Math.max(0, safepoint.begin.stoppingNanos)),
            Math.min(nanos, gcNanos(start, safepoint.endTicks))));
  }

  private void begin(Event event, Reader fields) {
    long id = fields.number(event, 0);
    Begin begin = new Begin(event.startTicks(), event.durationNanos());
    End end = ends.remove(id);
    if (end == null) {
      begins.put(id, begin);
    } else {
      stop(id, begin, end);
    }
  }

  private void end(Event event, Reader fields) {
    long id = fields.number(event, 0);
    End end = new End(event.startTicks() + event.durationTicks(), event.endNanos());
    Begin begin = begins.remove(id);
    if (begin == null) {
      ends.put(id, end);
    } else {
      stop(id, begin, end);
    }
  }

  private void stop(long safepointId, Begin begin, End end) {
    add(false, begin.startTicks, end.ticks);
    finished.add(new Finished(safepointId, begin, end.ticks, end.nanos));
  }

  private void gcPause(Event event, Reader fields) {
    long endTicks = event.startTicks() + event.durationTicks();
    add(true, event.startTicks(), endTicks);
    gcPauses.add(
        new GcPause(
            event.startTicks(),
            endTicks,
            event.startNanos(),
            event.endNanos(),
            fields.number(event, 0),
            fields.text(event, 1)));
  }

  private void operation(Event event, Reader fields) {
    if (fields.number(event, 1) != 0) {
      later(false, event, fields, 2, -1);
    }
  }

  private void collection(Event event, Reader fields) {
    later(true, event, fields, 1, 2);
  }

  // Names are constants, which are known at the flush.

  private record Constant(@Nullable Field field, long id) {}

  private record Unnamed(boolean isCollection, long id, Constant name, Constant cause) {}

  private final List<Unnamed> waitingForNames = new ArrayList<>();

  private void later(boolean isCollection, Event event, Reader fields, int name, int cause) {
    if (fields.isConstant(name)) {
      waitingForNames.add(
          new Unnamed(
              isCollection,
              fields.number(event, 0),
              fields.constant(event, name),
              cause < 0 ? new Constant(null, 0) : fields.constant(event, cause)));
    } else {
      named.add(
          new NamedLater(
              isCollection,
              fields.number(event, 0),
              fields.text(event, name),
              cause < 0 ? "" : fields.text(event, cause)));
    }
  }

  private void name(@Nullable Constants constants) {
    for (Unnamed unnamed : waitingForNames) {
      if (constants != null) {
        named.add(
            new NamedLater(
                unnamed.isCollection,
                unnamed.id,
                text(constants, unnamed.name),
                text(constants, unnamed.cause)));
      }
    }
    waitingForNames.clear();
    for (NamedLater later : named) {
      if (later.isCollection) {
        collections.put(later.id, new Collection(later.name, later.cause));
      } else {
        operations.put(later.id, later.name);
      }
    }
    named.clear();
  }

  private static String text(Constants constants, Constant constant) {
    String text = constant.field == null ? null : constants.text(constant.field, constant.id);
    return text == null ? "" : text;
  }

  private static <V> Map<Long, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  /** Reads the named fields of one event type, as far as the recording has them. */
  private static final class Reader implements EventHandler {
    private final BiConsumer<Event, Reader> taker;
    private final String[] names;
    private final Map<String, Field> fields = new HashMap<>();

    Reader(BiConsumer<Event, Reader> taker, String... names) {
      this.taker = taker;
      this.names = names;
    }

    @Override
    public void layout(EventType type) {
      fields.clear();
      for (String name : names) {
        Field field = type.field(name);
        if (field != null) {
          fields.put(name, field);
        }
      }
    }

    @Override
    public void event(Event event) {
      taker.accept(event, this);
    }

    long number(Event event, int at) {
      Field field = fields.get(names[at]);
      return field == null
          ? 0
          : switch (field.kind()) {
            case FLOAT, DOUBLE, STRING, ARRAY -> 0;
            default -> event.longValue(field);
          };
    }

    boolean isConstant(int at) {
      Field field = fields.get(names[at]);
      return field != null && field.kind() == Field.Kind.CONSTANT;
    }

    Constant constant(Event event, int at) {
      Field field = fields.get(names[at]);
      return isConstant(at) ? new Constant(field, event.constantId(field)) : new Constant(null, 0);
    }

    String text(Event event, int at) {
      Field field = fields.get(names[at]);
      String text = field != null && field.kind() == Field.Kind.STRING ? event.string(field) : null;
      return text == null ? "" : text;
    }
  }
}
