package io.pitot.daemon.importing;

import io.pitot.daemon.fold.ProfileFold.Kind;
import io.pitot.daemon.importing.PprofReader.SampleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which profile types the values of a pprof profile make; {@code docs/profile-types.md} says the
 * same for people.
 *
 * <p>A value in a unit is a sum. Its count is the number beside it: {@code alloc_objects} of {@code
 * alloc_space}, else {@code samples}, else the count before it. Counts that are nobody's are types
 * of their own.
 */
final class PprofColumns {
  private static final String SOURCE = "pprof";

  /** The counts of sums that have names of their own. */
  private static final Map<String, String> COUNT_OF =
      Map.of(
          "alloc_space", "alloc_objects",
          "inuse_space", "inuse_objects",
          "delay", "contentions");

  private static final Map<String, String> TYPE_OF =
      Map.of(
          "cpu", "cpu_time",
          "alloc_space", "alloc",
          "allocations", "alloc",
          "inuse_space", "inuse",
          "delay", "lock",
          "locks", "lock");

  private static final Map<String, String> TYPE_OF_COUNT =
      Map.of(
          "samples", "cpu",
          "alloc_objects", "alloc",
          "inuse_objects", "inuse",
          "contentions", "lock");

  private record Unit(String name, long factor) {}

  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("count", new Unit(UnitOfType.SAMPLES, 1)),
          Map.entry("samples", new Unit(UnitOfType.SAMPLES, 1)),
          Map.entry("", new Unit(UnitOfType.SAMPLES, 1)),
          Map.entry("nanoseconds", new Unit("nanoseconds", 1)),
          Map.entry("ns", new Unit("nanoseconds", 1)),
          Map.entry("microseconds", new Unit("nanoseconds", 1_000)),
          Map.entry("us", new Unit("nanoseconds", 1_000)),
          Map.entry("milliseconds", new Unit("nanoseconds", 1_000_000)),
          Map.entry("ms", new Unit("nanoseconds", 1_000_000)),
          Map.entry("seconds", new Unit("nanoseconds", 1_000_000_000)),
          Map.entry("s", new Unit("nanoseconds", 1_000_000_000)),
          Map.entry("bytes", new Unit("bytes", 1)),
          Map.entry("kilobytes", new Unit("bytes", 1 << 10)),
          Map.entry("megabytes", new Unit("bytes", 1 << 20)));

  /**
   * What one profile type takes from a sample.
   *
   * @param countAt the value that is the count; below 0 for none: then each sample is one
   * @param sumAt the value that is the sum
   * @param factor from the value to the sum in the kind's unit
   * @param period above 0 where the count is the sum divided by it
   */
  record Column(Kind kind, int countAt, int sumAt, long factor, long period) {}

  private final List<SampleType> types;
  private final SampleType periodType;
  private final long period;
  private final Set<Kind> kinds = new HashSet<>();
  private final List<Column> columns = new ArrayList<>();

  private PprofColumns(List<SampleType> types, SampleType periodType, long period) {
    this.types = types;
    this.periodType = periodType;
    this.period = period;
  }

  static List<Column> of(List<SampleType> types, SampleType periodType, long period) {
    PprofColumns columns = new PprofColumns(types, periodType, period);
    columns.find();
    return List.copyOf(columns.columns);
  }

  private void find() {
    Set<Integer> taken = new HashSet<>();
    for (int at = 0; at < types.size(); at++) {
      if (!isCount(at)) {
        int count = countOf(at);
        addSum(at, count);
        // Of a CPU profile the samples are as good as the time.
        if (count >= 0 && !types.get(at).type().equals("cpu")) {
          taken.add(count);
        }
      }
    }
    for (int at = 0; at < types.size(); at++) {
      if (isCount(at) && !taken.contains(at)) {
        add(typeOf(at, TYPE_OF_COUNT), UnitOfType.SAMPLES, at, at, 1, 0);
      }
    }
  }

  private void addSum(int at, int count) {
    SampleType value = types.get(at);
    Unit unit = unitOf(value.unit());
    add(typeOf(at, TYPE_OF), unit.name(), count, at, unit.factor(), 0);
    boolean tellsSamples = value.equals(periodType) && period > 0;
    if (value.type().equals("cpu") && count < 0 && tellsSamples) {
      add("cpu", UnitOfType.SAMPLES, at, at, 1, period);
    }
  }

  private void add(String type, String unit, int count, int sum, long factor, long periodOfCount) {
    Kind kind = new Kind(type, SOURCE, unit);
    for (int n = 2; !kinds.add(kind); n++) {
      kind = new Kind(type + "_" + n, SOURCE, unit);
    }
    columns.add(new Column(kind, count, sum, factor, periodOfCount));
  }

  private boolean isCount(int at) {
    return unitOf(types.get(at).unit()).name().equals(UnitOfType.SAMPLES);
  }

  private int countOf(int sum) {
    String own = COUNT_OF.get(types.get(sum).type());
    int before = -1;
    int samples = -1;
    for (int at = 0; at < types.size(); at++) {
      if (isCount(at)) {
        String type = types.get(at).type();
        if (type.equals(own)) {
          return at;
        }
        samples = type.equals("samples") ? at : samples;
        before = at < sum && !COUNT_OF.containsValue(type) ? at : before;
      }
    }
    return samples >= 0 ? samples : before;
  }

  private static Unit unitOf(String unit) {
    Unit known = UNITS.get(unit.toLowerCase(Locale.ROOT));
    return known == null ? new Unit(word(unit), 1) : known;
  }

  private String typeOf(int at, Map<String, String> known) {
    String type = types.get(at).type();
    return known.getOrDefault(type, word(type));
  }

  /** What the collector takes for the name of a type or unit. */
  private static String word(String name) {
    String word =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^[_0-9]+|_+$", "");
    return word.isEmpty() ? "unknown" : word.substring(0, Math.min(48, word.length()));
  }
}
