package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much of a wait was inside GC pauses. Then nobody could let go of the lock, and it is not the
 * lock that has to be mended.
 */
public record PausedWaits(Side base, Side candidate) {
  private static final double MOST = 0.5;

  /**
   * What an arm's threads waited there.
   *
   * @param seconds that its instances were watched, added up
   * @param inPausesNanos of the nanoseconds, inside GC pauses
   */
  public record Side(double seconds, double nanos, double inPausesNanos) {
    private double pausedPart() {
      return nanos > 0 ? inPausesNanos / nanos : 0;
    }
  }

  /** The finding with this as evidence, and as GC pressure where that is what rose. */
  public Finding told(Finding finding) {
    if (!(base.nanos + candidate.nanos > 0)) {
      return finding;
    }
    String line =
        String.format(
            Locale.ROOT,
            "inside GC pauses: %.0f %% of this wait before, %.0f %% now",
            100 * base.pausedPart(),
            100 * candidate.pausedPart());
    double paused = pausedPartOfRise();
    if (finding.kind() != Finding.Kind.REGRESSION || paused < MOST) {
      return finding.with(line);
    }
    List<String> evidence = new ArrayList<>(finding.evidence());
    evidence.add(line);
    return finding.toldAs(
        FindingClass.GC_PRESSURE,
        finding.applicationFrame(),
        String.format(
            Locale.ROOT,
            "%s %.0f %% of what it waits more was inside GC pauses.",
            finding.sentence(),
            100 * Math.min(1, paused)),
        "It is the pauses and not the lock: whoever held it stood still. Compare the type gc_pause,"
            + " and look at what is allocated more.",
        List.copyOf(evidence));
  }

  /** 0 where nothing rose. */
  private double pausedPartOfRise() {
    double rise = candidate.nanos / candidate.seconds - base.nanos / base.seconds;
    double paused = candidate.inPausesNanos / candidate.seconds - base.inPausesNanos / base.seconds;
    return rise > 0 ? paused / rise : 0;
  }
}
