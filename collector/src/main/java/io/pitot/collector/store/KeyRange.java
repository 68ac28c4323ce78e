package io.pitot.collector.store;

/** The keys with {@code from <= key < to}; the arrays belong to it and are not changed. */
public record KeyRange(byte[] from, byte[] to) {}
