package io.pitot.collector.store;

/**
 * Which dictionary the stacks of a block are nodes of.
 *
 * @param partition where its chunks lie
 */
public record DictionaryScope(int service, Partition partition, DictionaryId id) {}
