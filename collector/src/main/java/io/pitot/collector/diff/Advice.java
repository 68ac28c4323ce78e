package io.pitot.collector.diff;

import java.util.List;
import java.util.Locale;

/** What usually mends a change of a class, told with the numbers of the case. */
final class Advice {
  private static final double MOST = 0.5;

  private Advice() {}

  /**
   * The numbers of a case.
   *
   * @param who the frame to edit
   * @param cost in all, before and after
   * @param change in fractions of the total
   * @param classes at the end of the stacks that changed, largest first
   */
  record Case(String who, Finding.Cost cost, double change, List<ClassChange> classes) {

    String costNow() {
      return Double.isNaN(cost.candidate())
          ? Amount.signedPoints(change) + " points"
          : "%s per %s".formatted(Amount.of(cost.candidate(), cost.unit()), cost.per());
    }

    private String largestClass() {
      return classes.isEmpty() ? "it" : classes.get(0).name();
    }

    private double ofTables() {
      return classes.stream()
          .filter(c -> c.name().endsWith("[]"))
          .mapToDouble(c -> Math.abs(c.change()))
          .sum();
    }

    private double ofAll() {
      return classes.stream().mapToDouble(c -> Math.abs(c.change())).sum();
    }
  }

  /** How much of a change ends in one class. */
  record ClassChange(String name, double change) {}

  /** What to do; empty for what is no harm. */
  static String of(FindingClass about, Finding.Kind kind, Case numbers) {
    if (kind != Finding.Kind.REGRESSION) {
      return "";
    }
    return switch (about) {
      case MAP_ALLOCATION -> mapAllocation(numbers);
      case MAP_CONTENTION ->
          ("Threads wait %s at %s. Compute outside the map's lock, spread the keys over several"
                  + " maps (shard), or let readers use a snapshot that is replaced atomically.")
              .formatted(numbers.costNow(), numbers.largestClass());
      case MAP_RESIZE_STORM ->
          ("Growing %s takes %s. Give the map its size when it is made, share one instance in place"
                  + " of many, or fill it before others use it.")
              .formatted(numbers.largestClass(), numbers.costNow());
      case LOCK_CONTENTION ->
          ("Threads wait %s for %s. Compute outside the lock, split reads from writes (a read/write"
                  + " lock, or a snapshot that is replaced atomically), or use a lock for each part.")
              .formatted(numbers.costNow(), numbers.largestClass());
      case GC_PRESSURE ->
          "The pauses follow the allocations: %s allocates %s; make fewer or smaller objects there."
              .formatted(numbers.who(), numbers.costNow());
      case ALLOCATION ->
          "%s%s in all: make it once and keep it, or do without the copy."
              .formatted(
                  numbers.classes().isEmpty() ? "" : "Mostly " + numbers.largestClass() + ", now ",
                  numbers.costNow());
      case WAITING ->
          ("No lock is held here: threads wait %s for work, a signal or a pool. Look at who should"
                  + " have come, and at the pool's size.")
              .formatted(numbers.costNow());
      case CPU ->
          "%s now takes %s: do it once instead of each time, take it out of the loop, or cache it."
              .formatted(numbers.who(), numbers.costNow());
    };
  }

  private static String mapAllocation(Case numbers) {
    if (numbers.classes().isEmpty()) {
      return ("%s takes %s to make and grow maps: give them their size when they are made, or keep"
              + " one instance and share it.")
          .formatted(numbers.who(), numbers.costNow());
    }
    double tables = numbers.ofTables() / numbers.ofAll();
    String share = String.format(Locale.ROOT, "%.0f %%", 100 * Math.max(tables, 1 - tables));
    return tables >= MOST
        ? ("%s of it (of %s) are tables: give the map its size when it is made, so that it"
                + " never grows, or keep one instance and share it.")
            .formatted(share, numbers.costNow())
        : ("%s of it (of %s) are maps and their entries: keep one instance and share it, or use"
                + " fields where the keys are known.")
            .formatted(share, numbers.costNow());
  }
}
