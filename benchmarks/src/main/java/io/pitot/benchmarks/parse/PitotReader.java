package io.pitot.benchmarks.parse;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.ReadReport;
import io.pitot.jfr.Recording;
import io.pitot.jfr.StackTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Ours. */
final class PitotReader implements Reader.Counting {
  @Override
  public void count(Path recording, Tally tally) throws IOException {
    ChunkCounts counts = new ChunkCounts();
    EventHandlers handlers = new EventHandlers();
    for (EventGroup group : EventGroup.values()) {
      for (String type : group.eventTypes()) {
        handlers.on(type, event -> counts.add(group, event.stackTraceId()));
      }
    }
    handlers.onChunk(new Stacks(counts, tally));
    ReadReport report = Recording.read(recording, handlers);
    if (!report.damages().isEmpty()) {
      throw new IOException(report.damages().get(0).what());
    }
  }

  private static final class Stacks implements ChunkHandler {
    private final ChunkCounts counts;
    private final Tally tally;
    private int[] frames = new int[64];

    /** By method key: the tally's id + 1. */
    private int[] frameOfMethod = new int[1024];

    /** By stack key: the tally's number + 1. */
    private int[] numberOfStack = new int[1024];

    private Object keySpace = this;

    Stacks(ChunkCounts counts, Tally tally) {
      this.counts = counts;
      this.tally = tally;
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      if (constants.keySpace() != keySpace) {
        keySpace = constants.keySpace();
        Arrays.fill(frameOfMethod, 0);
        Arrays.fill(numberOfStack, 0);
      }
      counts.forEach((id, events, at) -> tally.add(number(constants, id), events, at));
      counts.clear();
    }

    private int number(Constants constants, long id) {
      int key = constants.stackKey(id);
      if (key < 0) {
        return stack(constants, id);
      }
      if (key >= numberOfStack.length) {
        numberOfStack = Arrays.copyOf(numberOfStack, Math.max(key + 1, numberOfStack.length * 2));
      }
      int known = numberOfStack[key];
      if (known == 0) {
        known = stack(constants, id) + 1;
        numberOfStack[key] = known;
      }
      return known - 1;
    }

    private int stack(Constants constants, long id) {
      StackTrace stack = constants.stack(id);
      int depth = stack == null ? 0 : stack.depth();
      if (depth > frames.length) {
        frames = new int[depth * 2];
      }
      for (int i = 0; i < depth && stack != null; i++) {
        frames[i] = frame(constants, stack.methodKey(i));
      }
      return tally.stack(frames, depth);
    }

    private int frame(Constants constants, int method) {
      if (method >= frameOfMethod.length) {
        frameOfMethod =
            Arrays.copyOf(frameOfMethod, Math.max(method + 1, frameOfMethod.length * 2));
      }
      int known = frameOfMethod[method];
      if (known == 0) {
        known = tally.frame(constants.methodName(method)) + 1;
        frameOfMethod[method] = known;
      }
      return known - 1;
    }
  }
}
