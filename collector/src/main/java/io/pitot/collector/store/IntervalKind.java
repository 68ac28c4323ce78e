package io.pitot.collector.store;

/**
 * What stands in the columns of an {@link IntervalTable}. Numbers of strings point into the table's
 * own; a stack is a node of the dictionary. Moments are nanoseconds from the window's start.
 */
public enum IntervalKind {
  /** Exact sums by lock and stack, and their histograms. */
  LOCKS(1, 15, 3),
  /** Single waits. */
  WAITS(2, 12, 3),
  /** Stop-the-world pauses. */
  PAUSES(3, 8, -1),
  /** Loads and sizes. */
  VITALS(4, 4, -1),
  /** What the agent told. */
  AGENT_EVENTS(5, 10, 4),
  /** What pauses of an hour add up to, once they are no longer told one by one. */
  PAUSE_SUMS(6, 9, -1),
  /** Single samples, as long as windows are kept. */
  SAMPLES(7, 5, 3);

  /**
   * Columns of {@link #LOCKS}: kind and class are strings. {@code BUCKETS} tells how many entries
   * of the two after it belong to the row.
   */
  public static final class Locks {
    public static final int KIND = 0;
    public static final int LOCK_CLASS = 1;
    public static final int LOCK_ID = 2;
    public static final int STACK = 3;
    public static final int COUNT = 4;
    public static final int TOTAL = 5;
    public static final int IN_GC = 6;
    public static final int IN_SAFEPOINT = 7;
    public static final int MAX = 8;
    public static final int TABLE_LENGTH = 9;
    public static final int SHORT_COUNT = 10;
    public static final int SHORT_NANOS = 11;
    public static final int BUCKETS = 12;
    public static final int BUCKET = 13;
    public static final int BUCKET_COUNT = 14;

    private Locks() {}
  }

  /** Columns of {@link #WAITS}; the last has one entry, the waits left out. */
  public static final class Waits {
    public static final int KIND = 0;
    public static final int LOCK_CLASS = 1;
    public static final int LOCK_ID = 2;
    public static final int STACK = 3;
    public static final int START = 4;
    public static final int DURATION = 5;
    public static final int IN_GC = 6;
    public static final int IN_SAFEPOINT = 7;
    public static final int THREAD = 8;
    public static final int OWNER = 9;
    public static final int ADDRESS = 10;
    public static final int LEFT_OUT = 11;

    private Waits() {}
  }

  /** Columns of {@link #SAMPLES}; the last has one entry, the samples left out. */
  public static final class Samples {
    public static final int TYPE = 0;
    public static final int AT = 1;
    public static final int THREAD = 2;
    public static final int STACK = 3;
    public static final int LEFT_OUT = 4;

    private Samples() {}
  }

  /** Columns of {@link #PAUSES}; the last has two entries: pauses left out and their length. */
  public static final class Pauses {
    public static final int KIND = 0;
    public static final int NAME = 1;
    public static final int CAUSE = 2;
    public static final int START = 3;
    public static final int DURATION = 4;
    public static final int STOPPING = 5;
    public static final int IN_GC = 6;
    public static final int LEFT_OUT = 7;

    private Pauses() {}
  }

  /** Columns of {@link #PAUSE_SUMS}; the last is that of {@link Pauses}. */
  public static final class PauseSums {
    public static final int KIND = 0;
    public static final int NAME = 1;
    public static final int CAUSE = 2;
    public static final int COUNT = 3;
    public static final int TOTAL = 4;
    public static final int STOPPING = 5;
    public static final int IN_GC = 6;
    public static final int MAX = 7;
    public static final int LEFT_OUT = 8;

    private PauseSums() {}
  }

  /** Columns of {@link #VITALS}. */
  public static final class Vitals {
    public static final int NAME = 0;
    public static final int LAST = 1;
    public static final int MAX = 2;
    public static final int COUNT = 3;

    private Vitals() {}
  }

  /**
   * Columns of {@link #AGENT_EVENTS}. {@code FIELDS} tells how many entries of the three after it
   * belong to the event; the last column has one entry, the events left out.
   */
  public static final class AgentEvents {
    public static final int TYPE = 0;
    public static final int START = 1;
    public static final int DURATION = 2;
    public static final int THREAD = 3;
    public static final int STACK = 4;
    public static final int FIELDS = 5;
    public static final int FIELD = 6;
    public static final int NUMBER = 7;
    public static final int TEXT = 8;
    public static final int LEFT_OUT = 9;

    private AgentEvents() {}
  }

  private final int number;
  private final int columns;
  private final int stackColumn;

  IntervalKind(int number, int columns, int stackColumn) {
    this.number = number;
    this.columns = columns;
    this.stackColumn = stackColumn;
  }

  /**
   * The kind of this number.
   *
   * @throws CorruptStoreException when there is none
   */
  static IntervalKind of(int number) {
    for (IntervalKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new CorruptStoreException("there are no intervals of kind " + number);
  }

  /** In keys; never given twice. */
  int number() {
    return number;
  }

  /** How many columns there are. */
  public int columns() {
    return columns;
  }

  /** The column of stacks; -1 for none. */
  public int stackColumn() {
    return stackColumn;
  }
}
