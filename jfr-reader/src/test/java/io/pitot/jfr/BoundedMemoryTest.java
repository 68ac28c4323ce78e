package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of 200 MB is read in a heap of 64 MB, be it many chunks or a single one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BoundedMemoryTest {
  private static final long FILE_BYTES = 200L << 20;
  private static final int SIZE = 8;
  private static final int CHECKPOINT = 16;
  private static final int METADATA = 24;

  @TempDir Path folder;

  private final Path javaHome = Path.of(System.getProperty("java.home"));

  @Test
  void theHeapDoesNotGrowWithTheFile() throws Exception {
    Path small = record();
    long events = Recording.read(small, EveryStack.handlers()).events();
    Path large = folder.resolve("large.jfr");
    assertEquals(events * repeat(Files.readAllBytes(small), large), readInChild(large));
  }

  @Test
  void theHeapDoesNotGrowWithTheChunk() throws Exception {
    byte[] chunk = firstChunk(record());
    Path small = folder.resolve("chunk.jfr");
    Files.write(small, chunk);
    long events = Recording.read(small, EveryStack.handlers()).events();
    Path large = folder.resolve("large.jfr");
    assertEquals(events * repeatInOneChunk(chunk, large), readInChild(large));
  }

  @Test
  void theHeapHoldsNoStackThatTheChunkHolds() throws Exception {
    Path large = folder.resolve("large.jfr");
    GiantChunk.write(large, 140_000);
    assertTrue(Files.size(large) > 64 << 20, () -> large.toFile().length() + " bytes");
    assertEquals(140_000, readInChild(large));
  }

  private Path record() throws Exception {
    Path file = folder.resolve("small.jfr");
    List<String> options = List.of("-XX:StartFlightRecording=settings=profile,filename=" + file);
    try (ChildJvm jvm = ChildJvm.start(javaHome, options, "2")) {
      jvm.awaitEnd();
    }
    return file;
  }

  private static byte[] firstChunk(Path recording) throws IOException {
    byte[] bytes = Files.readAllBytes(recording);
    return Arrays.copyOf(bytes, (int) ByteBuffer.wrap(bytes).getLong(SIZE));
  }

  /** All chunks again and again. */
  private static long repeat(byte[] chunks, Path large) throws IOException {
    long copies = FILE_BYTES / chunks.length + 1;
    try (OutputStream out = Files.newOutputStream(large)) {
      for (long i = 0; i < copies; i++) {
        out.write(chunks);
      }
    }
    return copies;
  }

  /** The events of a chunk and its constants again and again, behind one header. */
  private static long repeatInOneChunk(byte[] chunk, Path large) throws IOException {
    int content = chunk.length - ChunkHeader.SIZE_BYTES;
    long copies = FILE_BYTES / content + 1;
    byte[] header = Arrays.copyOf(chunk, ChunkHeader.SIZE_BYTES);
    ByteBuffer fields = ByteBuffer.wrap(header);
    for (int field : new int[] {SIZE, CHECKPOINT, METADATA}) {
      fields.putLong(field, fields.getLong(field) + (copies - 1) * content);
    }
    try (OutputStream out = Files.newOutputStream(large)) {
      out.write(header);
      for (long i = 0; i < copies; i++) {
        out.write(chunk, ChunkHeader.SIZE_BYTES, content);
      }
    }
    return copies;
  }

  /** Gives the number of events. */
  private long readInChild(Path file) throws Exception {
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
    return Long.parseLong(output);
  }

  /** Decodes every stack that an event names. */
  public static final class EveryStack implements EventHandler, ChunkHandler {
    /** By id; those of JVMs and of these tests are small. */
    private final BitSet stacks = new BitSet();

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
      stacks.set((int) event.stackTraceId());
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      for (int id = stacks.nextSetBit(1); id > 0; id = stacks.nextSetBit(id + 1)) {
        StackTrace stack = constants.stack(id);
        for (int i = 0; stack != null && i < stack.depth(); i++) {
          stack.name(i);
        }
      }
      stacks.clear();
    }
  }
}
