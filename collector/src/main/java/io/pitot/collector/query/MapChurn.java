package io.pitot.collector.query;

import io.pitot.collector.query.MapMaking.Part;
import io.pitot.collector.query.WhyAnswer.Evidence;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.store.RawKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frame that makes maps over and over, such as one for each request, by what it
 * allocates; no agent is needed for it. A map that is kept, however large, allocates entries and
 * seldom a table. Tables and maps that are a large part of what is allocated, window after window,
 * are those of maps that nobody keeps.
 */
final class MapChurn {
  private static final String ANSWER = "map_churn";

  /** Of all that a window allocates, in tables and maps that several threads could use. */
  private static final double MUCH_CONCURRENT = 0.08;

  /** The same for plain maps, of which every program makes many. */
  private static final double MUCH = 0.5;

  /** Whoever fills maps at a start is done after these windows. */
  private static final int MIN_WINDOWS = 3;

  private static final double PART_OF_WINDOWS = 0.5;
  private static final double MIN_BYTES_PER_SECOND = 1_000_000;

  private final ProfileStore store;
  private final Selector selector;

  MapChurn(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /** What one frame allocates. */
  private static final class Maker {
    private final String frame;
    private final boolean isConcurrent;
    private final Set<Long> windows = new HashSet<>();
    private int blocks;
    private long tableBytes;
    private long bytes;

    private Maker(String frame, boolean isConcurrent) {
      this.frame = frame;
      this.isConcurrent = isConcurrent;
    }
  }

  private record Key(String frame, boolean isConcurrent) {}

  /** Of one source of allocations. */
  private static final class Allocations {
    private final Map<Key, Maker> makers = new HashMap<>();
    private long bytes;
    private int blocks;

    private void add(MapMaking making, long sum, Map<Maker, Long> tables) {
      Key key = new Key(making.frame(), making.isConcurrent());
      Maker maker = makers.computeIfAbsent(key, k -> new Maker(k.frame, k.isConcurrent));
      maker.bytes = StackSums.plus(maker.bytes, sum);
      if (making.part() == Part.MAP_OR_TABLE) {
        maker.tableBytes = StackSums.plus(maker.tableBytes, sum);
        tables.merge(maker, sum, Long::sum);
      }
    }

    private void end(RawKey window, long total, Map<Maker, Long> tables) {
      blocks++;
      bytes = StackSums.plus(bytes, total);
      tables.forEach(
          (maker, sum) -> {
            if (sum >= total * (maker.isConcurrent ? MUCH_CONCURRENT : MUCH)) {
              maker.blocks++;
              maker.windows.add(window.windowSeconds());
            }
          });
    }
  }

  static boolean isOne(Evidence evidence) {
    return evidence.answer().equals(ANSWER);
  }

  /** The frame that allocates most in this way, as evidence; empty where there is none. */
  Optional<Evidence> find(Selection selection, PausesQuery.Answer stops) {
    double seconds = stops.watchedNanos() / 1e9;
    Selected selected = selector.select(selection);
    List<Evidence> found = new ArrayList<>();
    for (int type : selector.types("alloc").keySet()) {
      Allocations all = allocations(selected, type);
      all.makers.values().stream()
          .filter(maker -> isChurn(maker, all, seconds))
          .max(Comparator.comparingLong(maker -> maker.bytes))
          .ifPresent(maker -> found.add(evidence(selected, maker, all.bytes, stops)));
    }
    return found.stream().findFirst();
  }

  private static boolean isChurn(Maker maker, Allocations all, double seconds) {
    return maker.windows.size() >= MIN_WINDOWS
        && maker.blocks >= PART_OF_WINDOWS * all.blocks
        && maker.tableBytes / seconds >= MIN_BYTES_PER_SECOND;
  }

  private Allocations allocations(Selected selected, int type) {
    Allocations all = new Allocations();
    NodeFacts<MapMaking> makings = new NodeFacts<>(store, MapMaking::ofAllocation);
    new BlockScan(store)
        .blocks(
            selected,
            type,
            (series, key, block) -> {
              Map<Maker, Long> tables = new HashMap<>();
              block.forEach(
                  (stack, count, sum) -> {
                    MapMaking making = makings.of(block, stack);
                    if (making != null) {
                      all.add(making, sum, tables);
                    }
                  });
              all.end(key, block.totalSum(), tables);
            });
    return all;
  }

  /** Of the CPU samples, in the making and growth of maps by this frame. */
  private double cpuShare(Selected selected, String maker) {
    double share = 0;
    for (int type : selector.types("cpu").keySet()) {
      NodeFacts<String> makers = new NodeFacts<>(store, MapMaking::ofCpu);
      long[] samples = new long[2];
      new BlockScan(store)
          .blocks(
              selected,
              type,
              (series, key, block) -> {
                samples[0] += block.totalCount();
                samples[1] += inMaker(block, makers, maker);
              });
      share = Math.max(share, samples[1] / Math.max(1.0, (double) samples[0]));
    }
    return share;
  }

  private static long inMaker(RawBlock.Reader block, NodeFacts<String> makers, String maker) {
    long[] samples = new long[1];
    block.forEach(
        (stack, count, sum) -> {
          @Nullable String frame = makers.of(block, stack);
          samples[0] += maker.equals(frame) ? count : 0;
        });
    return samples[0];
  }

  private Evidence evidence(
      Selected selected, Maker maker, long allBytes, PausesQuery.Answer stops) {
    long pausedNanos =
        stops.reasons().stream()
            .filter(reason -> reason.kind().equals("gc"))
            .mapToLong(PausesQuery.Reason::totalNanos)
            .sum();
    String sentence =
        String.format(
            Locale.ROOT,
            "%s makes %s over and over: they are %.0f %% of all that is allocated, %.1f MB/s (%.0f"
                + " %% are tables and the maps themselves). Making and growing them takes %.0f %%"
                + " of the CPU samples, GC pauses take %.1f %% of the time. Keep one map, %s.",
            maker.frame,
            maker.isConcurrent ? "concurrent maps" : "maps",
            100.0 * maker.bytes / allBytes,
            maker.bytes / 1e6 / (stops.watchedNanos() / 1e9),
            100.0 * maker.tableBytes / maker.bytes,
            100 * cpuShare(selected, maker.frame),
            100.0 * pausedNanos / stops.watchedNanos(),
            maker.isConcurrent
                ? "or make a plain one of the right size where no other thread sees it"
                : "or make it no larger than it has to be");
    return new Evidence(ANSWER, 0, 0, sentence);
  }
}
