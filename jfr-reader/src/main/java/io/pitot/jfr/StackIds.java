package io.pitot.jfr;

/**
 * The stacks of one chunk by id: which of them events have named, where each stands, and which
 * number it has got.
 *
 * <p>A JVM counts the ids of stacks up, so those of a chunk lie close together and are kept in an
 * array, each at its place. Ids that lie far from the others are hashed; what is too much for that
 * is not kept, and is found out when it is asked for.
 */
final class StackIds {
  private static final int MIN_SPAN = 1 << 12;
  private static final long LOWER_HALF = 0xffff_ffffL;

  /** Added to numbers in {@code far}, where 0 has a meaning of its own. */
  private static final int FAR = 2;

  /** Of the ids from {@code base} on, which is a multiple of 64: one bit each. */
  private long[] asked = new long[0];

  /** Of the same ids: the place in the chunk above, the number + 1 below; 0 is unknown. */
  private long[] near = new long[0];

  private long base;

  /** Numbers; the places stand elsewhere. */
  private final LongIndex far = new LongIndex();

  private long chunkOffset;

  void begin(long newChunkOffset) {
    chunkOffset = newChunkOffset;
  }

  /** Remembers that the stack will be wanted when the events are over; 0 is none. */
  void ask(long id) {
    long at = id - base;
    if (isHeld(at) || isNear(id)) {
      int bit = (int) (id - base);
      asked[bit >>> 6] |= 1L << bit;
    } else if (id != 0 && far.get(id) == LongIndex.ABSENT) {
      putFar(id, StackMethods.FULL);
    }
  }

  boolean isAsked(long id) {
    long at = id - base;
    return isHeld(at)
        ? ((asked[(int) (at >>> 6)] >>> at) & 1) != 0
        : far.get(id) != LongIndex.ABSENT;
  }

  /** The number of a stack, or {@link StackMethods#FULL} for one that has none. */
  int numberOf(long id) {
    long at = id - base;
    if (isHeld(at)) {
      return (int) near[(int) at] - 1;
    }
    long number = far.get(id);
    return number == LongIndex.ABSENT ? StackMethods.FULL : (int) number - FAR;
  }

  /** Where the stack stands in the file, or {@link LongIndex#ABSENT} if it is not kept here. */
  long placeOf(long id) {
    long at = id - base;
    long place = isHeld(at) ? near[(int) at] >>> 32 : 0;
    return place == 0 ? LongIndex.ABSENT : chunkOffset + place;
  }

  /**
   * Takes in where a stack stands.
   *
   * @param number of an asked one; {@link StackMethods#FULL} for none
   * @return false when the place must be kept elsewhere
   */
  boolean stands(long id, long offset, int number) {
    long at = id - base;
    long place = offset - chunkOffset;
    if (isHeld(at) && place <= LOWER_HALF) {
      near[(int) at] = (place << 32) | (number + 1);
      return true;
    }
    number(id, number);
    return false;
  }

  /** Keeps the number of a stack; {@link StackMethods#FULL} takes away one that it had. */
  void number(long id, int number) {
    long at = id - base;
    if (isHeld(at)) {
      near[(int) at] = (near[(int) at] & ~LOWER_HALF) | (number + 1);
    } else if (number != StackMethods.FULL || far.get(id) != LongIndex.ABSENT) {
      putFar(id, number);
    }
  }

  private void putFar(long id, int number) {
    if (far.size() < HeapShare.FAR_STACKS || far.get(id) != LongIndex.ABSENT) {
      far.put(id, number + FAR);
    }
  }

  long sizeBytes() {
    return (long) Long.BYTES * (near.length + asked.length) + far.sizeBytes();
  }

  private boolean isHeld(long at) {
    return at >= 0 && at < near.length;
  }

  /** Makes room for an id other than 0 if it is not too far off. */
  private boolean isNear(long id) {
    int max = HeapShare.STACK_SPAN;
    if (id <= 0 || (near.length > 0 && (id < base - max || id - base >= max))) {
      return false;
    }
    if (near.length == 0) {
      grow(Math.max(0, id - MIN_SPAN / 2) & -64, MIN_SPAN);
    }
    long first = Math.min(base, id & -64);
    long span = Math.max(base + near.length, id + 1) - first;
    if (span > max) {
      return false;
    }
    if (span > near.length) {
      // At least twice as much, towards the side where it is wanted.
      int length = (int) Math.min(max, (Math.max(span, 2L * near.length) + 63) & -64);
      grow(id < base ? Math.max(0, base + near.length - length) : base, length);
    }
    return true;
  }

  /** All three are multiples of 64: the old base, the new one and the length. */
  private void grow(long newBase, int length) {
    long[] newNear = new long[length];
    long[] newAsked = new long[length / 64];
    int moved = (int) (base - newBase);
    if (near.length > 0) {
      System.arraycopy(near, 0, newNear, moved, near.length);
      System.arraycopy(asked, 0, newAsked, moved / 64, asked.length);
    }
    near = newNear;
    asked = newAsked;
    base = newBase;
  }
}
