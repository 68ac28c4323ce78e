package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What a target's window tells of one {@link IntervalKind}, in columns. The arrays belong to the
 * table and are not changed.
 *
 * <pre>
 *   u8           format, 1
 *   u32          dictionary: writer
 *   u32          dictionary: number
 *   varint       version: how many nodes of the dictionary must be known
 *   varint       k: strings
 *   k texts      the strings
 *   for each column of the kind:
 *     varint     n: entries
 *     n varints  entries, zigzag
 * </pre>
 *
 * @param strings the first is empty
 */
public record IntervalTable(IntervalKind kind, List<String> strings, long[][] columns) {
  static final int MAX_ENTRIES = 1 << 22;
  private static final int FORMAT = 1;

  /** One entry. */
  public long at(int column, int row) {
    return columns[column][row];
  }

  /** The string that an entry points to. */
  public String text(int column, int row) {
    return strings.get((int) columns[column][row]);
  }

  /** How many rows there are. */
  public int rows() {
    return columns[0].length;
  }

  /**
   * @param stackOfNode the dictionary's number of each node that the column of stacks names
   */
  byte[] toBytes(DictionaryId dictionary, IntUnaryOperator stackOfNode) {
    int version = 1;
    if (kind.stackColumn() >= 0) {
      for (long node : columns[kind.stackColumn()]) {
        version = Math.max(version, stackOfNode.applyAsInt((int) node) + 1);
      }
    }
    BlockWriter out =
        new BlockWriter(256)
            .u8(FORMAT)
            .u32(dictionary.writer())
            .u32(dictionary.number())
            .varint(version)
            .varint(strings.size());
    strings.forEach(out::text);
    for (int column = 0; column < columns.length; column++) {
      out.varint(columns[column].length);
      for (long entry : columns[column]) {
        long stored = column == kind.stackColumn() ? stackOfNode.applyAsInt((int) entry) : entry;
        out.varint(stored << 1 ^ stored >> 63);
      }
    }
    return out.toBytes();
  }

  /** A table as stored: stacks are nodes of this dictionary. */
  public record Stored(IntervalTable table, DictionaryScope dictionary, int version) {}

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @param dictionaries where the chunks of its dictionary lie
   */
  static Stored read(IntervalKey key, Partition dictionaries, ByteBuffer value) {
    IntervalKind kind = IntervalKind.of(key.kind());
    BlockReader in = new BlockReader("a block of intervals", value);
    in.format(FORMAT);
    DictionaryScope dictionary =
        new DictionaryScope(key.service(), dictionaries, new DictionaryId(in.int32(), in.int32()));
    int version = in.varint(RawBlock.MAX_DICTIONARY_NODES);
    int n = in.varint(MAX_ENTRIES);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      strings.add(in.text());
    }
    long[][] columns = new long[kind.columns()][];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = new long[in.varint(Math.min(MAX_ENTRIES, in.remaining()))];
      for (int i = 0; i < columns[column].length; i++) {
        long stored = in.varint();
        columns[column][i] = stored >>> 1 ^ -(stored & 1);
      }
    }
    in.end();
    return new Stored(new IntervalTable(kind, strings, columns), dictionary, version);
  }
}
