package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a change of GC pauses together with what makes the collector work: what is allocated, and
 * where that rose.
 *
 * @param allocation the largest rise of allocations; empty when none was found
 */
public record GcPressure(Side base, Side candidate, Optional<Finding> allocation) {
  private static final double NOTICEABLE = 1.1;
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * What is known of an arm beside its pauses' share of the time.
   *
   * @param seconds that its instances were watched, added up
   * @param p99Nanos 99 of 100 pauses were no longer
   * @param allocatedBytes 0 when it is not known
   * @param waitedNanos of all threads, 0 when it is not known
   * @param waitedInPausesNanos of these, inside GC pauses
   */
  public record Side(
      double seconds,
      long pauses,
      double p99Nanos,
      double allocatedBytes,
      double waitedNanos,
      double waitedInPausesNanos) {

    private double pausesByMinute() {
      return 60 * pauses / seconds;
    }

    private double bytesBySecond() {
      return allocatedBytes / seconds;
    }

    private double waitedInPauses() {
      return waitedInPausesNanos / waitedNanos;
    }
  }

  /**
   * The finding in the words of pauses, with the frame whose allocations rose as the one to edit.
   */
  public Finding told(Finding finding) {
    boolean isRegression = finding.kind() == Finding.Kind.REGRESSION;
    return finding.toldAs(
        FindingClass.GC_PRESSURE,
        isRegression ? allocation.map(Finding::applicationFrame).orElse(null) : null,
        sentence(finding),
        isRegression ? advice() : "",
        evidence(finding));
  }

  private String sentence(Finding finding) {
    String how =
        switch (finding.kind()) {
          case REGRESSION -> "stop the program more";
          case IMPROVEMENT -> "stop the program less";
          case MOVED -> "took over from others";
        };
    return String.format(
        Locale.ROOT,
        "%s %s: %s of the time, before %s (%+.2f points, 95 %% interval %+.2f to %+.2f;"
            + " %s of %s instances agree)%s.",
        what(finding.path()),
        how,
        Amount.percent(finding.candidatePercent() / 100),
        Amount.percent(finding.basePercent() / 100),
        finding.changePoints(),
        finding.lowPoints(),
        finding.highPoints(),
        finding.agree(),
        finding.of(),
        knowsAllocations() ? ", while allocations went from " + rates() : "");
  }

  private static String what(List<String> path) {
    if (path.size() < 2) {
      return "GC pauses";
    }
    String cause = path.size() > 2 ? " (" + path.get(2) + ")" : "";
    return "GC pauses of " + path.get(1) + cause;
  }

  private List<String> evidence(Finding finding) {
    List<String> lines = new ArrayList<>(finding.evidence());
    lines.add(
        format(
            "%.1f -> %.1f pauses per minute of an instance",
            base.pausesByMinute(), candidate.pausesByMinute()));
    lines.add(
        format(
            "99 of 100 pauses last up to %.1f ms -> %.1f ms",
            base.p99Nanos / NANOS_PER_MILLI, candidate.p99Nanos / NANOS_PER_MILLI));
    if (knowsAllocations()) {
      lines.add("allocated by an instance: " + rates());
    }
    if (base.waitedNanos > 0 && candidate.waitedNanos > 0) {
      lines.add(
          format(
              "%.1f %% -> %.1f %% of the time that threads waited was inside GC pauses",
              100 * base.waitedInPauses(), 100 * candidate.waitedInPauses()));
    }
    allocation.ifPresent(rise -> lines.add("allocations: " + rise.sentence()));
    return List.copyOf(lines);
  }

  private String advice() {
    if (allocation.isPresent()) {
      Finding rise = allocation.get();
      String who = rise.applicationFrame() == null ? rise.frame() : rise.applicationFrame();
      return Advice.of(
          FindingClass.GC_PRESSURE,
          Finding.Kind.REGRESSION,
          new Advice.Case(who, rise.cost(), rise.changePoints() / 100, List.of()));
    }
    if (!knowsAllocations()) {
      return "What is allocated was not recorded: compare the type alloc to see where it comes from.";
    }
    return candidate.bytesBySecond() > NOTICEABLE * base.bytesBySecond()
        ? ("Allocations went from %s, in no single frame: look at what each request makes, or give"
                + " the heap more room.")
            .formatted(rates())
        : ("Allocations did not rise (%s): look at what stays alive (caches, queues, maps that only"
                + " grow), at the heap's size and at the collector's settings.")
            .formatted(rates());
  }

  private boolean knowsAllocations() {
    return base.allocatedBytes > 0 && candidate.allocatedBytes > 0;
  }

  private String rates() {
    return "%s to %s per second"
        .formatted(
            Amount.of(base.bytesBySecond(), "bytes"),
            Amount.of(candidate.bytesBySecond(), "bytes"));
  }

  private static String format(String format, double before, double after) {
    return String.format(Locale.ROOT, format, before, after);
  }
}
