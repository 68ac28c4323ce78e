package com.example.audit;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/**
 * Writes what people did. Faulty, it keeps a whole screen of each: the heap fills, and the map's
 * resizes and the short lock seem slow because all stands still for the collector.
 */
public final class AuditService implements Service {
  private static final int ACTIONS = 200;

  private final AuditTrail trail = new AuditTrail();
  private final int screenRows;
  private final int keep;

  public AuditService(boolean faulty) {
    screenRows = faulty ? 25 : 0;
    keep = faulty ? 28_000 : 2_000;
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < ACTIONS; i++) {
      trail.append(screenRows, keep);
    }
  }

  @Override
  public String damage() {
    return trail.size() + " entries kept";
  }
}
