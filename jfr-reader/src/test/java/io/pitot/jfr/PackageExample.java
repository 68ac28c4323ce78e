package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the package's documentation shows, to the letter. */
final class PackageExample {
  private PackageExample() {}

  public static void main(String[] args) throws IOException {
    // Shown:
    Map<Long, Long> waits = new HashMap<>();
    EventHandlers handlers = new EventHandlers();
    handlers.on(
        "jdk.JavaMonitorEnter",
        event -> waits.merge(event.stackTraceId(), event.durationNanos(), Long::sum));
    handlers.onChunk(
        new ChunkHandler() {
          @Override
          public void flushed(ChunkHeader chunk, Constants constants) {
            for (Map.Entry<Long, Long> wait : waits.entrySet()) {
              StackTrace stack = constants.stack(wait.getKey());
              String line = stack == null ? "?" : stack.name(0) + ":" + stack.line(0);
              System.out.println(wait.getValue() + " ns in " + line);
            }
            waits.clear();
          }
        });
    ReadReport report = Recording.read(Path.of(args[0]), handlers);
    report.damages().forEach(damage -> System.err.println(damage.what()));
    // Shown.
  }

  // Shown:
  static final class Sizes implements EventHandler {
    private @Nullable Field weight;
    private @Nullable Field objectClass;
    private final Map<Long, Long> bytesByClass = new HashMap<>();

    @Override
    public void layout(EventType type) { // first, and again whenever the layout changes
      weight = type.field("weight"); // null where this JDK has no such field
      objectClass = type.field("objectClass");
    }

    @Override
    public void event(Event event) { // the same object each time: take what is needed
      bytesByClass.merge(event.constantId(objectClass), event.longValue(weight), Long::sum);
    }
  }
  // Shown.
}
