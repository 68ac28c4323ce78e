package io.pitot.collector.query;

/**
 * Data that was selected and is not in the answer because it comes from another source.
 *
 * @param source the JFR event type
 * @param jdk of the instances
 * @param match an expression that selects them
 */
public record LeftOut(String source, String jdk, int instances, String match) {}
