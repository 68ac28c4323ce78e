package io.pitot.collector.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a store. A table is cut into partitions by time, which are dropped whole; the codec
 * beside each draws its keys and values.
 */
public enum Table {
  /** Names and numbers, series and their labels: {@link Catalog}. One partition, for ever. */
  META("meta", null),
  /** 10 s blocks: {@link RawKey} -> {@link RawBlock} or {@link WindowRecord}. */
  RAW("raw", Duration.ofHours(1)),
  /**
   * The same of ten minutes, packed: {@link RawKey} with the ten minutes for a window -> {@link
   * PackedBlock} or {@link PackedRecord}; seals as in {@link SpanKey}.
   */
  PACKED("pack", Duration.ofHours(4)),
  /**
   * Stack dictionaries of the blocks of a day: {@link DictionaryKey} -> {@link DictionaryChunk}.
   */
  DICTIONARY("dict", Duration.ofDays(1)),
  /**
   * Waits, pauses, vitals and events of the agent: {@link IntervalKey} -> {@link IntervalTable}.
   */
  INTERVALS("ivl", Duration.ofDays(1)),
  /**
   * Sums of ten minutes, in the numbers of the windows' dictionaries: {@link SpanKey} -> {@link
   * RawBlock}, {@link SpanRecord} or {@link SpanTotals}.
   */
  TENS("ten", Duration.ofDays(1)),
  /**
   * The same over groups of series: {@link GroupKey} -> {@link GroupRecord}, {@link RawBlock} or
   * {@link SpanTotals}.
   */
  TEN_GROUPS("tengroup", Duration.ofDays(1)),
  /**
   * Sums of whole hours: {@link SpanKey} -> {@link RawBlock}, {@link SpanRecord} or {@link
   * SpanTotals}.
   */
  HOURS("hour", Duration.ofDays(30)),
  /**
   * The same over groups of series: {@link GroupKey} -> {@link GroupRecord}, {@link RawBlock} or
   * {@link SpanTotals}.
   */
  GROUPS("group", Duration.ofDays(30)),
  /**
   * What waits, pauses, vitals and events of an hour add up to: {@link IntervalKey} with the hour
   * for a window -> {@link IntervalTable}.
   */
  HOUR_INTERVALS("hivl", Duration.ofDays(30)),
  /** Stack dictionaries of the sums of these days, laid out like those of a day. */
  HOUR_DICTIONARY("hdict", Duration.ofDays(30));

  private final String label;
  private final long partitionSeconds;

  Table(String label, @Nullable Duration partition) {
    this.label = label;
    this.partitionSeconds = partition == null ? 0 : partition.toSeconds();
  }

  /** The table's name in the data directory. */
  public String label() {
    return label;
  }

  /** The length of a partition; 0 for a table that has only one. */
  public long partitionSeconds() {
    return partitionSeconds;
  }
}
