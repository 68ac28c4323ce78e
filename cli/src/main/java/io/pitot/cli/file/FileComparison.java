package io.pitot.cli.file;

import io.pitot.cli.file.ComparedFile.Content;
import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Drift;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import io.pitot.daemon.importing.ReadProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Compares files with files by the same method as releases: what is replicated is the JVM, so files
 * of one JVM are one instance, and one of each side cannot tell a release from a JVM.
 */
public final class FileComparison {
  private static final int FEWEST_FOR_A_VERDICT = DiffParameters.DEFAULT.minInstances();

  private final List<ComparedFile> base;
  private final List<ComparedFile> candidate;
  private final Function<ComparedFile, ReadProgress> progress;
  private final StackTree tree;

  /** Both sides, with at least one file each. */
  public FileComparison(
      List<ComparedFile> base,
      List<ComparedFile> candidate,
      Function<ComparedFile, ReadProgress> progress) {
    this.base = base;
    this.candidate = candidate;
    this.progress = progress;
    Set<String> shared = jdks(base);
    shared.retainAll(jdks(candidate));
    tree = new StackTree(shared.size() > 1);
  }

  /**
   * A comparison of files.
   *
   * @param contents of all files, the base's first
   */
  public record Result(
      CompareQuery.Answer answer,
      CompareQuery.Side base,
      CompareQuery.Side candidate,
      List<FileTold> contents) {}

  /**
   * What was read of a file.
   *
   * @param side {@code base} or {@code candidate}
   * @param events of the type that were compared
   * @param damages sentences about what could not be read
   * @param missing what is known to be missing, in words
   */
  public record FileTold(
      String side,
      String name,
      String kind,
      String jdk,
      double seconds,
      long events,
      List<String> damages,
      List<String> missing) {}

  /**
   * Compares.
   *
   * @param isAsked whether a person named the type; else files of one other type give that
   * @throws NoSuchProfileException when a side has nothing of the type, or nothing that can be
   *     compared with the other
   */
  public Result run(String type, boolean isAsked) throws IOException, NoSuchProfileException {
    List<Content> ofBase = read(base, type);
    List<Content> ofCandidate = read(candidate, type);
    if (!isAsked && events(ofBase) == 0 && events(ofCandidate) == 0) {
      Set<String> others = types(ofBase);
      others.retainAll(types(ofCandidate));
      if (others.size() == 1) {
        return run(others.iterator().next(), true);
      }
    }
    requireEvents(type, ofBase, ofCandidate);
    Instances instances = Instances.of(ofBase, ofCandidate);
    return compare(type, instances, ofBase, ofCandidate);
  }

  private Result compare(
      String type, Instances instances, List<Content> ofBase, List<Content> ofCandidate)
      throws NoSuchProfileException {
    Instances.Compared comparable = instances.comparable(type);
    ArmColumns columns = new ArmColumns();
    String baseLabel = label(base);
    String candidateLabel = label(candidate);
    Arm baseArm = columns.add(baseLabel, comparable.base());
    Arm candidateArm = columns.add(candidateLabel, comparable.candidate());
    UnionTree union = tree.build(columns.all());
    Value value = value(comparable.unit(), union);
    Subject subject = new Subject(type, comparable.unit(), value, comparable.sameSource());
    Drift drift = instances.sameTime() ? Drift.NONE : Drift.CAUTIOUS;
    Report report =
        Comparison.compare(
            subject, union, baseArm, candidateArm, DiffParameters.DEFAULT.withDrift(drift));
    if (baseArm.instances().size() == 1 && candidateArm.instances().size() == 1) {
      report =
          new WithinRuns(subject, union, columns.stretches(0), columns.stretches(1)).add(report);
    }
    CompareQuery.Answer answer =
        new CompareQuery.Answer(
            new ProfileType(type, comparable.source(), comparable.unit()),
            comparable.jdk(),
            value,
            report.noting(notes(instances, baseArm, candidateArm)),
            comparable.strata(),
            comparable.leftOut());
    return new Result(
        answer,
        new CompareQuery.Side(baseLabel, selection(ofBase)),
        new CompareQuery.Side(candidateLabel, selection(ofCandidate)),
        told(ofBase, ofCandidate));
  }

