package io.pitot.collector.store;

/**
 * One slice of a table.
 *
 * @param startSeconds seconds since the epoch, a multiple of the table's partition length; 0 for a
 *     table that has only one
 */
public record Partition(Table table, long startSeconds) implements Comparable<Partition> {
  /** The only partition of {@link Table#META}. */
  public static final Partition META = new Partition(Table.META, 0);

  /** The partition of {@code table} that holds this time. */
  public static Partition at(Table table, long epochSeconds) {
    long length = table.partitionSeconds();
    return new Partition(table, length == 0 ? 0 : Math.floorDiv(epochSeconds, length) * length);
  }

  /** The first second after it. */
  public long endSeconds() {
    return startSeconds + table.partitionSeconds();
  }

  /** The name of the partition, such as {@code raw_1795233600}; parsed by {@link #parse}. */
  public String label() {
    return table.partitionSeconds() == 0 ? table.label() : table.label() + "_" + startSeconds;
  }

  /**
   * Reads what {@link #label} wrote.
   *
   * @throws CorruptStoreException when no partition is called that
   */
  public static Partition parse(String label) {
    for (Table table : Table.values()) {
      if (table.partitionSeconds() == 0 && label.equals(table.label())) {
        return new Partition(table, 0);
      }
      if (table.partitionSeconds() != 0 && label.matches(table.label() + "_[0-9]{1,12}")) {
        return new Partition(table, Long.parseLong(label.substring(table.label().length() + 1)));
      }
    }
    throw new CorruptStoreException(
        "the data directory holds a partition called '%s', which this version does not know"
            .formatted(label));
  }

  @Override
  public int compareTo(Partition other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0 ? byTable : Long.compare(startSeconds, other.startSeconds);
  }
}
