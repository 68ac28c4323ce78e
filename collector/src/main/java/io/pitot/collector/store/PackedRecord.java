package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which windows of ten minutes of a series are packed, in which parts they came, and what each
 * misses: its {@link WindowRecord}s.
 *
 * <pre>
 *   u8        format, 1
 *   varint    windows, a bit for each, the first in the lowest
 *   varint    those of them that did not come as part 0 alone
 *   per such  varint n: parts; n varints part, as the difference from the one before
 *   varint    windows that miss something, as bits
 *   per such  losses, as {@link Loss} draws them
 * </pre>
 *
 * @param parts by number of the window
 */
record PackedRecord(Map<Integer, BitSet> parts, Map<Integer, List<Loss>> losses) {
  private static final int FORMAT = 1;

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(32).u8(FORMAT);
    out.varint(bits(parts));
    Map<Integer, BitSet> unusual = new TreeMap<>(parts);
    unusual.values().removeIf(PackedRecord::isFirstAlone);
    out.varint(bits(unusual));
    for (BitSet ofWindow : unusual.values()) {
      out.varint(ofWindow.cardinality());
      int last = 0;
      for (int part = ofWindow.nextSetBit(0); part >= 0; part = ofWindow.nextSetBit(part + 1)) {
        out.varint(part - last);
        last = part;
      }
    }
    out.varint(bits(losses));
    new TreeMap<>(losses).values().forEach(ofWindow -> Loss.write(ofWindow, out));
    return out.toBytes();
  }

  static PackedRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("the record of packed windows", value);
    in.format(FORMAT);
    Map<Integer, BitSet> parts = new TreeMap<>();
    for (long left = PackedBlock.windows(in); left != 0; left &= left - 1) {
      parts.put(Long.numberOfTrailingZeros(left), BitSet.valueOf(new long[] {1}));
    }
    for (long left = PackedBlock.windows(in); left != 0; left &= left - 1) {
      parts.put(Long.numberOfTrailingZeros(left), parts(in));
    }
    Map<Integer, List<Loss>> losses = new TreeMap<>();
    for (long left = PackedBlock.windows(in); left != 0; left &= left - 1) {
      losses.put(Long.numberOfTrailingZeros(left), Loss.read(in));
    }
    in.end();
    return new PackedRecord(parts, losses);
  }

  private static BitSet parts(BlockReader in) {
    BitSet parts = new BitSet();
    int n = in.varint(RawKey.MAX_PART + 1);
    int part = 0;
    for (int i = 0; i < n; i++) {
      part += in.varint(RawKey.MAX_PART - part);
      parts.set(part);
    }
    return parts;
  }

  private static boolean isFirstAlone(BitSet parts) {
    return parts.cardinality() == 1 && parts.get(0);
  }

  private static long bits(Map<Integer, ?> byWindow) {
    long bits = 0;
    for (int window : byWindow.keySet()) {
      bits |= 1L << window;
    }
    return bits;
  }

  /** The windows, as bits. */
  long windows() {
    return bits(parts);
  }

  /** Whether any part of a window is there. */
  boolean hasAny(int window) {
    return parts.containsKey(window);
  }

  boolean has(int window, int part) {
    BitSet ofWindow = parts.get(window);
    return ofWindow != null && ofWindow.get(part);
  }

  /** What a window misses, all of its parts together. */
  WindowRecord of(int window) {
    List<Loss> ofWindow = losses.get(window);
    return ofWindow == null ? WindowRecord.COMPLETE : new WindowRecord(ofWindow);
  }

  /** Gathers the records of one series. */
  static final class Sum {
    private final Map<Integer, BitSet> parts = new TreeMap<>();
    private final Map<Integer, LossSum> losses = new TreeMap<>();

    void add(int window, int part, WindowRecord record) {
      parts.computeIfAbsent(window, w -> new BitSet()).set(part);
      if (!record.losses().isEmpty()) {
        losses.computeIfAbsent(window, w -> new LossSum()).add(record.losses());
      }
    }

    /** All that was added; begins anew. */
    PackedRecord drain() {
      Map<Integer, List<Loss>> lost = new TreeMap<>();
      losses.forEach((window, sum) -> lost.put(window, new ArrayList<>(sum.losses())));
      PackedRecord record = new PackedRecord(new TreeMap<>(parts), lost);
      parts.clear();
      losses.clear();
      return record;
    }
  }
}
