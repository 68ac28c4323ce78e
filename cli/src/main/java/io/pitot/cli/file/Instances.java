package io.pitot.cli.file;

import io.pitot.cli.file.ComparedFile.Content;
import io.pitot.cli.file.RecordedJvms.Jvm;
import io.pitot.collector.query.CompareQuery.ArmsLeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JVMs that the files of both sides are of, and which of them can be compared: as in a
 * collector, those of one JDK and measured by one event. A file that does not say either is taken
 * for what the others are, and told.
 */
final class Instances {
  private final List<Instance> base;
  private final List<Instance> candidate;

  private Instances(List<Instance> base, List<Instance> candidate) {
    this.base = base;
    this.candidate = candidate;
  }

  static Instances of(List<Content> base, List<Content> candidate) {
    return new Instances(byJvm(base), byJvm(candidate));
  }

  /**
   * What has to be the same in JVMs that are compared.
   *
   * @param source the event type
   */
  record Kind(String jdk, String source) {}

  /** One JVM: a file, or several of the same. */
  record Instance(List<Content> files) {
    /** By source; the one with the most events is that of the instance. */
    private Stretches.@Nullable Source main() {
      return files.stream()
          .flatMap(content -> content.stretches().sources().stream())
          .max(Comparator.comparingLong(Stretches.Source::events))
          .orElse(null);
    }

    /** The stretches of its files that it is compared by. */
    List<Stretches.Source> sources() {
      Stretches.Source main = main();
      return main == null
          ? List.of()
          : files.stream()
              .flatMap(content -> content.stretches().sources().stream())
              .filter(source -> source.name().equals(main.name()))
              .toList();
    }

    /** 0 when a file does not say. */
    double observedSeconds() {
      boolean isKnown = files.stream().allMatch(c -> c.file().observedSeconds() > 0);
      return isKnown ? files.stream().mapToDouble(c -> c.file().observedSeconds()).sum() : 0;
    }

    /** Null where the file does not say. */
    private @Nullable Kind kind() {
      Stretches.Source main = main();
      ComparedFile file = files.get(0).file();
      return main == null || !file.isRecording() || file.jdk().isEmpty()
          ? null
          : new Kind(file.jdk(), main.name());
    }

    private String unit() {
      Stretches.Source main = main();
      return main == null ? "" : main.unit();
    }

    private long events() {
      return sources().stream().mapToLong(Stretches.Source::events).sum();
    }

    private String names() {
      return files.stream().map(c -> c.file().name()).collect(Collectors.joining(" and "));
    }
  }

  /** One that is compared, and what it can be compared with: those of the same number. */
  record Placed(Instance instance, int stratum) {}

  /**
   * What is compared.
   *
   * @param unit of the sums; {@code events} when they have several and only events can be compared
   */
  record Compared(
      List<Placed> base,
      List<Placed> candidate,
      String jdk,
      String source,
      String unit,
      boolean sameSource,
      List<ArmsLeftOut> strata,
      List<ArmsLeftOut> leftOut) {}

  Compared comparable(String type) throws NoSuchProfileException {
    List<Kind> all = kinds();
    List<Kind> compared =
        new ArrayList<>(
            all.stream().filter(k -> count(base, k) > 0 && count(candidate, k) > 0).toList());
    if (compared.isEmpty()) {
      if (!isUnsaid(base) && !isUnsaid(candidate)) {
        throw new NoSuchProfileException(nothingInCommon(type));
      }
      compared.add(all.isEmpty() ? new Kind("", unsaidSource()) : all.get(0));
    }
    List<Placed> ofBase = placed(base, compared);
    List<Placed> ofCandidate = placed(candidate, compared);
    Kind first = compared.get(0);
    Set<String> units = new LinkedHashSet<>();
    ofBase.forEach(placed -> units.add(placed.instance().unit()));
    ofCandidate.forEach(placed -> units.add(placed.instance().unit()));
    units.remove("");
    return new Compared(
        ofBase,
        ofCandidate,
        first.jdk(),
        first.source(),
        units.size() == 1 ? units.iterator().next() : "events",
        compared.stream().allMatch(kind -> kind.source().equals(first.source())),
        compared.stream().map(this::counted).toList(),
        all.stream().filter(kind -> !compared.contains(kind)).map(this::counted).toList());
  }

