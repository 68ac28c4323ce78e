package io.pitot.collector.store;

/**
 * Something that happened and is not in the rows.
 *
 * @param reason a stable word, such as {@code jfr_data_lost}
 * @param unit {@code events}, {@code bytes}, {@code chunks} or {@code batches}
 */
public record Loss(String reason, long count, String unit) {}
