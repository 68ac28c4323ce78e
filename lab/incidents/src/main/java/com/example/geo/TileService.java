package com.example.geo;

import com.example.load.Service;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Serves a screen full of tiles. */
public final class TileService implements Service {
  private static final int SIDE = 24;
  private static final int TILES_ON_A_SCREEN = 2_000;

  private final boolean sums;
  private final TileStore store = new TileStore();
  private final LongAdder missing = new LongAdder();

  public TileService(boolean faulty) {
    sums = faulty;
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        store.add(tile(x, y), new byte[16]);
      }
    }
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < TILES_ON_A_SCREEN; i++) {
      if (store.lookup(tile(random.nextInt(SIDE), random.nextInt(SIDE))) == null) {
        missing.increment();
      }
    }
  }

  private Tile tile(int x, int y) {
    return sums ? new Tile.OfSum(x, y, 7) : new Tile.OfAll(x, y, 7);
  }

  @Override
  public String damage() {
    return missing.sum() + " tiles missing";
  }
}
