package com.example.storefront;

import com.example.load.Service;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Serves the same pages in both modes; only the number of visitors differs. */
public final class StorefrontService implements Service {
  private final PageRenderer renderer = new PageRenderer();
  private final LongAdder characters = new LongAdder();

  @Override
  public void handle(RandomGenerator random) {
    characters.add(renderer.page(200 + random.nextInt(400)).length());
  }

  @Override
  public String damage() {
    return characters.sum() + " characters sent";
  }
}
