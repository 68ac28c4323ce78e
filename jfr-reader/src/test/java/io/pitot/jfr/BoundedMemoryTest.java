package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of 200 MB is read in a heap of 64 MB. */
@Timeout(120)
class BoundedMemoryTest {
  private static final long FILE_BYTES = 200L << 20;

  @TempDir Path folder;

  @Test
  void theHeapDoesNotGrowWithTheFile() throws Exception {
    Path small = folder.resolve("small.jfr");
    Path javaHome = Path.of(System.getProperty("java.home"));
    List<String> options = List.of("-XX:StartFlightRecording=settings=profile,filename=" + small);
    try (ChildJvm jvm = ChildJvm.start(javaHome, options, "2")) {
      jvm.awaitEnd();
    }
    Path large = folder.resolve("large.jfr");
    long copies = repeat(small, large);
    ReadReport one = Recording.read(small, EveryStack.handlers());
    ReadReport all = readInChild(javaHome, large);
    assertEquals(one.events() * copies, all.events());
    assertEquals(List.of(), all.damages());
  }

  private static long repeat(Path small, Path large) throws IOException {
    long copies = FILE_BYTES / Files.size(small) + 1;
    try (OutputStream out = Files.newOutputStream(large)) {
      byte[] bytes = Files.readAllBytes(small);
      for (long i = 0; i < copies; i++) {
        out.write(bytes);
      }
    }
    return copies;
  }

  private static ReadReport readInChild(Path javaHome, Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                javaHome.resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EveryStack.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), output);
    return new ReadReport(0, Long.parseLong(output), 0, 0, List.of());
  }

  /** Decodes every stack that an event names. */
  public static final class EveryStack implements EventHandler, ChunkHandler {
    private final List<Long> stacks = new ArrayList<>();

    /**
     * Reads a file and prints the number of its events.
     *
     * @param args the file
     */
    public static void main(String[] args) throws IOException {
      ReadReport report = Recording.read(Path.of(args[0]), handlers());
      if (!report.damages().isEmpty()) {
        throw new IllegalStateException(report.damages().get(0).what());
      }
      System.out.println(report.events());
    }

    static EventHandlers handlers() {
      EveryStack handler = new EveryStack();
      return new EventHandlers().onOthers(handler).onChunk(handler);
    }

    @Override
    public void event(Event event) {
      stacks.add(event.stackTraceId());
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      for (long id : stacks) {
        StackTrace stack = constants.stack(id);
        for (int i = 0; stack != null && i < stack.depth(); i++) {
          stack.name(i);
        }
      }
      stacks.clear();
    }
  }
}
