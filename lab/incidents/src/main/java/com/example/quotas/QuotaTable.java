package com.example.quotas;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Units used, by tenant. */
final class QuotaTable {
  private static final int TENANTS = 20_000;

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

  /** Lets everybody have something back. */
  void decay() {
    used.replaceAll((tenant, units) -> Math.max(0, units - Math.floorMod(tenant, 3)));
  }
}
