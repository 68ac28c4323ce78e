package io.pitot.daemon.fold;

/**
 * An event by which the JVM itself says that something is missing.
 *
 * @param source the JFR event type
 * @param field how much, a whole number
 */
record LossType(String source, String field, String reason, String unit) {}
