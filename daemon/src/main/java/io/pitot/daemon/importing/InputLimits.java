package io.pitot.daemon.importing;

/**
 * Bounds of what is copied to a temporary file, because it comes from a stream or is compressed.
 *
 * @param maxBytes after decompression
 * @param minFreeBytes what must stay free on that disk
 */
public record InputLimits(long maxBytes, long minFreeBytes) {
  public static final InputLimits DEFAULT = new InputLimits(8L << 30, 256L << 20);
}
