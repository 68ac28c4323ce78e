package com.example.quotas;

import com.example.load.Service;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Charges requests to their tenants, and shows what all have used. */
public final class QuotaService implements Service {
  private static final int CHARGES = 200;

  private final QuotaTable quotas;
  private final AtomicLong shown = new AtomicLong();

  public QuotaService(boolean faulty) {
    quotas = new QuotaTable(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    shown.set(quotas.total());
    for (int i = 0; i < CHARGES; i++) {
      quotas.charge(random.nextInt(Integer.MAX_VALUE), 1 + random.nextInt(5));
    }
  }

  @Override
  public String damage() {
    return shown.get() + " units used";
  }
}
