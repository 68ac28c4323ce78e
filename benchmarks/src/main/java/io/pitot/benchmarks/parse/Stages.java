package io.pitot.benchmarks.parse;

import io.pitot.benchmarks.Figure;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.Recording;
import io.pitot.jfr.StackTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Our reader's way in parts, all of them in turn; each does what the ones before it do. */
public final class Stages {
  private static final int WARM_UP_ROUNDS = 8;
  private static final int ROUNDS = 9;
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, Stage> stages = new LinkedHashMap<>();

  private interface Stage {
    /** Returns anything that depends on all it has read. */
    long read(Path recording) throws IOException;
  }

  private interface Resolving {
    long resolve(Constants constants, long stackId);
  }

  private Stages() {
    stages.put("limit: read", Limits::read);
    stages.put("limit: decode each byte as a varint", Limits::decodeAll);
    stages.put("pass over events", recording -> pass(recording, new EventHandlers()));
    stages.put("count events by id", recording -> count(recording, null));
    stages.put("number their stacks", recording -> count(recording, Constants::stackKey));
    stages.put("decode their stacks", recording -> count(recording, Stages::depth));
    stages.put("tell stacks by names", Stages::tally);
    stages.put("rows of windows", FoldPath::fold);
  }

  /** Measures and prints. */
  public static void run(List<Path> recordings) throws IOException {
    for (Path recording : recordings) {
      new Stages().print(recording);
    }
  }

  private void print(Path recording) throws IOException {
    Map<String, double[]> speeds = new LinkedHashMap<>();
    stages.keySet().forEach(name -> speeds.put(name, new double[ROUNDS]));
    double megabytes = Files.size(recording) / BYTES_PER_MEGABYTE;
    long sum = 0;
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (Map.Entry<String, double[]> stage : speeds.entrySet()) {
        long start = CpuClock.threadNanos();
        sum += Objects.requireNonNull(stages.get(stage.getKey())).read(recording);
        double seconds = (CpuClock.threadNanos() - start) / NANOS_PER_SECOND;
        if (round >= 0) {
          stage.getValue()[round] = megabytes / seconds;
        }
      }
    }
    for (Map.Entry<String, double[]> stage : speeds.entrySet()) {
      Figure.printSpread(
          "parse stages, " + recording.getFileName() + ": " + stage.getKey(),
          "MB/s",
          stage.getValue());
    }
    // It is used, so nothing of it is left out.
    System.err.println("sum " + sum);
  }

  private static long pass(Path recording, EventHandlers handlers) throws IOException {
    return Recording.read(recording, handlers).events();
  }

  private static long count(Path recording, @Nullable Resolving resolving) throws IOException {
    ChunkCounts counts = new ChunkCounts();
    EventHandlers handlers = new EventHandlers();
    for (EventGroup group : EventGroup.values()) {
      for (String type : group.eventTypes()) {
        handlers.on(type, event -> counts.add(group, event.stackTraceId()));
      }
    }
    long[] sum = new long[1];
    handlers.onChunk(
        new ChunkHandler() {
          @Override
          public void flushed(ChunkHeader header, Constants constants) {
            if (resolving != null) {
              counts.forEach((id, events, at) -> sum[0] += resolving.resolve(constants, id));
            }
            counts.clear();
          }
        });
    return pass(recording, handlers) + sum[0];
  }

  private static long depth(Constants constants, long stackId) {
    StackTrace stack = constants.stack(stackId);
    return stack == null ? 0 : stack.depth();
  }

  private static long tally(Path recording) throws IOException {
    Tally tally = new Tally();
    new PitotReader().count(recording, tally);
    return tally.hashCode() & 1;
  }
}
