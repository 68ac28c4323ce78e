package io.pitot.collector.store;

import org.jspecify.annotations.Nullable;

/**
 * One change. The arrays belong to the store from then on and are not changed.
 *
 * @param value null removes the key
 */
public record Put(Partition partition, byte[] key, byte @Nullable [] value) {}
