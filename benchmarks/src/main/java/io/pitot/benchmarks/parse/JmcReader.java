package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCMethod;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** JDK Mission Control, which loads all events and gives equal stacks the same object. */
final class JmcReader implements Reader.Counting {
  /** It warns of every field that it does not know. */
  private static final Logger QUIET = Logger.getLogger("org.openjdk.jmc");

  static {
    QUIET.setLevel(Level.SEVERE);
  }

  @Override
  public void count(Path recording, Tally tally)
      throws IOException, CouldNotLoadRecordingException {
    Stacks stacks = new Stacks(tally);
    for (IItemIterable events : JfrLoaderToolkit.loadEvents(recording.toFile())) {
      EventGroup group = EventGroup.of(events.getType().getIdentifier());
      if (group != null) {
        @Nullable IMemberAccessor<IMCStackTrace, IItem> stack =
            JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
        for (IItem event : events) {
          tally.add(group, stacks.number(stack == null ? null : stack.getMember(event)), 1);
        }
      }
    }
  }

  private static final class Stacks {
    private final Tally tally;
    private final IdentityHashMap<IMCStackTrace, Integer> known = new IdentityHashMap<>();
    private final IdentityHashMap<IMCMethod, Integer> methods = new IdentityHashMap<>();
    private int[] frames = new int[64];

    Stacks(Tally tally) {
      this.tally = tally;
    }

    int number(@Nullable IMCStackTrace stack) {
      if (stack == null) {
        return tally.stack(frames, 0);
      }
      Integer number = known.get(stack);
      if (number == null) {
        number = resolve(stack.getFrames());
        known.put(stack, number);
      }
      return number;
    }

    private int resolve(List<? extends IMCFrame> recorded) {
      int depth = recorded.size();
      if (depth > frames.length) {
        frames = new int[depth * 2];
      }
      for (int i = 0; i < depth; i++) {
        frames[i] = frame(recorded.get(i).getMethod());
      }
      return tally.stack(frames, depth);
    }

    private int frame(@Nullable IMCMethod method) {
      if (method == null) {
        return tally.frame("[unknown method]");
      }
      Integer number = methods.get(method);
      if (number == null) {
        number = tally.frame(method.getType().getFullName() + "." + method.getMethodName());
        methods.put(method, number);
      }
      return number;
    }
  }
}
