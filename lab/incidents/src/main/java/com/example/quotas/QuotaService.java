package com.example.quotas;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Charges requests to their tenants. */
public final class QuotaService implements Service {
  private static final int CHARGES = 200;

  private final QuotaTable quotas;

  public QuotaService(boolean faulty) {
    quotas = new QuotaTable(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    if (random.nextInt(2) == 0) {
      quotas.decay();
    }
    for (int i = 0; i < CHARGES; i++) {
      quotas.charge(random.nextInt(Integer.MAX_VALUE), 1 + random.nextInt(5));
    }
  }
}
