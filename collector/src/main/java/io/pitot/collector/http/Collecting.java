package io.pitot.collector.http;

import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.store.Catalog;
import java.util.List;

/** Which targets are being recorded and have no window in the store yet. */
final class Collecting {
  private final TargetBoard board;
  private final Catalog catalog;

  Collecting(TargetBoard board, Catalog catalog) {
    this.board = board;
    this.catalog = catalog;
  }

  List<TargetJson> all() {
    return board.targets().stream().filter(this::isAwaited).map(TargetJson::of).toList();
  }

  List<TargetJson> of(String service) {
    return all().stream().filter(target -> target.service().equals(service)).toList();
  }

  private boolean isAwaited(ReportedTarget target) {
    return target.isAlive() && !catalog.knowsTarget(target.id());
  }
}
