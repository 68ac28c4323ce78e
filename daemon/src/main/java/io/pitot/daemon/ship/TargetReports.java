package io.pitot.daemon.ship;

import io.pitot.daemon.budget.DaemonUse;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.proto.v1.TargetReport;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When the collector is told of the targets: soon after a change, and now and then without one. */
final class TargetReports {
  private final Supplier<List<TargetStatus>> targets;
  private final Supplier<Map<String, DrillSpan>> drills;
  private final Supplier<DaemonUse> use;
  private final long checkNanos;
  private final long reportNanos;
  private @Nullable List<TargetStatus> reported;
  private Map<String, DrillSpan> reportedDrills = Map.of();
  private long checkedAtNanos;
  private long reportedAtNanos;

  TargetReports(
      Supplier<List<TargetStatus>> targets,
      Supplier<Map<String, DrillSpan>> drills,
      Supplier<DaemonUse> use,
      ShipTimings timings) {
    this.targets = targets;
    this.drills = drills;
    this.use = use;
    checkNanos = timings.reportCheck().toNanos();
    reportNanos = timings.report().toNanos();
  }

  /** A new collector knows nothing. */
  void restart() {
    reported = null;
  }

  /** The report that is due; null when none is. */
  @Nullable TargetReport due(long nowNanos) {
    if (reported != null && nowNanos - checkedAtNanos < checkNanos) {
      return null;
    }
    checkedAtNanos = nowNanos;
    List<TargetStatus> current = List.copyOf(targets.get());
    Map<String, DrillSpan> drilled = Map.copyOf(drills.get());
    boolean isNews = !current.equals(reported) || !drilled.equals(reportedDrills);
    if (!isNews && nowNanos - reportedAtNanos < reportNanos) {
      return null;
    }
    reported = current;
    reportedDrills = drilled;
    reportedAtNanos = nowNanos;
    return WireEncoder.report(current, drilled, use.get());
  }
}
