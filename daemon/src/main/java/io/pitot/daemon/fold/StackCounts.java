package io.pitot.daemon.fold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Counts and sums by stack, of one profile type in one window. */
final class StackCounts {
  /** How many events a stack had and what they add up to. */
  static final class Cell {
    private long count;
    private long sum;

    long count() {
      return count;
    }

    long sum() {
      return sum;
    }

    private void add(long moreCount, long moreSum) {
      count += moreCount;
      sum += moreSum;
    }
  }

  static final Stack OVERFLOW = new Stack("[overflow]");

  private final Map<Stack, Cell> cells = new HashMap<>();
  private final Cell overflow = new Cell();
  private final int maxStacks;

  StackCounts(int maxStacks) {
    this.maxStacks = maxStacks;
  }

  /**
   * Adds to the stack, or to {@link #OVERFLOW} when the stack is new and there are too many.
   *
   * @return false when it went to the overflow
   */
  boolean add(Stack stack, long count, long sum) {
    Cell cell = cells.get(stack);
    if (cell == null && cells.size() < maxStacks) {
      cell = new Cell();
      cells.put(stack, cell);
    }
    if (cell == null) {
      overflow(count, sum);
      return false;
    }
    cell.add(count, sum);
    return true;
  }

  void overflow(long count, long sum) {
    overflow.add(count, sum);
  }

  /** All events, those of the overflow too. */
  long events() {
    return overflow.count + cells.values().stream().mapToLong(Cell::count).sum();
  }

  /**
   * Moves all but the stacks with the largest sums to the overflow.
   *
   * @return how many events that were
   */
  long keepLargest(int most) {
    if (cells.size() <= most) {
      return 0;
    }
    List<Map.Entry<Stack, Cell>> bySum = new ArrayList<>(cells.entrySet());
    bySum.sort(
        Comparator.comparingLong((Map.Entry<Stack, Cell> entry) -> entry.getValue().sum)
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    long events = 0;
    for (Map.Entry<Stack, Cell> rare : bySum.subList(most, bySum.size())) {
      events += rare.getValue().count;
      overflow(rare.getValue().count, rare.getValue().sum);
      cells.remove(rare.getKey());
    }
    return events;
  }

  void forEach(BiConsumer<Stack, Cell> visitor) {
    cells.forEach(visitor);
    if (overflow.count() > 0) {
      visitor.accept(OVERFLOW, overflow);
    }
  }
}
