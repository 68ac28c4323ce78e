package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames of integers of any length, beside what decoding one after the other finds. */
class FrameWalkTest {
  private static final int INTEGERS = 4;

  @Test
  void findsEachFrame() {
    for (int round = 0; round < 20_000; round++) {
      long seed = System.nanoTime() + round;
      check(new Random(seed), "seed " + seed);
    }
  }

  private static void check(Random random, String seed) {
    int depth = random.nextInt(70);
    int from = random.nextInt(20);
    int maxBytes = 1 + random.nextInt(Varint.MAX_BYTES);
    boolean hasNine = false;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[from]);
    int[] expected = new int[depth + 1];
    for (int frame = 0; frame < depth; frame++) {
      expected[frame] = bytes.size();
      for (int i = 0; i < INTEGERS; i++) {
        int size = 1 + random.nextInt(maxBytes);
        hasNine |= size == Varint.MAX_BYTES;
        for (int b = 1; b < size; b++) {
          bytes.write(0x80 | random.nextInt(0x80));
        }
        bytes.write(random.nextInt(size == Varint.MAX_BYTES ? 0x100 : 0x80));
      }
    }
    expected[depth] = bytes.size();
    int end = bytes.size();
    // What follows belongs to something else.
    byte[] rest = new byte[Varint.SLACK];
    random.nextBytes(rest);
    bytes.writeBytes(rest);
    int[] begins = new int[depth + 2];
    int found = FrameWalk.walk(bytes.toByteArray(), from, end, depth, begins);
    if (found != FrameWalk.NONE) {
      assertEquals(end, found, seed);
      assertEquals(
          Arrays.toString(expected), Arrays.toString(Arrays.copyOf(begins, depth + 1)), seed);
    } else {
      assertEquals(true, hasNine || runsOn(rest), seed + ": frames of short integers not found");
    }
  }

  /** Whether what follows might begin with an integer of nine bytes. */
  private static boolean runsOn(byte[] rest) {
    for (int i = 0; i < Varint.MAX_BYTES - 2; i++) {
      if (rest[i] >= 0) {
        return false;
      }
    }
    return true;
  }
}
