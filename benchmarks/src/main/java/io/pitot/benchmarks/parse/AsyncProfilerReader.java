package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import one.jfr.ClassRef;
import one.jfr.JfrReader;
import one.jfr.MethodRef;
import one.jfr.StackTrace;
import one.jfr.event.AllocationSample;
import one.jfr.event.ContendedLock;
import one.jfr.event.Event;
import one.jfr.event.ExecutionSample;
import org.jspecify.annotations.Nullable;

/** async-profiler's reader, chunk by chunk as its converter uses it. */
final class AsyncProfilerReader implements Reader.Counting {
  @Override
  public void count(Path recording, Tally tally) throws IOException {
    try (JfrReader jfr = new JfrReader(recording.toString())) {
      jfr.stopAtNewChunk = true;
      ChunkCounts counts = new ChunkCounts();
      while (jfr.hasMoreChunks()) {
        for (Event event = jfr.readEvent(); event != null; event = jfr.readEvent()) {
          EventGroup group = group(event);
          if (group != null) {
            counts.add(group, event.stackTraceId);
          }
        }
        Names names = new Names(jfr, tally);
        counts.forEach((id, events, at) -> tally.add(names.stack(id), events, at));
        counts.clear();
      }
    }
  }

  private static @Nullable EventGroup group(Event event) {
    if (event instanceof ExecutionSample) {
      return EventGroup.CPU;
    }
    if (event instanceof AllocationSample) {
      return EventGroup.ALLOCATION;
    }
    return event instanceof ContendedLock ? EventGroup.BLOCKED : null;
  }

  /** The stacks of one chunk. */
  private static final class Names {
    private final JfrReader jfr;
    private final Tally tally;
    private final Map<Long, Integer> frameOfMethod = new HashMap<>();
    private int[] frames = new int[64];

    Names(JfrReader jfr, Tally tally) {
      this.jfr = jfr;
      this.tally = tally;
    }

    int stack(long id) {
      @Nullable StackTrace stack = jfr.stackTraces.get(id);
      if (stack == null) {
        return tally.stack(frames, 0);
      }
      long[] methods = stack.methods;
      if (methods.length > frames.length) {
        frames = new int[methods.length * 2];
      }
      for (int i = 0; i < methods.length; i++) {
        frames[i] = frame(methods[i]);
      }
      return tally.stack(frames, methods.length);
    }

    private int frame(long method) {
      Integer known = frameOfMethod.get(method);
      if (known == null) {
        known = tally.frame(name(method));
        frameOfMethod.put(method, known);
      }
      return known;
    }

    private String name(long id) {
      @Nullable MethodRef method = jfr.methods.get(id);
      if (method == null) {
        return "[unknown method]";
      }
      @Nullable ClassRef type = jfr.classes.get(method.cls);
      String name = symbol(method.name);
      return type == null ? name : symbol(type.name).replace('/', '.') + "." + name;
    }

    private String symbol(long id) {
      byte @Nullable [] text = jfr.symbols.get(id);
      return text == null ? "" : new String(text, StandardCharsets.UTF_8);
    }
  }
}
