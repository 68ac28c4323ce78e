package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Adds up what one service's waits, pauses, vitals and events tell in an hour, by series. Windows
 * of all series lie beside each other, so some series are added up at a time, that memory is
 * bounded.
 */
final class IntervalRollup {
  private static final int SERIES_AT_A_TIME = 250;
  private static final List<IntervalKind> KINDS =
      List.of(
          IntervalKind.LOCKS,
          IntervalKind.WAITS,
          IntervalKind.PAUSES,
          IntervalKind.VITALS,
          IntervalKind.AGENT_EVENTS);

  private final ServiceSpan hour;
  private final BlockStore blocks;
  private final HourDictionary dictionary;

  IntervalRollup(ServiceSpan hour, BlockStore blocks, HourDictionary dictionary) {
    this.hour = hour;
    this.blocks = blocks;
    this.dictionary = dictionary;
  }

  /** The sums of some series, the first of which have the number {@code firstSeries} or more. */
  record Part(List<Put> puts, int nextSeries) {}

  /** What the next series add up to, all kinds; none when there are no more series. */
  Part sumsFrom(int firstSeries) {
    Map<IntervalKind, TreeMap<Integer, IntervalSum>> sums = new EnumMap<>(IntervalKind.class);
    int next = Integer.MAX_VALUE;
    for (IntervalKind kind : KINDS) {
      TreeMap<Integer, IntervalSum> ofKind = new TreeMap<>();
      next = Math.min(next, read(kind, firstSeries, ofKind));
      sums.put(kind, ofKind);
    }
    List<Put> puts = new ArrayList<>();
    for (TreeMap<Integer, IntervalSum> ofKind : sums.values()) {
      for (Map.Entry<Integer, IntervalSum> of : ofKind.headMap(next).entrySet()) {
        puts.add(put(of.getKey(), of.getValue().table()));
      }
    }
    return new Part(puts, next);
  }

  /** Adds up the lowest series; the number of the first that found no place. */
  private int read(IntervalKind kind, int firstSeries, NavigableMap<Integer, IntervalSum> sums) {
    int[] next = {Integer.MAX_VALUE};
    blocks.scan(
        Partition.at(Table.INTERVALS, hour.startSeconds()),
        key(kind, hour.startSeconds()),
        key(kind, hour.endSeconds()),
        (bytes, value) -> {
          IntervalKey key = IntervalKey.read(bytes);
          if (key.series() >= firstSeries && key.series() < next[0]) {
            IntervalSum sum = sums.computeIfAbsent(key.series(), s -> IntervalSum.of(kind));
            add(sum, key, value);
            if (sums.size() > SERIES_AT_A_TIME) {
              next[0] = sums.lastKey();
              sums.remove(next[0]);
            }
          }
          return true;
        });
    return next[0];
  }

  private void add(IntervalSum sum, IntervalKey key, ByteBuffer value) {
    Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
    IntervalTable.Stored stored = IntervalTable.read(key, day, value);
    sum.add(
        stored.table(),
        key.windowSeconds() - hour.startSeconds(),
        dictionary.stacksOf(stored.dictionary(), stored.version()));
  }

  private Put put(int series, IntervalTable sum) {
    IntervalKey key =
        new IntervalKey(
            hour.service(), sum.kind().number(), hour.startSeconds(), series, IntervalKey.SUM);
    return new Put(
        Partition.at(Table.HOUR_INTERVALS, hour.startSeconds()),
        key.toBytes(),
        sum.toBytes(dictionary.scope().id(), stack -> stack));
  }

  private byte[] key(IntervalKind kind, long seconds) {
    return new IntervalKey(hour.service(), kind.number(), seconds, 0, 0).toBytes();
  }
}
