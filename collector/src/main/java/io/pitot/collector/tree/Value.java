package io.pitot.collector.tree;

/** Which of the two numbers of a node is meant. */
public enum Value {
  /** How many events. */
  COUNT,
  /** What the events add up to, in the profile type's unit. */
  SUM
}
