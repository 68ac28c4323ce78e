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
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a damaged file, and what is said about the rest. */
class DamageTest {
  private static final int EVENTS_PER_CHUNK = 12;
  private static final int SIZE = 8;
  private static final int CHECKPOINT = 16;
  private static final int METADATA = 24;

  @TempDir Path folder;
  private final SmallRecording sound = new SmallRecording(true, 3, 1_000_000_000L);
  private final List<String> tops = new ArrayList<>();

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

  @Test
  void aRecordingWithinAnEventIsNoChunk() throws Exception {
    ChunkWriter writer = new ChunkWriter(true);
    String inner = new String(sound.bytes, StandardCharsets.ISO_8859_1);
    writer.longValue(1).latin1(inner).event(SmallRecording.EVERYTHING);
    writer.metadata(SmallRecording.metadata());
    byte[] damaged = writer.finish(1, 0, 1_000_000_000);
    ByteBuffer.wrap(damaged).putLong(SIZE, damaged.length + 1);
    ReadReport report = read(damaged);
    assertEquals(1, report.chunks(), report::toString);
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