  /** Whether both sides were recorded together for half of the shorter one. */
  boolean sameTime() {
    long[] ofBase = range(base);
    long[] ofCandidate = range(candidate);
    long together = Math.min(ofBase[1], ofCandidate[1]) - Math.max(ofBase[0], ofCandidate[0]);
    long shorter = Math.min(ofBase[1] - ofBase[0], ofCandidate[1] - ofCandidate[0]);
    return shorter > 0 && together * 2 >= shorter;
  }

  List<String> notes() {
    return new FileNotes(base, candidate).lines();
  }

  private static List<Instance> byJvm(List<Content> files) {
    Map<Object, List<Content>> byJvm = new LinkedHashMap<>();
    for (Content content : files) {
      Set<Jvm> jvms = content.file().jvms();
      Object key = jvms.size() == 1 ? jvms.iterator().next() : content;
      byJvm.computeIfAbsent(key, k -> new ArrayList<>()).add(content);
    }
    return byJvm.values().stream().map(Instance::new).toList();
  }

  /** The kinds of all that say one, that of the most instances and events first. */
  private List<Kind> kinds() {
    Map<Kind, Long> events = new HashMap<>();
    for (List<Instance> arm : List.of(base, candidate)) {
      for (Instance instance : arm) {
        Kind kind = instance.kind();
        if (kind != null) {
          events.merge(kind, instance.events(), Long::sum);
        }
      }
    }
    return events.keySet().stream()
        .sorted(
            Comparator.comparingLong((Kind k) -> Math.min(count(base, k), count(candidate, k)))
                .thenComparingLong(kind -> events.getOrDefault(kind, 0L))
                .thenComparing(Kind::jdk)
                .thenComparing(Kind::source)
                .reversed())
        .toList();
  }

  /** Those of the kinds; what says none goes with the first. */
  private static List<Placed> placed(List<Instance> arm, List<Kind> kinds) {
    List<Placed> placed = new ArrayList<>();
    for (Instance instance : arm) {
      Kind kind = instance.kind();
      if (kind == null || kinds.contains(kind)) {
        placed.add(new Placed(instance, kind == null ? 0 : kinds.indexOf(kind)));
      }
    }
    return placed;
  }

  private ArmsLeftOut counted(Kind kind) {
    return new ArmsLeftOut(
        kind.jdk(), kind.source(), (int) count(base, kind), (int) count(candidate, kind));
  }

  private static long count(List<Instance> arm, Kind kind) {
    return arm.stream().filter(instance -> kind.equals(instance.kind())).count();
  }

  private static boolean isUnsaid(List<Instance> arm) {
    return arm.stream().anyMatch(instance -> instance.kind() == null && instance.events() > 0);
  }

  private String unsaidSource() {
    Set<String> sources = new HashSet<>();
    base.forEach(i -> i.sources().forEach(source -> sources.add(source.name())));
    return sources.size() == 1 ? sources.iterator().next() : "";
  }

  private String nothingInCommon(String type) {
    return "%s, and %s: %s of different JDKs or events is not compared"
        .formatted(told(base), told(candidate), type);
  }

  private static String told(List<Instance> arm) {
    return arm.stream()
        .filter(instance -> instance.kind() != null)
        .map(
            instance -> {
              Kind kind = instance.kind();
              return "%s is of JDK %s by %s"
                  .formatted(
                      instance.names(),
                      kind == null ? "" : kind.jdk(),
                      kind == null ? "" : kind.source());
            })
        .collect(Collectors.joining(", "));
  }

  /** From and to of all that say it; the same twice when none does. */
  private static long[] range(List<Instance> arm) {
    long from = Long.MAX_VALUE;
    long to = 0;
    for (Instance instance : arm) {
      for (Content content : instance.files()) {
        if (content.file().toMillis() > content.file().fromMillis()) {
          from = Math.min(from, content.file().fromMillis());
          to = Math.max(to, content.file().toMillis());
        }
      }
    }
    return new long[] {Math.min(from, to), to};
  }
}
