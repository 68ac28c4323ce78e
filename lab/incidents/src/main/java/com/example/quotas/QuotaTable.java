package com.example.quotas;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Units used, by tenant. */
final class QuotaTable {
  private static final int TENANTS = 100_000;

  private final Map<Integer, Long> used;

  QuotaTable(boolean oneLock) {
    used = oneLock ? Collections.synchronizedMap(new HashMap<>()) : new ConcurrentHashMap<>();
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      used.put(tenant, 0L);
    }
  }

  void charge(int request, int units) {
    used.merge(request % TENANTS, (long) units, Long::sum);
  }

  /** What all tenants have used together. */
  long total() {
    LongAdder total = new LongAdder();
    used.forEach((tenant, units) -> total.add(units));
    return total.sum();
  }
}
