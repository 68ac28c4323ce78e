package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged bytes give nothing but the declared exception, never a hang, and every event that stood
 * before the damage is delivered. {@code -Dpitot.jfr.mutations=1000000} runs longer, {@code
 * -Dpitot.jfr.seed=N} repeats.
 */
class MutationTest {
  private static final int MUTATIONS = Integer.getInteger("pitot.jfr.mutations", 100_000);

  private static final int MAX_DAMAGE_BYTES = 500;

  @TempDir Path folder;

  /** Touches everything of each event and remembers which it was. */
  private static final class Seen implements EventHandler, ChunkHandler {
    final List<String> events = new ArrayList<>();
    private final List<Long> stacks = new ArrayList<>();
    private final List<Long> threads = new ArrayList<>();

    @Override
    public void event(Event event) {
      for (Field field : event.type().fields()) {
        switch (field.kind()) {
          case STRING -> event.string(field);
          case CONSTANT -> event.constantId(field);
          case ARRAY -> {}
          default -> event.doubleValue(field);
        }
      }
      events.add(event.type().name() + event.startTicks());
      stacks.add(event.stackTraceId());
      threads.add(event.threadId());
    }

    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      threads.forEach(constants::thread);
      threads.forEach(constants::className);
      for (long id : stacks) {
        StackTrace stack = constants.stack(id);
        for (int i = 0; stack != null && i < stack.depth(); i++) {
          stack.name(i);
          stack.kind(i);
        }
      }
      stacks.clear();
      threads.clear();
    }
  }

  @Test
  @Timeout(300)
  void keepsEverythingBeforeTheDamage() throws Exception {
    long seed = Long.getLong("pitot.jfr.seed", System.nanoTime());
    Random random = new Random(seed);
    Path file = folder.resolve("mutated.jfr");
    for (boolean compressed : new boolean[] {true, false}) {
      SmallRecording recording = new SmallRecording(compressed, 2, 1_000_000_000L);
      Files.write(file, recording.bytes);
      List<String> sound = read(file);
      assertEquals(recording.eventEnds.size(), sound.size());
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (int i = 0; i < MUTATIONS / 2; i++) {
          String where = "seed " + seed + ", compressed " + compressed + ", mutation " + i;
          mutateAndRead(file, channel, recording, sound, random, where);
        }
      }
    }
  }

  private static void mutateAndRead(
      Path file,
      FileChannel channel,
      SmallRecording recording,
      List<String> sound,
      Random random,
      String where)
      throws IOException {
    int length = recording.bytes.length;
    int at = random.nextInt(length);
    byte[] damage = damage(recording, random, at);
    write(channel, at, damage);
    int size = random.nextInt(8) == 0 ? at + random.nextInt(length - at) : length;
    channel.truncate(size);
    int intact = intactEvents(recording, at, size);
    try {
      List<String> events = read(file);
      assertEquals(
          sound.subList(0, intact),
          events.subList(0, Math.min(intact, events.size())),
          () -> where + ", offset " + at);
    } catch (JfrFormatException e) {
      assertEquals(0, intact, () -> where + ", offset " + at + ": " + e);
    } catch (RuntimeException e) {
      throw new AssertionError(where + ", offset " + at, e);
    } finally {
      write(channel, at, Arrays.copyOfRange(recording.bytes, at, length));
    }
  }

  /** Flipped bits, extreme integers, zeroes, noise, or a piece of the recording itself. */
  private static byte[] damage(SmallRecording recording, Random random, int at) {
    byte[] bytes = recording.bytes;
    int length =
        Math.min(
            bytes.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? MAX_DAMAGE_BYTES : 9));
    byte[] damage = new byte[length];
    switch (random.nextInt(5)) {
      case 0 -> damage[0] = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
      case 1 -> Arrays.fill(damage, (byte) 0xff);
      case 2 -> random.nextBytes(damage);
      case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - length), damage, 0, length);
      default -> {}
    }
    return damage;
  }

  /** How many events end at or before the damage and depend on nothing behind it. */
  private static int intactEvents(SmallRecording recording, int at, int size) {
    int chunk = 0;
    while (at >= recording.chunkOffsets.get(chunk + 1)) {
      chunk++;
    }
    int begin = recording.chunkOffsets.get(chunk);
    // A chunk without its header or its layouts says nothing.
    boolean readable =
        at >= begin + ChunkHeader.SIZE_BYTES
            && at < recording.metadataOffsets.get(chunk) - MAX_DAMAGE_BYTES
            && size >= recording.chunkOffsets.get(chunk + 1);
    int limit = readable ? at : begin;
    return (int) recording.eventEnds.stream().filter(end -> end <= limit).count();
  }

  private static List<String> read(Path file) throws IOException {
    Seen seen = new Seen();
    Recording.read(file, new EventHandlers().onOthers(seen).onChunk(seen));
    return seen.events;
  }

  private static void write(FileChannel channel, int at, byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    while (from.hasRemaining()) {
      channel.write(from, at + from.position());
    }
  }
}
