package com.example.baskets;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Suggests to a visitor what others have bought together with each of some articles. */
public final class BasketService implements Service {
  private static final int ARTICLES = 400;

  private final Neighbours neighbours;

  public BasketService(boolean faulty) {
    neighbours = new Neighbours(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < ARTICLES; i++) {
      if (neighbours.of(random.nextInt(1_000)) == 0) {
        throw new IllegalStateException("an article without neighbours");
      }
    }
  }
}
