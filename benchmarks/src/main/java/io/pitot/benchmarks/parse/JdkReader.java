package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** The JDK's reader. Within a chunk it gives equal stacks the same object, which saves work. */
final class JdkReader implements Reader.Counting {
  private static final int MAX_REMEMBERED = 200_000;

  @Override
  public void count(Path recording, Tally tally) throws IOException {
    Stacks stacks = new Stacks(tally);
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        EventGroup group = EventGroup.of(event.getEventType().getName());
        if (group != null) {
          tally.add(group, stacks.number(event.getStackTrace()), 1);
        }
      }
    }
  }

  private static final class Stacks {
    private final Tally tally;
    private final IdentityHashMap<RecordedStackTrace, Integer> known = new IdentityHashMap<>();
    private final IdentityHashMap<RecordedMethod, Integer> methods = new IdentityHashMap<>();
    private int[] frames = new int[64];

    Stacks(Tally tally) {
      this.tally = tally;
    }

    int number(@Nullable RecordedStackTrace stack) {
      if (stack == null) {
        return tally.stack(frames, 0);
      }
      Integer number = known.get(stack);
      if (number == null) {
        number = resolve(stack.getFrames());
        if (known.size() >= MAX_REMEMBERED) {
          known.clear();
          methods.clear();
        }
        known.put(stack, number);
      }
      return number;
    }

    private int resolve(List<RecordedFrame> recorded) {
      int depth = recorded.size();
      if (depth > frames.length) {
        frames = new int[depth * 2];
      }
      for (int i = 0; i < depth; i++) {
        frames[i] = frame(recorded.get(i).getMethod());
      }
      return tally.stack(frames, depth);
    }

    private int frame(@Nullable RecordedMethod method) {
      if (method == null) {
        return tally.frame("[unknown method]");
      }
      Integer number = methods.get(method);
      if (number == null) {
        number = tally.frame(method.getType().getName() + "." + method.getName());
        methods.put(method, number);
      }
      return number;
    }
  }
}
