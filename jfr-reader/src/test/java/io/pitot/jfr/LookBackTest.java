package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only an earlier chunk of the same JVM holds, in files of one JVM and of several. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LookBackTest {
  private static final long START_NANOS = 1_700_000_000_000_000_000L;
  private static final long DURATION_NANOS = 1_000_000;

  @TempDir Path folder;

  static List<Path> jdks() {
    return ChildJvm.jdks();
  }

  /** A JVM whose one method has the JVM's name, so that it shows who a stack was taken from. */
  private record Jvm(String name, long startNanos) {
    /** Chunk {@code number}, whose one event names a stack, a thread and a class. */
    byte[] chunk(int number, boolean holdsConstants) {
      ChunkWriter writer = new ChunkWriter(true);
      writer.longValue(3_000).longValue(0).longValue(1).longValue(1).longValue(1);
      writer.event(SmallRecording.WAIT);
      if (holdsConstants) {
        constants(writer);
        writer.checkpoint(6);
      } else {
        writer.checkpoint(0);
      }
      writer.metadata(SmallRecording.metadata());
      return writer.finish(startNanos + number * DURATION_NANOS, DURATION_NANOS, 1_000_000_000L);
    }

    private void constants(ChunkWriter writer) {
      writer.longValue(SmallRecording.SYMBOL).intValue(2);
      writer.longValue(1).utf8("app/Main").longValue(2).utf8(name);
      writer.longValue(SmallRecording.CLASS).intValue(1).longValue(1).longValue(1);
      writer.longValue(SmallRecording.METHOD).intValue(1);
      writer.longValue(1).longValue(1).longValue(2).bytes(0);
      writer.longValue(SmallRecording.FRAME_TYPE).intValue(1).longValue(0).utf8("Inlined");
      writer.longValue(SmallRecording.THREAD).intValue(1).longValue(1);
      writer.utf8("os").longValue(4711).utf8("thread of " + name).longValue(33);
      writer.longValue(SmallRecording.STACK).intValue(1).longValue(1).bytes(0).intValue(1);
      writer.longValue(1).intValue(700).intValue(3).longValue(0);
    }
  }

  private final Jvm a = new Jvm("a", START_NANOS);
  private final Jvm b = new Jvm("b", START_NANOS + 123);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void aStackIsFoundSomeChunksBack(int chunks) throws Exception {
    List<byte[]> file = new ArrayList<>();
    file.add(a.chunk(0, true));
    for (int i = 1; i <= chunks; i++) {
      file.add(a.chunk(i, false));
    }
    assertEquals(Map.of(resolved("a"), chunks + 1), events(file));
  }

  @Test
  void theNextJvmHasNothingOfTheOneBefore() throws Exception {
    Map<String, Integer> events = events(List.of(a.chunk(0, true), b.chunk(0, false)));
    assertEquals(Map.of(resolved("a"), 1, unresolved(), 1), events);
  }

  @Test
  void jvmsWhoseChunksAlternateKeepTheirOwn() throws Exception {
    Map<String, Integer> events =
        events(
            List.of(
                a.chunk(0, true),
                b.chunk(0, true),
                a.chunk(1, false),
                b.chunk(1, false),
                b.chunk(2, false),
                a.chunk(2, false)));
    assertEquals(Map.of(resolved("a"), 3, resolved("b"), 3), events);
  }

  @Test
  void behindAGapNothingIsFound() throws Exception {
    Map<String, Integer> events = events(List.of(a.chunk(0, true), a.chunk(2, false)));
    assertEquals(Map.of(resolved("a"), 1, unresolved(), 1), events);
  }

  @Test
  void whatComesLaterInTheFileIsNotEarlier() throws Exception {
    Map<String, Integer> events = events(List.of(a.chunk(1, false), a.chunk(0, true)));
    assertEquals(Map.of(resolved("a"), 1, unresolved(), 1), events);
  }

  /** Chunk files, as a live JVM leaves them one after the other. */
  @Test
  void readersOfChunkFilesLookBackToo() throws Exception {
    List<byte[]> files =
        List.of(
            a.chunk(0, true),
            a.chunk(1, false),
            a.chunk(2, false),
            b.chunk(3, false),
            a.chunk(4, false));
    assertEquals(Map.of(resolved("a"), 3, unresolved(), 2), liveEvents(files));
  }

  @Test
  void readersOfChunkFilesLookBackOverFourChunksAndNoMore() throws Exception {
    List<byte[]> files = new ArrayList<>(List.of(a.chunk(0, true)));
    for (int i = 1; i <= 6; i++) {
      files.add(a.chunk(i, false));
    }
    assertEquals(Map.of(resolved("a"), 5, unresolved(), 2), liveEvents(files));
  }

  /** Of two real JVMs in one file, one after the other or in turns, each keeps its own. */
  @ParameterizedTest
  @MethodSource("jdks")
  void concatenatedRecordingsHoldWhatEachHolds(Path jdk) throws Exception {
    Path first = folder.resolve("a.jfr");
    Path second = folder.resolve("b.jfr");
    try (ChildJvm one = start(jdk, first);
        ChildJvm other = start(jdk, second)) {
      one.awaitEnd();
      other.awaitEnd();
    }
    Map<String, Map<String, Integer>> expected = new TreeMap<>(Rows.read(first).rows());
    Rows.read(second).rows().forEach((type, rows) -> expected.merge(type, rows, LookBackTest::sum));
    List<byte[]> firstChunks = chunks(first);
    List<byte[]> secondChunks = chunks(second);
    assertTrue(firstChunks.size() > 2 && secondChunks.size() > 2);
    List<byte[]> oneAfterTheOther = new ArrayList<>(firstChunks);
    oneAfterTheOther.addAll(secondChunks);
    List<byte[]> inTurns = new ArrayList<>();
    for (int i = 0; i < Math.max(firstChunks.size(), secondChunks.size()); i++) {
      inTurns.addAll(firstChunks.subList(Math.min(i, firstChunks.size()), upTo(i, firstChunks)));
      inTurns.addAll(secondChunks.subList(Math.min(i, secondChunks.size()), upTo(i, secondChunks)));
    }
    assertEquals(expected, Rows.read(write(oneAfterTheOther)).rows());
    assertEquals(expected, Rows.read(write(inTurns)).rows());
  }

  private static int upTo(int i, List<byte[]> chunks) {
    return Math.min(i + 1, chunks.size());
  }

  private static Map<String, Integer> sum(Map<String, Integer> some, Map<String, Integer> more) {
    Map<String, Integer> both = new HashMap<>(some);
    more.forEach((row, count) -> both.merge(row, count, Integer::sum));
    return both;
  }

  private static ChildJvm start(Path jdk, Path file) throws IOException {
    return ChildJvm.start(
        jdk,
        List.of("-XX:+UseSerialGC", "-XX:StartFlightRecording=settings=profile,filename=" + file),
        "2");
  }

  /** Of a real JVM, each of which must begin where the one before ends. */
  private static List<byte[]> chunks(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<byte[]> chunks = new ArrayList<>();
    long end = 0;
    for (int offset = 0; offset < bytes.length; ) {
      ByteBuffer header = ByteBuffer.wrap(bytes, offset, ChunkHeader.SIZE_BYTES).slice();
      int size = (int) header.getLong(8);
      long start = header.getLong(32);
      assertEquals(offset == 0 ? start : end, start);
      end = start + header.getLong(40);
      chunks.add(Arrays.copyOfRange(bytes, offset, offset + size));
      offset += size;
    }
    return chunks;
  }

  private Map<String, Integer> liveEvents(List<byte[]> files) throws IOException {
    Rows rows = new Rows();
    try (EarlierChunks earlier = EarlierChunks.ofLiveJvm()) {
      for (int i = 0; i < files.size(); i++) {
        Path file = Files.write(folder.resolve(i + ".jfr"), files.get(i));
        try (ChunkReader reader =
            ChunkReader.open(file, rows.handlers(), ChunkHeader.SIZE_BYTES, earlier)) {
          assertEquals(Poll.FINISHED, reader.poll());
        }
        Files.delete(file);
      }
    }
    return events(rows);
  }

  private Map<String, Integer> events(List<byte[]> chunks) throws IOException {
    return events(Rows.read(write(chunks)));
  }

  private static Map<String, Integer> events(Rows read) {
    Map<String, Integer> rows = new HashMap<>();
    read.rows()
        .getOrDefault("test.Wait", Map.of())
        .forEach(
            (row, count) -> rows.merge(row.replaceFirst(".*eventThread", ""), count, Integer::sum));
    return rows;
  }

  private Path write(List<byte[]> chunks) throws IOException {
    Path file = folder.resolve("chunks.jfr");
    Files.write(file, new byte[0]);
    for (byte[] chunk : chunks) {
      Files.write(file, chunk, StandardOpenOption.APPEND);
    }
    return file;
  }

  private static String resolved(String jvm) {
    String thread = "thread of " + jvm + "/33/os/4711";
    return "=" + thread + " stackTrace=app.Main." + jvm + ":700/INLINED monitorClass=app.Main";
  }

  private static String unresolved() {
    return "=null stackTrace=null monitorClass=null";
  }
}
