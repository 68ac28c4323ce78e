package io.pitot.collector.diff;

/** What a comparison comes to. */
public enum Verdict {
  /** No change of the gate's size was found, and one would probably have been seen. */
  PASS,
  /** Something got more expensive by at least the gate. */
  FAIL,
  /** The data cannot tell. */
  INCONCLUSIVE
}
