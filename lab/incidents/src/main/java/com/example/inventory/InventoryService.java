package com.example.inventory;

import com.example.load.Service;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Takes the scanners' lists of picked articles. */
public final class InventoryService implements Service {
  private static final int ARTICLES = 4;
  private static final int LIST = 5_000;

  private final PickCounter counter;
  private final LongAdder scanned = new LongAdder();

  public InventoryService(boolean faulty) {
    counter = faulty ? new PickCounter.TwoSteps() : new PickCounter.Merging();
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < LIST; i++) {
      counter.picked("article-" + random.nextInt(ARTICLES));
    }
    scanned.add(LIST);
  }

  @Override
  public String damage() {
    return "%d pieces scanned, about %d of them not counted"
        .formatted(scanned.sum(), Math.max(0, scanned.sum() - counter.total()));
  }
}
