package com.example.geo;

/** A place on the map, as a key. */
interface Tile {
  /** Opposite tiles have the same hash code, and so have all on a diagonal. */
  record OfSum(int x, int y, int zoom) implements Tile {
    @Override
    public int hashCode() {
      return (x + y) % 8;
    }
  }

  /** Spreads well: what a record does by itself. */
  record OfAll(int x, int y, int zoom) implements Tile {}
}
