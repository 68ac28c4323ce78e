package com.example.tokens;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Issues tokens; faulty, it never forgets one. */
public final class TokenService implements Service {
  private static final int TOKENS = 100;

  private final TokenStore store;

  public TokenService(boolean faulty) {
    store = new TokenStore(faulty ? Long.MAX_VALUE : 5_000);
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < TOKENS; i++) {
      store.issue();
    }
  }

  @Override
  public String damage() {
    return "%d tokens in memory, %d MiB of heap in use"
        .formatted(
            store.size(),
            (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
  }
}
