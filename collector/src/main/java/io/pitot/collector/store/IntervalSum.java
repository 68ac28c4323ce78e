package io.pitot.collector.store;

/** What the tables of one kind that a series has in an hour add up to. */
interface IntervalSum {
  /**
   * Adds a table; they come in the order of time.
   *
   * @param offsetSeconds of its window, from the hour's start
   * @param stackOf the hour's number of each stack of the table
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  void add(IntervalTable table, long offsetSeconds, int[] stackOf);

  /** The sum; its stacks have the hour's numbers. */
  IntervalTable table();

  /** An empty sum. */
  static IntervalSum of(IntervalKind kind) {
    return switch (kind) {
      case LOCKS -> new LockSum();
      case WAITS -> new WaitSum();
      case PAUSES, PAUSE_SUMS -> new PauseSum();
      case VITALS -> new VitalSum();
      case AGENT_EVENTS -> new AgentEventSum();
      case SAMPLES -> throw new IllegalArgumentException("samples are summed up as rows");
    };
  }
}
