package com.example.rates;

import com.example.load.Service;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Converts amounts, most of them to one currency; each fifteenth request finds the rate too old.
 */
public final class RateService implements Service {
  private static final int EXPIRES_EVERY = 15;
  private static final String HOT = "USD";

  private final boolean dropsWhatIsOld;
  private final RateCache cache = new RateCache();
  private final LongAdder converted = new LongAdder();

  public RateService(boolean faulty) {
    dropsWhatIsOld = faulty;
    cache.refresh(HOT);
  }

  @Override
  public void handle(RandomGenerator random) {
    if (random.nextInt(EXPIRES_EVERY) == 0) {
      if (dropsWhatIsOld) {
        cache.expire(HOT);
      } else {
        cache.refresh(HOT);
      }
    }
    double amount = random.nextInt(1_000) * cache.rate(HOT);
    converted.add((long) amount);
  }

  @Override
  public String damage() {
    return converted.sum() + " converted";
  }
}
