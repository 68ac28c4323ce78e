package io.pitot.daemon.fold;

/**
 * Bounds of one target's fold. What exceeds one is counted, so that counts and sums stay true; only
 * detail is lost.
 *
 * @param maxOpenWindows windows that are collected at once; above it the oldest is handed on early
 * @param maxStacksPerWindow distinct stacks of one profile type in one window; the rest becomes the
 *     stack {@code [overflow]}
 * @param maxFrameChars longer frame names are cut and end in {@code …}
 * @param maxWindowBytes about what a window may take on the wire; a larger one is handed on in
 *     parts
 */
public record FoldLimits(
    int maxOpenWindows, int maxStacksPerWindow, int maxFrameChars, int maxWindowBytes) {
  public static final FoldLimits DEFAULT = new FoldLimits(64, 20_000, 1_024, 1 << 20);

  public FoldLimits {
    requirePositive("maxOpenWindows", maxOpenWindows);
    requirePositive("maxStacksPerWindow", maxStacksPerWindow);
    requirePositive("maxFrameChars", maxFrameChars);
    requirePositive("maxWindowBytes", maxWindowBytes);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 or more");
    }
  }
}
