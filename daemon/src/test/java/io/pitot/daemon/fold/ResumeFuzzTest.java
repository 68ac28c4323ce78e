package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.fold.WindowText.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A daemon that is killed at any moment and goes on from what it had kept. It hands some windows on
 * twice; who keeps the last under (start, part), as the collector does, has every event once.
 */
class ResumeFuzzTest {
  private static final int RUNS = 300;
  private static final long SECOND = 1_000_000_000L;

  private record Event(ProfileType type, long endNanos, long stackId, long value) {}

  /** What one flush brought. */
  private record Segment(List<Event> events, long flushedNanos) {}

  private record Key(long startMillis, int part) {}

  /**
   * What is on disk.
   *
   * @param replay the first segment that may hold events of the open window
   * @param read the segments before it are in windows, handed on or open
   * @param closing the segment behind which windows are being handed on; -1 for none
   */
  private record Kept(FoldProgress progress, int replay, int read, int closing) {}

  private final Map<Key, String> stored = new TreeMap<>(ResumeFuzzTest::inOrder);
  private final Map<String, Total> storedTotals = new TreeMap<>();
  private final TextNames names = names();

  @Test
  void everyEventIsCountedOnce() {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      stored.clear();
      Random random = new Random(seed);
      List<Segment> segments = segments(random);
      @Nullable Kept kept = new Kept(FoldProgress.NONE, 0, 0, -1);
      while (kept != null) {
        kept = liveUntilKilled(random, segments, kept);
      }
      assertEquals(expected(segments), actual(), "run again with -Dpitot.seed=" + seed);
    }
  }

  /** One life of the daemon; null when it saw the target's end. */
  private @Nullable Kept liveUntilKilled(Random random, List<Segment> segments, Kept found) {
    OpenWindows windows =
        new OpenWindows(FoldedWindows.TARGET, new FoldLimits(64, 1_000, 100, 400), this::store);
    windows.resume(found.progress());
    for (int at = found.replay(); at < found.read(); at++) {
      feed(windows, segments.get(at));
    }
    windows.replayed();
    Kept kept = found;
    long covered = windowOf(found.progress().coveredMillis() * 1_000_000);
    for (int at = found.read(); at < segments.size(); at++) {
      feed(windows, segments.get(at));
      long flushed = segments.get(at).flushedNanos();
      boolean isSetBack = windowOf(flushed) < covered - 10 * SECOND;
      boolean isComplete = windowOf(flushed) > covered || isSetBack;
      if (at == found.closing() || (at > found.closing() && isComplete)) {
        kept = new Kept(kept.progress(), kept.replay(), kept.read(), at);
        if (random.nextInt(6) == 0) {
          return kept;
        }
        windows.advanceTo(flushed);
        if (random.nextInt(6) == 0) {
          return kept;
        }
        covered = windowOf(flushed);
        kept = new Kept(windows.progress(), at, at + 1, -1);
      }
      windows.flushed();
      if (random.nextInt(20) == 0) {
        return kept;
      }
    }
    windows.finish();
    return null;
  }

  private void feed(OpenWindows windows, Segment segment) {
    for (Event event : segment.events()) {
      windows.sample(event.type(), event.endNanos(), event.stackId(), 0, event.value());
    }
    windows.resolve(names);
  }

  private void store(Window window) {
    StringBuilder text = new StringBuilder();
    for (Row row : WindowText.rows(window)) {
      text.append(row.source()).append(' ').append(row.stack()).append('\t');
      text.append(row.count()).append('\t').append(row.sum()).append('\n');
    }
    stored.put(new Key(window.startMillis(), window.part()), text.toString());
  }

  private Map<String, Total> actual() {
    storedTotals.clear();
    stored.forEach(
        (key, text) ->
            text.lines()
                .map(line -> line.split("\t"))
                .forEach(
                    row ->
                        storedTotals.merge(
                            key.startMillis() + " " + row[0],
                            new Total(Long.parseLong(row[1]), Long.parseLong(row[2])),
                            Total::plus)));
    return storedTotals;
  }

  private Map<String, Total> expected(List<Segment> segments) {
    Map<String, Total> totals = new TreeMap<>();
    for (Segment segment : segments) {
      for (Event event : segment.events()) {
        totals.merge(
            "%d %s %s"
                .formatted(
                    windowOf(event.endNanos()) / 1_000_000,
                    event.type().source(),
                    names.stack(event.type(), event.stackId(), 0)),
            new Total(1, event.value()),
            Total::plus);
      }
    }
    return totals;
  }

  /** Somebody sets the clock now and then; events go by the clock of the begin of their chunk. */
  private static List<Segment> segments(Random random) {
    List<Segment> segments = new ArrayList<>();
    long now = 1_000_000 * SECOND;
    long set = 0;
    int count = 5 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(30) == 0) {
        set += (random.nextInt(200) - 100) * SECOND;
      }
      if (random.nextInt(5) == 0) {
        now += set;
        set = 0;
      }
      long next = now + SECOND / 2 + random.nextInt(1_000_000_000) * (long) (1 + random.nextInt(3));
      List<Event> events = new ArrayList<>();
      for (int event = random.nextInt(20); event > 0; event--) {
        long late = random.nextInt(8) == 0 ? random.nextInt(30) * SECOND : 0;
        events.add(
            new Event(
                random.nextBoolean() ? ProfileType.CPU_SAMPLED : ProfileType.LOCK,
                now - late + random.nextLong(next - now),
                1 + random.nextInt(9),
                random.nextInt(1_000)));
      }
      segments.add(new Segment(events, next + set));
      now = next;
    }
    return segments;
  }

  private static TextNames names() {
    TextNames names = new TextNames();
    for (int id = 1; id <= 9; id++) {
      names.stack(id, "main;f" + id % 3 + ";g" + id);
    }
    return names;
  }

  /** Start of the window, in nanoseconds. */
  private static long windowOf(long nanos) {
    return nanos - Math.floorMod(nanos, 10 * SECOND);
  }

  private static int inOrder(Key a, Key b) {
    return a.startMillis() == b.startMillis()
        ? Integer.compare(a.part(), b.part())
        : Long.compare(a.startMillis(), b.startMillis());
  }
}
