package io.pitot.jfr;

/**
 * Finds where the frames of a stack begin, as JVMs write them: four compressed integers each.
 *
 * <p>Eight bytes are taken at once: which of them end an integer is a mask of eight bits, and a
 * table tells by the mask, and by how many integers of a frame have ended before, after which bytes
 * a frame begins. No step waits for the length of the integer before, as decoding one after the
 * other does.
 */
final class FrameWalk {
  /** Not found: the frames are not all there, or one has an integer of nine bytes. */
  static final int NONE = -1;

  private static final int INTEGERS = 4;

  /**
   * By {@code ended << 8 | mask}: how many frames begin, and behind which byte (1 to 8) the first
   * and the second.
   *
   * <pre>
   * bits 0-1 count | bits 4-7 first | bits 8-11 second
   * </pre>
   */
  private static final short[] BEGINS = begins();

  private FrameWalk() {}

  private static short[] begins() {
    short[] table = new short[INTEGERS << 8];
    for (int i = 0; i < table.length; i++) {
      int ended = i >>> 8;
      int count = 0;
      int places = 0;
      for (int b = 0; b < 8; b++) {
        if (((i >>> b) & 1) != 0 && ++ended % INTEGERS == 0) {
          count++;
          places |= (b + 1) << (4 * count);
        }
      }
      table[i] = (short) (places | count);
    }
    return table;
  }

  /**
   * Fills {@code begins} for {@code depth} frames, the first at {@code from}.
   *
   * @param buf has {@link Varint#SLACK} bytes behind {@code limit}
   * @param begins with room for {@code depth + 2}
   * @return the position behind the last frame, or {@link #NONE}
   */
  static int walk(byte[] buf, int from, int limit, int depth, int[] begins) {
    begins[0] = from;
    int found = 0;
    int ended = 0;
    int run = 0;
    for (int at = from; found < depth; at += 8) {
      if (at >= limit) {
        return NONE;
      }
      long ends = Varint.ends(buf, at);
      if (run + (Long.numberOfTrailingZeros(ends) >>> 3) >= 8) {
        return NONE;
      }
      run = Long.numberOfLeadingZeros(ends) >>> 3;
      int next = BEGINS[(ended << 8) | Varint.mask(ends)];
      begins[found + 1] = at + ((next >>> 4) & 0xf);
      begins[found + 2] = at + (next >>> 8);
      found += next & 3;
      ended = (ended + Long.bitCount(ends)) & (INTEGERS - 1);
    }
    return begins[depth] <= limit ? begins[depth] : NONE;
  }
}
