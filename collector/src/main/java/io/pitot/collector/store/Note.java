package io.pitot.collector.store;

import org.jspecify.annotations.Nullable;

/**
 * A small fact that outlives the blocks: a deploy, a finding. What is in it is its owner's affair.
 *
 * @param kind whose it is: one letter, never given twice
 * @param value belongs to the note and is not changed; null takes the note away
 */
public record Note(char kind, String key, byte @Nullable [] value) {}
