package io.pitot.daemon.metrics;

import io.pitot.daemon.budget.BudgetKeeper;
import io.pitot.daemon.budget.OwnProcess;
import io.pitot.daemon.ship.ShipStatus;
import io.pitot.daemon.spool.SpoolStatus;
import io.pitot.daemon.target.TargetStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All figures of a daemon at one moment; docs/daemon.md lists them.
 *
 * @param startedMillis when the daemon was started, ms since the epoch
 * @param lagMillis how old the newest flush is that was read, of the target that is furthest
 *     behind; 0 when none is recorded
 */
public record DaemonFigures(
    String version,
    String node,
    long startedMillis,
    List<TargetStatus> targets,
    long lagMillis,
    WindowCounters windows,
    ShipStatus ship,
    BudgetKeeper.State budgets) {

  /** As Prometheus reads them. */
  public String toText() {
    MetricsText text = new MetricsText();
    text.family("pitot_daemon_info", "gauge", "The daemon's version and node.")
        .sample(
            "pitot_daemon_info",
            MetricsText.label("version", version) + "," + MetricsText.label("node", node),
            1);
    targets(text);
    windows(text);
    spool(text, ship.spool());
    collector(text);
    budgets(text);
    process(text);
    return text.toString();
  }

  private void targets(MetricsText text) {
    Map<String, Integer> byState = new TreeMap<>();
    for (TargetStatus.State state : TargetStatus.State.values()) {
      byState.put(state.name().toLowerCase(Locale.ROOT), 0);
    }
    for (TargetStatus target : targets) {
      byState.merge(target.state().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    text.gauges("pitot_daemon_targets", "JVMs of this node by state.", "state", byState);
    text.gauge(
        "pitot_daemon_lag_seconds",
        "Age of the newest flush that was read, of the target that is furthest behind.",
        lagMillis / 1_000.0);
  }

  private void windows(MetricsText text) {
    text.counter(
        "pitot_daemon_windows_total", "Windows and parts of windows spooled.", windows.windows());
    text.counters(
        "pitot_daemon_events_total",
        "Events in spooled windows by profile type.",
        "type",
        windows.eventsByType());
    text.counters(
        "pitot_daemon_losses_total",
        "What spooled windows are known to miss, in the unit that belongs to the reason.",
        "reason",
        windows.lossesByReason());
    windows
        .delays()
        .write(
            text,
            "pitot_daemon_window_delay_seconds",
            "From the end of a window until it was in the spool.");
    windows
        .flushDelays()
        .write(
            text,
            "pitot_daemon_flush_delay_seconds",
            "From the flush that completed a window until it was in the spool.");
  }

  private static void spool(MetricsText text, SpoolStatus spool) {
    text.gauge(
        "pitot_daemon_spool_batches",
        "Batches that the collector has not acknowledged.",
        spool.waitingRecords());
    text.gauge("pitot_daemon_spool_bytes", "Size of the spool on disk.", spool.sizeBytes());
    text.counter("pitot_daemon_spool_appended_total", "Batches spooled.", spool.appendedRecords());
    Map<String, Long> lost = new TreeMap<>();
    lost.put("overflow", spool.overflowedRecords());
    lost.put("refused", spool.refusedRecords());
    lost.put("corrupt", spool.corruptRecords());
    text.counters(
        "pitot_daemon_spool_lost_total", "Batches that the spool lost by reason.", "reason", lost);
  }

  private void collector(MetricsText text) {
    text.gauge(
        "pitot_daemon_collector_connected",
        "Whether the collector is there.",
        ship.connected() ? 1 : 0);
    text.counter("pitot_daemon_sent_batches_total", "Batches sent.", ship.sentBatches());
    text.counter(
        "pitot_daemon_sent_bytes_total",
        "Bytes sent, as they went over the wire.",
        ship.sentBytes());
    text.counter(
        "pitot_daemon_acknowledged_batches_total",
        "Batches that are durable in the collector.",
        ship.acknowledgedBatches());
    text.counters(
        "pitot_daemon_dropped_batches_total",
        "Batches that the collector will never take by reason.",
        "reason",
        ship.droppedBatches());
  }

  private void budgets(MetricsText text) {
    text.gauges(
        "pitot_daemon_budget_used_ratio",
        "How much of each budget was used within the last ten seconds.",
        "budget",
        budgets.usage().byBudget());
    text.gauge(
        "pitot_daemon_detail_level",
        "What is left out: 0 nothing, 1 single waits, 2 rarer stacks too, 3 some types too.",
        budgets.detail().step());
    text.counter(
        "pitot_daemon_held_back_total",
        "How often sending waited for the budget of the network.",
        ship.heldBack());
  }

  private void process(MetricsText text) {
    try {
      text.counter("process_cpu_seconds_total", "CPU time of the daemon.", OwnProcess.cpuSeconds());
      text.gauge(
          "process_resident_memory_bytes",
          "Resident memory of the daemon.",
          OwnProcess.residentBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text.gauge(
        "process_start_time_seconds", "When the daemon was started.", startedMillis / 1_000.0);
    Runtime runtime = Runtime.getRuntime();
    text.gauge(
        "pitot_daemon_heap_used_bytes",
        "Heap in use, garbage included.",
        runtime.totalMemory() - runtime.freeMemory());
    text.gauge("pitot_daemon_heap_max_bytes", "The heap's bound.", runtime.maxMemory());
  }
}
