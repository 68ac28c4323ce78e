package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Adds up the windows of one service's hour, one series after the other: they lie in the order of
 * (type, series, window), so one pass does, and no more than one series is held in memory.
 */
final class HourRollup {
  private static final int BYTES_PER_WRITE = 4 << 20;

  private final ServiceHour hour;
  private final HourDictionary dictionary;
  private final HourGroups groups;
  private final Consumer<List<Put>> writer;
  private final StackTally tally = new StackTally();
  private final List<Put> puts = new ArrayList<>();
  private HourTotals totals = new HourTotals();
  private HourRecord.Sum record = new HourRecord.Sum();
  private int type = -1;
  private int series = -1;
  private int bytes;

  /**
   * @param groupOf the name of the group that a series is summed up in
   * @param writer makes durable what it is given, or throws
   */
  HourRollup(
      ServiceHour hour,
      HourDictionary dictionary,
      IntFunction<String> groupOf,
      Consumer<List<Put>> writer) {
    this.hour = hour;
    this.dictionary = dictionary;
    this.groups = new HourGroups(hour, groupOf);
    this.writer = writer;
  }

  /** Reads all windows of the hour and writes what they add up to. */
  void run(BlockStore blocks) {
    blocks.scan(
        new Partition(Table.RAW, hour.startSeconds()),
        new RawKey(hour.service(), 0, 0, 0, 0).toBytes(),
        new RawKey(hour.service() + 1, 0, 0, 0, 0).toBytes(),
        (key, value) -> {
          add(RawKey.read(key), value);
          return true;
        });
    endSeries();
    endType();
    add(groups.record());
    write();
  }

  private void add(RawKey key, ByteBuffer value) {
    if (key.type() != type || key.series() != series) {
      endSeries();
      if (key.type() != type) {
        endType();
      }
      type = key.type();
      series = key.series();
    }
    if (type == RawKey.WINDOWS) {
      record.add(key.windowSeconds(), WindowRecord.read(value));
      return;
    }
    Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
    RawBlock.Reader block = RawBlock.reader(key.service(), day, value);
    totals.add(key.windowSeconds(), block);
    int[] stackOf = dictionary.stacksOf(block);
    block.forEach((stack, count, sum) -> tally.add(stackOf[stack], count, sum));
  }

  private void endSeries() {
    if (type == RawKey.WINDOWS) {
      HourRecord ofSeries = record.record();
      put(0, ofSeries.toBytes());
      groups.watched(series, ofSeries);
      record = new HourRecord.Sum();
    } else if (!tally.isEmpty()) {
      List<RawBlock> sums = tally.drain(dictionary.id(), RawBlock.MAX_ROWS);
      for (int part = 0; part < sums.size(); part++) {
        put(part, sums.get(part).toBytes());
      }
      groups.add(type, series, sums, totals);
      put(HourKey.TOTALS, totals.toBytes());
      totals = new HourTotals();
    }
    if (bytes >= BYTES_PER_WRITE) {
      write();
    }
  }

  private void put(int part, byte[] value) {
    RawKey key = new RawKey(hour.service(), type, series, hour.startSeconds(), part);
    add(new Put(hour.partition(), key.toBytes(), value));
  }

  private void endType() {
    groups.endType(type, dictionary.id()).forEach(this::add);
  }

  private void add(Put put) {
    puts.add(put);
    bytes += put.key().length + (put.value() == null ? 0 : put.value().length);
  }

  private void write() {
    if (!puts.isEmpty()) {
      List<Put> all = new ArrayList<>(dictionary.drain());
      all.addAll(puts);
      writer.accept(all);
      puts.clear();
      bytes = 0;
    }
  }
}
