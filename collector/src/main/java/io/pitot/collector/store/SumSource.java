package io.pitot.collector.store;

/** A part of what a question is answered from. Used by one thread at a time. */
interface SumSource {
  /** Does the work that can be done beside that of other sources. */
  default void prepare(int type) {}

  /** Visits what was done, of one type. */
  void blocks(int type, SumScan.SumVisitor visitor);

  /** Visits when series were watched. */
  void watched(SumScan.WatchedVisitor visitor);
}
