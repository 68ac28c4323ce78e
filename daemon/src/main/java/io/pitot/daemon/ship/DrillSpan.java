package io.pitot.daemon.ship;

/**
 * When a drill runs or ran in a JVM, ms since the epoch.
 *
 * @param untilMillis when the JVM ends it
 */
public record DrillSpan(long fromMillis, long untilMillis) {
  static final DrillSpan NONE = new DrillSpan(0, 0);
}
