package io.pitot.daemon.fold;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a fold has handed on, to be kept with the position in the recording up to which events were
 * read, so that a restarted daemon counts nothing twice: see {@link WindowFold#resume}.
 *
 * @param coveredMillis the latest moment up to which windows were handed on; ms since the epoch
 * @param nextParts start of a window in ms to the number of its next part, except where it is 1 and
 *     the window is covered; immutable
 * @param open starts of the windows that were left open when others were handed on last; immutable
 */
public record FoldProgress(long coveredMillis, SortedMap<Long, Integer> nextParts, Set<Long> open) {
  /** Nothing was handed on. */
  public static final FoldProgress NONE = new FoldProgress(0, new TreeMap<>(), Set.of());

  public FoldProgress {
    nextParts = Collections.unmodifiableSortedMap(new TreeMap<>(nextParts));
    open = Set.copyOf(open);
  }
}
