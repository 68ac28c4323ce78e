package io.pitot.collector.store;

/**
 * What rows are: those of different sources or units are never added up.
 *
 * @param name {@code cpu}, {@code alloc}, {@code lock}, {@code park}
 * @param source the JFR event type that the rows come from
 * @param unit of the sums: {@code samples}, {@code bytes}, {@code nanoseconds}
 */
public record ProfileType(String name, String source, String unit) {}
