package com.example.reports;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Answers questions about the current month; a booking makes its report old. */
public final class ReportService implements Service {
  private static final int QUESTIONS = 20;
  private static final int BOOKING_EVERY = 60;
  private static final int MONTH = 7;

  private final boolean drops;
  private final ReportCache cache = new ReportCache();

  public ReportService(boolean faulty) {
    drops = faulty;
    cache.refresh(MONTH);
  }

  @Override
  public void handle(RandomGenerator random) {
    if (random.nextInt(BOOKING_EVERY) == 0) {
      book();
    }
    for (int i = 0; i < QUESTIONS; i++) {
      cache.getOrMake(MONTH);
    }
  }

  private void book() {
    if (drops) {
      cache.drop(MONTH);
    } else {
      cache.refresh(MONTH);
    }
  }

  @Override
  public String damage() {
    return cache.toString();
  }
}
