package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.tree.ProfileTree;
import java.util.List;
import java.util.Optional;

/**
 * A merged profile and what it is made of.
 *
 * @param type with the source that answers; the source is empty when there is no data
 * @param instances that contributed
 * @param windows that were received of them, also empty ones
 * @param coveredFromMillis start of the first window of the selection; 0 when there is none
 * @param coveredToMillis end of the last window
 * @param losses what all windows of the selection miss
 * @param leftOut selected data of other sources
 * @param message why the answer is empty
 */
public record FlameAnswer(
    ProfileType type,
    ProfileTree tree,
    int instances,
    long windows,
    long coveredFromMillis,
    long coveredToMillis,
    List<Loss> losses,
    List<LeftOut> leftOut,
    Optional<String> message) {}
