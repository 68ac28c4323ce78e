package io.pitot.daemon.importing;

/** Hears how far a file was read. */
@FunctionalInterface
public interface ReadProgress {
  ReadProgress NONE = (doneBytes, ofBytes) -> {};

  /**
   * Called often; takes little time.
   *
   * @param ofBytes 0 where nobody knows
   */
  void read(long doneBytes, long ofBytes);
}
