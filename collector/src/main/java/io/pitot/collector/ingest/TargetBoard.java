package io.pitot.collector.ingest;

import io.pitot.proto.v1.OwnUse;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.TargetState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JVMs of all nodes as the daemons last described them. A report replaces what its node said
 * before and is forgotten when no other followed for {@link IngestLimits#REPORT_AGE}. In memory
 * only: daemons repeat themselves.
 */
public final class TargetBoard {
  private static final int MAX_LINE_CHARS = 1024;
  private static final int MAX_BUDGETS = 16;

  /** What all reports may take; a target takes about a kilobyte. */
  private static final long MAX_BYTES = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

  private final Clock clock;
  private final IngestCounters counters;
  private final Map<String, Report> reports = new LinkedHashMap<>();
  private long bytes;

  private record Report(
      long receivedMillis, List<ReportedTarget> targets, ReportedUse use, long bytes) {}

  TargetBoard(Clock clock, IngestCounters counters) {
    this.clock = clock;
    this.counters = counters;
  }

  /** All targets, by node and service and instance. */
  public synchronized List<ReportedTarget> targets() {
    forgetOldReports();
    List<ReportedTarget> all = new ArrayList<>();
    reports.values().forEach(report -> all.addAll(report.targets));
    all.sort(
        Comparator.comparing((ReportedTarget t) -> t.label("node"))
            .thenComparing(t -> t.label("service"))
            .thenComparing(t -> t.label("instance"))
            .thenComparing(ReportedTarget::id));
    return all;
  }

  /** What each node's daemon uses itself, by node; of those alone that tell. */
  public synchronized List<ReportedUse> uses() {
    forgetOldReports();
    return reports.values().stream()
        .map(Report::use)
        .filter(use -> !use.budgets().isEmpty())
        .sorted(Comparator.comparing(ReportedUse::node))
        .toList();
  }

  synchronized void replace(String node, TargetReport report) {
    // Taken out first: reports stand in the order in which they came.
    removed(reports.remove(node));
    forgetOldReports();
    List<ReportedTarget> targets = new ArrayList<>();
    long size = 0;
    for (TargetState state : report.getTargetsList()) {
      int more = state.getSerializedSize();
      if (targets.size() < IngestLimits.MAX_REPORTED_TARGETS
          && bytes + size + more <= MAX_BYTES
          && isSound(state)) {
        targets.add(target(state));
        size += more;
      }
    }
    int leftOut = report.getTargetsCount() - targets.size();
    counters.countReportedTargetsLeftOut(leftOut);
    bytes += size;
    reports.put(
        node,
        new Report(clock.millis(), List.copyOf(targets), use(node, report.getOwnUse()), size));
  }

  private void removed(@Nullable Report report) {
    if (report != null) {
      bytes -= report.bytes;
    }
  }

  private void forgetOldReports() {
    long oldest = clock.millis() - IngestLimits.REPORT_AGE.toMillis();
    var inOrder = reports.values().iterator();
    while (inOrder.hasNext()) {
      Report report = inOrder.next();
      if (report.receivedMillis >= oldest && reports.size() < IngestLimits.MAX_REPORTING_NODES) {
        return;
      }
      inOrder.remove();
      removed(report);
    }
  }

  private static boolean isSound(TargetState state) {
    try {
      TargetLabels.check(state.getTarget());
      return true;
    } catch (BatchRefusedException e) {
      return false;
    }
  }

  private static ReportedUse use(String node, OwnUse use) {
    return new ReportedUse(
        node,
        use.getBudgetsList().stream()
            .limit(MAX_BUDGETS)
            .map(
                budget ->
                    new ReportedUse.Budget(
                        line(budget.getName()), budget.getUsedPart(), budget.getLimit()))
            .filter(budget -> Double.isFinite(budget.usedPart() + budget.limit()))
            .toList(),
        line(use.getLeftOut()),
        use.getResidentBytes());
  }

  private static ReportedTarget target(TargetState state) {
    return new ReportedTarget(
        state.getTarget().getId(),
        Integer.toUnsignedLong(state.getPid()),
        switch (state.getState()) {
          case DISCOVERED, STATE_UNSPECIFIED, UNRECOGNIZED -> "discovered";
          case ATTACHING -> "attaching";
          case RECORDING -> "recording";
          case REFUSED -> "refused";
          case GONE -> "gone";
        },
        line(state.getReason()),
        line(state.getRemedy()),
        state.getSinceMillis(),
        state.getWindowEndMillis(),
        state.getWindows(),
        state.getDrillFromMillis(),
        state.getDrillUntilMillis(),
        Map.copyOf(state.getTarget().getLabelsMap()));
  }

  private static String line(String text) {
    return text.substring(0, Math.min(text.length(), MAX_LINE_CHARS)).replace('\n', ' ');
  }
}
