package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/** What a thread asked of a concurrent map, until it puts to the same key. */
public final class Check {
  public final Object map;
  public final Object key;
  public final Thread thread = Thread.currentThread();

  /** The method that asked; empty while that is one which asks for its caller. */
  String site;

  public final String operation;

  /** Whether there was nothing under the key. */
  final boolean absent;

  public final long sinceNanos = System.nanoTime();

  /** How long what its thread made for the key took, which nobody needed then. */
  public long wastedNanos;

  final int epoch = Sink.epoch;

  /** The thread that put to the key since; both are set before {@link #overwritten}. */
  public @Nullable Thread writer;

  public @Nullable Object writerStack;

  /** Whether that put has returned. */
  volatile boolean overwritten;

  Check(Object map, Object key, String site, String operation, boolean absent) {
    this.map = map;
    this.key = key;
    this.site = site;
    this.operation = operation;
    this.absent = absent;
  }

  /** Its thread begins to put, and another one has put since. */
  void actInVain() {
    wastedNanos = System.nanoTime() - sinceNanos;
  }
}
