package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The chunk of this JVM, read while it grows. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LiveChunkTest {
  @Name("test.Numbered")
  static final class Numbered extends Event {
    int number;
  }

  /** Numbers and the method on top of the stack, as they arrive. */
  private static final class Collector implements EventHandler, ChunkHandler {
    final List<Long> numbers = new ArrayList<>();
    final List<String> topMethods = new ArrayList<>();
    private final List<Long> stackIds = new ArrayList<>();
    private @Nullable Field number;

    /** Events do not stand in the order of time, not even those of one thread. */
    List<Long> sorted() {
      return numbers.stream().sorted().toList();
    }

    EventHandlers handlers() {
      return new EventHandlers().on("test.Numbered", this).onChunk(this);
    }

    @Override
    public void layout(EventType type) {
      number = type.field("number");
    }

    @Override
    public void event(io.pitot.jfr.Event event) {
      numbers.add(event.longValue(number));
      stackIds.add(event.stackTraceId());
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      for (long id : stackIds) {
        StackTrace stack = constants.stack(id);
        topMethods.add(stack == null ? "unresolved" : stack.name(0));
      }
      stackIds.clear();
    }
  }

  @Test
  void deliversEachEventOnceWhileTheChunkGrowsAndResumesAtAnOffset() throws Exception {
    try (RecordingStream recording = new RecordingStream()) {
      recording.startAsync();
      Path chunkFile = chunkFile();
      Collector before = new Collector();
      Collector after = new Collector();
      long offset;
      try (ChunkReader reader = ChunkReader.open(chunkFile, before.handlers())) {
        for (int i = 0; i < 10; i++) {
          commit(i);
        }
        while (before.numbers.size() < 10) {
          reader.poll();
          Thread.onSpinWait();
        }
        offset = reader.offset();
      }
      Collector again = new Collector();
      try (ChunkReader reader = ChunkReader.open(chunkFile, after.handlers(), offset);
          ChunkReader repeating = ChunkReader.open(chunkFile, again.handlers())) {
        for (int i = 10; i < 20; i++) {
          commit(i);
        }
        rotate();
        while (reader.poll() != Poll.FINISHED) {
          Thread.onSpinWait();
        }
        assertTrue(reader.header().finished());
        assertEquals(Poll.ADVANCED, repeating.poll(offset));
        assertEquals(offset, repeating.offset());
        assertEquals(Poll.NOT_READY, repeating.poll(offset));
        assertEquals(numbers(0, 10), again.sorted());
        assertEquals(Poll.FINISHED, repeating.poll());
        assertEquals(numbers(0, 20), again.sorted());
      }
      assertEquals(numbers(0, 10), before.sorted());
      assertEquals(numbers(10, 20), after.sorted());
      after.topMethods.addAll(before.topMethods);
      assertTrue(
          after.topMethods.stream().allMatch("io.pitot.jfr.LiveChunkTest.commit"::equals),
          after.topMethods::toString);
    }
  }

  /** A recording that begins makes the JVM finish its chunk. */
  private static void rotate() {
    try (Recording other = new Recording()) {
      other.start();
    }
  }

  private static void commit(int number) {
    Numbered event = new Numbered();
    event.number = number;
    event.commit();
  }

  private static List<Long> numbers(long from, long to) {
    return Stream.iterate(from, n -> n < to, n -> n + 1).toList();
  }

  private static Path chunkFile() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("jdk.jfr.repository")))) {
      return files.filter(file -> file.toString().endsWith(".jfr")).max(Path::compareTo).get();
    }
  }
}
