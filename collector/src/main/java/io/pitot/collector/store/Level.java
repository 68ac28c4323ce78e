package io.pitot.collector.store;

/**
 * How long the spans are that windows are summed up by. Each level is summed up from windows, none
 * from another, and is sealed by itself.
 */
enum Level {
  /**
   * Answers at the edges of a range, and for the last hour, instead of up to 60 windows each. Its
   * stacks keep the numbers that they have in the windows' dictionaries.
   */
  TEN_MINUTES(600, Table.TENS, Table.TEN_GROUPS, Table.DICTIONARY),
  /** Kept for months, with dictionaries of its own. */
  HOUR(3600, Table.HOURS, Table.GROUPS, Table.HOUR_DICTIONARY);

  private final int seconds;
  private final Table table;
  private final Table groups;
  private final Table dictionaries;

  Level(int seconds, Table table, Table groups, Table dictionaries) {
    this.seconds = seconds;
    this.table = table;
    this.groups = groups;
    this.dictionaries = dictionaries;
  }

  /** The length of a span. */
  int seconds() {
    return seconds;
  }

  /** How many windows a span has. */
  int windows() {
    return seconds / WindowRecord.LENGTH_SECONDS;
  }

  /** How finely {@link SpanTotals} tell time. */
  int stepSeconds() {
    return seconds / SpanTotals.STEPS;
  }

  /** The start of the span that holds this time. */
  long start(long epochSeconds) {
    return Math.floorDiv(epochSeconds, seconds) * seconds;
  }

  /** Where the sums of series lie. */
  Table table() {
    return table;
  }

  /** Where the sums of groups lie. */
  Table groups() {
    return groups;
  }

  /** Where the dictionaries of its sums lie. */
  Table dictionaries() {
    return dictionaries;
  }
}
