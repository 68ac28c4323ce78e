package com.example.tokens;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Claims by token. */
final class TokenStore {
  private final Map<Long, String[]> claims = new ConcurrentHashMap<>();
  private final AtomicLong issued = new AtomicLong();
  private final long keep;

  TokenStore(long keep) {
    this.keep = keep;
  }

  void issue() {
    long token = issued.incrementAndGet();
    claims.put(token, new String[] {"subject-" + token, "reader", "writer"});
    claims.remove(token - keep);
  }

  int size() {
    return claims.size();
  }
}
