package com.example.geo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tiles that were drawn. */
final class TileStore {
  private final Map<Tile, byte[]> drawn = new ConcurrentHashMap<>();

  void add(Tile tile, byte[] picture) {
    drawn.put(tile, picture);
  }

  byte @Nullable [] lookup(Tile tile) {
    return drawn.get(tile);
  }
}
