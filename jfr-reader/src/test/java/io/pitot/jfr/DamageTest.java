package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a damaged file, and what is said about the rest. */
class DamageTest {
  private static final int EVENTS_PER_CHUNK = 12;
  private static final int SIZE = 8;
  private static final int CHECKPOINT = 16;
  private static final int METADATA = 24;
  private static final long OUTER_NANOS = 1;

  @TempDir Path folder;
  private final SmallRecording sound = new SmallRecording(true, 3, 1_000_000_000L);
  private final List<String> tops = new ArrayList<>();
  private final List<Long> begun = new ArrayList<>();

  @Test
  void aSoundRecordingHasNoDamage() throws Exception {
    ReadReport report = read(sound.bytes);
    assertEquals(3, report.chunks());
    assertEquals(3 * EVENTS_PER_CHUNK, report.events());
    assertEquals(List.of(), report.damages());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 67, 100, 1 << 20, Long.MAX_VALUE})
  void aSizeThatLiesCostsNoOtherChunk(long size) throws Exception {
    ReadReport report = read(patched(1, SIZE, size));
    assertEquals(3 * EVENTS_PER_CHUNK, report.events(), report::toString);
    long offset = report.damages().get(0).offset() - sound.chunkOffsets.get(1);
    assertTrue(offset == 0 || offset == SIZE, report::toString);
  }

  @Test
  void aSizeThatPointsAtAMagicWithinAnEventIsSeenThrough() throws Exception {
    int magic = indexOf(sound.bytes, "FLR\0\0\2\0\1", sound.chunkOffsets.get(1) + 4);
    assertTrue(magic > 0 && magic < sound.chunkOffsets.get(2), "offset " + magic);
    ReadReport report = read(patched(1, SIZE, magic - sound.chunkOffsets.get(1)));
    assertEquals(3 * EVENTS_PER_CHUNK, report.events());
    assertEquals(1, report.damages().size(), report::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "SIZE, 1", "SIZE, 2",
    "SIZE_AND_EVENT, 1", "SIZE_AND_EVENT, 2",
    "HEADER, 1", "HEADER, 2",
    "HEADER_AND_EVENT, 1", "HEADER_AND_EVENT, 2"
  })
  void aRecordingWithinAnEventIsNoChunk(String damage, int chunks) throws Exception {
    byte[] chunk = holding(new String(sound.bytes, StandardCharsets.ISO_8859_1));
    byte[] damaged = Arrays.copyOf(chunk, chunks * chunk.length);
    System.arraycopy(chunk, 0, damaged, damaged.length - chunk.length, chunk.length);
    if (damage.startsWith("SIZE")) {
      ByteBuffer.wrap(damaged).putLong(SIZE, chunk.length + 1);
    } else {
      Arrays.fill(damaged, 0, ChunkHeader.SIZE_BYTES, (byte) 0);
    }
    if (damage.endsWith("EVENT")) {
      damaged[ChunkHeader.SIZE_BYTES] = 0;
    }
    if (damage.startsWith("HEADER") && chunks == 1) {
      assertThrows(CorruptRecordingException.class, () -> read(damaged));
    } else {
      int events = damage.equals("SIZE") ? 3 * chunks : 3 * (chunks - 1);
      assertEquals(events, read(damaged).events());
    }
    assertEquals(List.of(), begun.stream().filter(nanos -> nanos != OUTER_NANOS).toList());
  }

  /** A chunk of three events, the second of which has a text. */
  private static byte[] holding(String text) {
    ChunkWriter writer = new ChunkWriter(true);
    writer.longValue(2_000).longValue(7).longValue(0).longValue(0).longValue(0);
    writer.event(SmallRecording.WAIT);
    writer.longValue(2_100).longValue(7).longValue(0).bytes(1, 2).shortValue('a').shortValue(3);
    writer.intValue(4).longValue(5).floatValue(6).doubleValue(7).latin1(text);
    writer.intValue(8).longValue(9).intValue(0).intValue(0).intValue(0);
    writer.event(SmallRecording.EVERYTHING);
    writer.longValue(2_200).longValue(7).longValue(0).longValue(0).longValue(0);
    writer.event(SmallRecording.WAIT);
    writer.metadata(SmallRecording.metadata());
    return writer.finish(OUTER_NANOS, 0, 1_000_000_000);
  }

  /** A JVM keeps a copy of the header in a checkpoint at the end of each chunk. */
  @ParameterizedTest
  @ValueSource(ints = {8, 30, 49, 67})
  void aHeaderThatAnotherChunkCutsOffIsNoChunk(int headerBytes) throws Exception {
    int rest = Math.min(40, ChunkHeader.SIZE_BYTES - 1 - headerBytes);
    int cutAt = sound.chunkOffsets.get(1) + headerBytes;
    int goesOnAt = sound.chunkOffsets.get(2) - rest;
    byte[] cut = Arrays.copyOf(sound.bytes, cutAt + sound.bytes.length - goesOnAt);
    System.arraycopy(sound.bytes, goesOnAt, cut, cutAt, sound.bytes.length - goesOnAt);

    ReadReport report = read(cut);

    assertEquals(2 * EVENTS_PER_CHUNK, report.events(), report::toString);
    assertTrue(report.damages().get(0).what().contains("expected"), report::toString);
  }

  @Test
  void aCopyOfAHeaderIsNoChunk() throws Exception {
    byte[] header = Arrays.copyOf(sound.bytes, ChunkHeader.SIZE_BYTES);
    byte[] chunk = holding(new String(header, StandardCharsets.ISO_8859_1));
    Arrays.fill(chunk, 0, ChunkHeader.SIZE_BYTES, (byte) 0);
    assertThrows(CorruptRecordingException.class, () -> read(chunk));
    assertEquals(List.of(), begun);
  }

  /** What stands where a header says is elsewhere when bytes before it are missing. */
  @Test
  void eventsBeforeMissingBytesAreDelivered() throws Exception {
    byte[] damaged = new byte[sound.bytes.length - 9];
    int gap = 400;
    System.arraycopy(sound.bytes, 0, damaged, 0, gap);
    System.arraycopy(sound.bytes, gap + 9, damaged, gap, damaged.length - gap);
    ReadReport report = read(damaged);
    assertEquals(3, report.chunks(), report::toString);
    assertTrue(report.events() > 2 * EVENTS_PER_CHUNK, report::toString);
  }

  @Test
  void aZeroedHeaderCostsItsOwnChunkAlone() throws Exception {
    byte[] damaged = sound.bytes.clone();
    int begin = sound.chunkOffsets.get(1);
    Arrays.fill(damaged, begin, begin + ChunkHeader.SIZE_BYTES, (byte) 0);
    ReadReport report = read(damaged);
    assertEquals(2, report.chunks());
    assertEquals(2 * EVENTS_PER_CHUNK, report.events());
    Damage damage = report.damages().get(0);
    assertEquals(begin, damage.offset());
    assertEquals(sound.chunkOffsets.get(2) - begin, damage.lostBytes());
    assertTrue(damage.what().contains("the begin of a chunk is 0x00000000"), damage::what);
  }

  @Test
  void aFalseMetadataOffsetIsGoneAround() throws Exception {
    ReadReport report = read(patched(1, METADATA, ChunkHeader.SIZE_BYTES));
    assertEquals(3 * EVENTS_PER_CHUNK, report.events(), report::toString);
    assertEquals(1, report.damages().size(), report::toString);
  }

  @Test
  void aFalseCheckpointOffsetIsGoneAround() throws Exception {
    ReadReport report = read(patched(1, CHECKPOINT, ChunkHeader.SIZE_BYTES));
    assertEquals(3 * EVENTS_PER_CHUNK, report.events(), report::toString);
    assertEquals(1, report.damages().size(), report::toString);
    assertEquals(2, tops.stream().distinct().count(), tops::toString);
    assertTrue(
        tops.stream().allMatch(name -> name.startsWith("java.util.HashMap.")), () -> tops + "");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 67})
  void aFileCutWithinTheFirstHeaderIsCorrupt(int size) throws Exception {
    byte[] cut = Arrays.copyOf(sound.bytes, size);
    CorruptRecordingException e = assertThrows(CorruptRecordingException.class, () -> read(cut));
    assertEquals(0, e.offset());
  }

  @Test
  void otherVersionsAreToldApart() throws Exception {
    byte[] old = sound.bytes.clone();
    old[5] = 1;
    byte[] young = sound.bytes.clone();
    young[5] = 3;
    assertThrows(TooOldException.class, () -> read(Arrays.copyOf(old, 500)));
    assertThrows(TooNewException.class, () -> read(Arrays.copyOf(young, 500)));
  }

  private byte[] patched(int chunk, int field, long value) {
    byte[] damaged = sound.bytes.clone();
    ByteBuffer.wrap(damaged).putLong(sound.chunkOffsets.get(chunk) + field, value);
    return damaged;
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    return all.indexOf(text, from);
  }

  private ReadReport read(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged.jfr");
    Files.write(file, bytes);
    EventHandlers handlers = new EventHandlers();
    List<Long> stacks = new ArrayList<>();
    handlers.on("test.Wait", event -> stacks.add(event.stackTraceId()));
    handlers.onOthers(event -> {});
    handlers.onChunk(
        new ChunkHandler() {
          @Override
          public void started(ChunkHeader header) {
            begun.add(header.startNanos());
          }

          @Override
          public void flushed(ChunkHeader header, Constants constants) {
            for (long id : stacks) {
              StackTrace stack = constants.stack(id);
              if (id != 0) {
                tops.add(stack == null ? "unresolved" : stack.name(0));
              }
            }
            stacks.clear();
          }
        });
    return Recording.read(file, handlers);
  }
}
