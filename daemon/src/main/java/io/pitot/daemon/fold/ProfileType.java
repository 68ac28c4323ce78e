package io.pitot.daemon.fold;

import org.jspecify.annotations.Nullable;

/**
 * Which events make a profile type, and what they count.
 *
 * @param name {@code cpu}, {@code alloc}, ...
 * @param unit of the sums
 * @param source the JFR event type; each event counts once
 * @param amount what an event adds to the sum
 * @param leaf the class below the innermost frame, null for none
 * @param preferred another event type that says the same better: where the recording has it, this
 *     one is left out; null for none
 */
record ProfileType(
    String name,
    String unit,
    String source,
    Amount amount,
    @Nullable ClassLeaf leaf,
    @Nullable String preferred) {}
