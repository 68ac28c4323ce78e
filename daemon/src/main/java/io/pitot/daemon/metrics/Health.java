package io.pitot.daemon.metrics;

/**
 * An answer to a probe.
 *
 * @param says one line
 */
public record Health(boolean isGood, String says) {}