  private static List<String> notes(Instances instances, Arm base, Arm candidate) {
    List<String> notes = new ArrayList<>();
    int fewest = Math.min(base.instances().size(), candidate.instances().size());
    if (fewest < FEWEST_FOR_A_VERDICT) {
      notes.add(
          "For a verdict give recordings of %d JVMs or more on each side: --files a1,a2,a3 b1,b2,b3."
              .formatted(FEWEST_FOR_A_VERDICT));
    }
    notes.addAll(instances.notes());
    return notes;
  }

  private List<Content> read(List<ComparedFile> files, String type) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (ComparedFile file : files) {
      contents.add(file.read(type, tree, progress.apply(file)));
    }
    return contents;
  }

  private static void requireEvents(String type, List<Content> base, List<Content> candidate)
      throws NoSuchProfileException {
    long[] events = {events(base), events(candidate)};
    if (events[0] > 0 && events[1] > 0) {
      return;
    }
    List<Content> without = events[0] == 0 ? base : candidate;
    List<Content> with = events[0] == 0 ? candidate : base;
    String other =
        events(with) == 0
            ? "%s has none either, it holds %s"
                .formatted(with.get(0).file().name(), with.get(0).holds())
            : ("%s has %d; nothing cannot be compared with something: look at it with"
                    + " 'pitot flame --file %s --type %s'")
                .formatted(
                    with.get(0).file().name(), events(with), with.get(0).file().name(), type);
    throw new NoSuchProfileException(
        "%s has no %s, it holds %s; %s"
            .formatted(without.get(0).file().name(), type, without.get(0).holds(), other));
  }

  private static long events(List<Content> contents) {
    return contents.stream().mapToLong(Content::events).sum();
  }

  private static Set<String> types(List<Content> contents) {
    Set<String> types = new TreeSet<>();
    contents.forEach(content -> types.addAll(content.stretches().countByType().keySet()));
    return types;
  }

  private static Set<String> jdks(List<ComparedFile> files) {
    Set<String> jdks = new HashSet<>();
    files.stream().map(ComparedFile::jdk).filter(jdk -> !jdk.isEmpty()).forEach(jdks::add);
    return jdks;
  }

  private static Value value(String unit, UnionTree tree) {
    boolean hasSums =
        tree.columns().stream().anyMatch(c -> Arrays.stream(c.sum()).anyMatch(sum -> sum > 0));
    return unit.equals("samples") || unit.equals("events") || !hasSums ? Value.COUNT : Value.SUM;
  }

  private static String label(List<ComparedFile> files) {
    String first = files.get(0).name();
    return files.size() == 1 ? first : "%s and %d more".formatted(first, files.size() - 1);
  }

  private static Selection selection(List<Content> contents) {
    long from = contents.stream().mapToLong(c -> c.stretches().fromMillis()).min().orElse(0);
    long to = contents.stream().mapToLong(c -> c.stretches().toMillis()).max().orElse(0);
    return new Selection(
        "files", List.of(), new TimeRange(Math.max(0, from), Math.max(Math.max(0, from) + 1, to)));
  }

  private static List<FileTold> told(List<Content> base, List<Content> candidate) {
    List<FileTold> told = new ArrayList<>();
    base.forEach(content -> told.add(told("base", content)));
    candidate.forEach(content -> told.add(told("candidate", content)));
    return told;
  }

  private static FileTold told(String side, Content content) {
    ComparedFile file = content.file();
    return new FileTold(
        side,
        file.name(),
        file.input().kind().words(),
        file.jdk(),
        file.observedSeconds(),
        content.events(),
        content.damages().stream().map(damage -> damage.what()).toList(),
        content.stretches().losses().entrySet().stream()
            .map(loss -> "%d %s".formatted(loss.getValue(), words(loss.getKey())))
            .toList());
  }

  /** Reason and unit, as notes put them. */
  private static String words(String reasonAndUnit) {
    int blank = reasonAndUnit.indexOf(' ');
    return reasonAndUnit.substring(blank + 1) + ", " + reasonAndUnit.substring(0, blank);
  }
}
