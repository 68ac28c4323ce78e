package io.pitot.daemon.ship;

import io.pitot.daemon.budget.DaemonUse;
import io.pitot.daemon.fold.Window;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Budget;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.OwnUse;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.TargetState;
import java.util.List;
import java.util.Map;

/** What the daemon knows, in the words of the wire. */
final class WireEncoder {
  private WireEncoder() {}

  /** A batch without its sequence, which it gets when it is sent. */
  static Batch batch(Window window) {
    Batch.Builder batch =
        Batch.newBuilder()
            .setTarget(target(window.target()))
            .setWindowStartMillis(window.startMillis())
            .setWindowMillis(window.lengthMillis())
            .setPart(window.part());
    if (window.intervals().isEmpty()) {
      batch.addAllStrings(window.frames());
    } else {
      IntervalEncoder.encode(window, batch);
    }
    for (int node = 0; node < window.nodeParent().length; node++) {
      batch.addNodeParent(window.nodeParent()[node]);
      batch.addNodeFrame(window.nodeFrame()[node]);
    }
    window.rows().forEach(rows -> batch.addRows(rows(rows)));
    window.frameKinds().forEach(rows -> batch.addFrameKinds(rows(rows)));
    window
        .losses()
        .forEach(loss -> batch.addLosses(loss(loss.reason(), loss.count(), loss.unit())));
    return batch.build();
  }

  static Loss loss(String reason, long count, String unit) {
    return Loss.newBuilder().setReason(reason).setCount(count).setUnit(unit).build();
  }

  /**
   * The targets and the daemon itself.
   *
   * @param drills the last of each target that had one, by id
   */
  static TargetReport report(
      List<TargetStatus> targets, Map<String, DrillSpan> drills, DaemonUse use) {
    TargetReport.Builder report = TargetReport.newBuilder();
    if (!use.equals(DaemonUse.UNKNOWN)) {
      report.setOwnUse(use(use));
    }
    for (TargetStatus status : targets) {
      DrillSpan drill = drills.getOrDefault(status.identity().id(), DrillSpan.NONE);
      report.addTargets(state(status, drill));
    }
    return report.build();
  }

  private static OwnUse use(DaemonUse use) {
    OwnUse.Builder own =
        OwnUse.newBuilder().setLeftOut(use.leftOut()).setResidentBytes(use.residentBytes());
    for (DaemonUse.Budget budget : use.budgets()) {
      own.addBudgets(
          Budget.newBuilder()
              .setName(budget.name())
              .setUsedPart(budget.usedPart())
              .setLimit(budget.limit()));
    }
    return own.build();
  }

  private static Rows rows(Window.Rows rows) {
    Rows.Builder builder =
        Rows.newBuilder().setType(rows.type()).setSource(rows.source()).setUnit(rows.unit());
    for (int row = 0; row < rows.node().length; row++) {
      builder.addNode(rows.node()[row]);
      builder.addCount(rows.count()[row]);
      builder.addSum(rows.sum()[row]);
    }
    return builder.build();
  }

  private static Target target(TargetIdentity identity) {
    return Target.newBuilder().setId(identity.id()).putAllLabels(identity.labels()).build();
  }

  private static TargetState state(TargetStatus status, DrillSpan drill) {
    return TargetState.newBuilder()
        .setTarget(target(status.identity()))
        .setPid(status.pid())
        .setState(
            switch (status.state()) {
              case DISCOVERED -> TargetState.State.DISCOVERED;
              case ATTACHING -> TargetState.State.ATTACHING;
              case RECORDING -> TargetState.State.RECORDING;
              case REFUSED -> TargetState.State.REFUSED;
              case GONE -> TargetState.State.GONE;
            })
        .setReason(status.reason())
        .setRemedy(status.remedy())
        .setSinceMillis(status.sinceMillis())
        .setWindowEndMillis(status.windowEndMillis())
        .setWindows(status.windows())
        .setDrillFromMillis(drill.fromMillis())
        .setDrillUntilMillis(drill.untilMillis())
        .build();
  }
}
