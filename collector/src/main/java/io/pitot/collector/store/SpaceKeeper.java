package io.pitot.collector.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store within its budget: lets the oldest data go before the disk is full, and refuses
 * new data when nothing more can go. Used by the committer's thread; the count may be read by any.
 */
final class SpaceKeeper {
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** The engine removes files in the background: what was dropped is not free at once. */
  private static final long DROP_NANOS = Duration.ofSeconds(5).toNanos();

  private static final List<List<Table>> WINDOWS =
      List.of(List.of(Table.PACKED), List.of(Table.RAW));

  /** Oldest first; what belongs together goes together. */
  private static final List<List<Table>> ORDER =
      List.of(
          WINDOWS.get(0),
          WINDOWS.get(1),
          List.of(Table.TENS, Table.TEN_GROUPS),
          List.of(Table.HOURS, Table.GROUPS, Table.HOUR_INTERVALS, Table.HOUR_DICTIONARY));

  private static final Logger log = LoggerFactory.getLogger(SpaceKeeper.class);

  private final BlockStore blocks;
  private final Predicate<Partition> isSummedUp;
  private final DiskBudget budget;
  private final LongSupplier nanoTime;
  private final AtomicLong dropped = new AtomicLong();
  private long nextLookNanos;
  private long nextDropNanos;
  private String refusal = "";

  /**
   * @param isSummedUp of a partition of windows whether they may go without more being lost
   */
  SpaceKeeper(
      BlockStore blocks,
      Predicate<Partition> isSummedUp,
      DiskBudget budget,
      LongSupplier nanoTime) {
    this.blocks = blocks;
    this.isSummedUp = isSummedUp;
    this.budget = budget;
    this.nanoTime = nanoTime;
    this.nextLookNanos = nanoTime.getAsLong();
    this.nextDropNanos = nextLookNanos;
  }

  /** How many partitions went before their time. */
  long dropped() {
    return dropped.get();
  }

  /**
   * Looks whether there is space, now and then.
   *
   * @param drop lets a partition go
   * @throws StoreUnavailableException when nothing may be written
   */
  void check(Consumer<Partition> drop) {
    long now = nanoTime.getAsLong();
    if (now - nextLookNanos >= 0) {
      nextLookNanos = now + LOOK_NANOS;
      look(now, drop);
    }
    if (!refusal.isEmpty()) {
      throw new StoreUnavailableException(refusal);
    }
  }

  private void look(long now, Consumer<Partition> drop) {
    long free = blocks.freeBytes();
    long size = budget.maxBytes() == Long.MAX_VALUE ? 0 : blocks.sizeBytes();
    boolean isTight = free < budget.minFreeBytes() || size > budget.maxBytes();
    if (isTight && now - nextDropNanos >= 0) {
      nextDropNanos = now + DROP_NANOS;
      dropOldest(free, size, drop);
    }
    boolean isFull = free < budget.minFreeBytes() / 2 || size - budget.maxBytes() > reserve();
    refusal = isFull ? explanation(free, size) : "";
  }

  /** How far beyond the budget the store may be until what was dropped is gone. */
  private long reserve() {
    return budget.maxBytes() / 10;
  }

  private void dropOldest(long free, long size, Consumer<Partition> drop) {
    List<Partition> together = oldest(WINDOWS, isSummedUp);
    if (together.isEmpty()) {
      together = oldest(ORDER, partition -> true);
    }
    if (!together.isEmpty()) {
      together.forEach(drop);
      dropped.incrementAndGet();
      log.warn("Dropped {} before its time: {}", together.get(0).label(), explanation(free, size));
    }
  }

  /** What may go of the first of the tables that have any such partition. */
  private List<Partition> oldest(List<List<Table>> order, Predicate<Partition> mayGo) {
    for (List<Table> tables : order) {
      for (Partition oldest : past(tables.get(0))) {
        if (mayGo.test(oldest)) {
          return tables.stream().map(table -> new Partition(table, oldest.startSeconds())).toList();
        }
      }
    }
    return List.of();
  }

  /** All but the present; of what is packed, that of which nothing is there as it came. */
  private SortedSet<Partition> past(Table table) {
    SortedSet<Partition> all = blocks.partitions(table);
    if (table != Table.PACKED) {
      return all.isEmpty() ? all : all.headSet(all.last());
    }
    // What is there in both forms would be packed again, and nothing would ever be gained.
    SortedSet<Partition> asTheyCame = blocks.partitions(Table.RAW);
    return asTheyCame.isEmpty()
        ? all
        : all.headSet(Partition.at(Table.PACKED, asTheyCame.first().startSeconds()));
  }

  private String explanation(long free, long size) {
    List<String> reasons = new ArrayList<>();
    if (free < budget.minFreeBytes()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "the collector's disk has %,d MB left, %,d MB are kept free (--min-free)",
              free >> 20,
              budget.minFreeBytes() >> 20));
    }
    if (size > budget.maxBytes()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "the collector's data takes %,d MB of the %,d MB that it may (--disk-budget)",
              size >> 20,
              budget.maxBytes() >> 20));
    }
    return String.join("; ", reasons);
  }
}
