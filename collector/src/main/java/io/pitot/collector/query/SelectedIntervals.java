package io.pitot.collector.query;

import io.pitot.collector.store.WindowRecord;

/**
 * Series whose intervals are asked for.
 *
 * @param detailFromMillis from when on single intervals are kept; before that there are sums of
 *     hours. 0 when they are kept in all of the range
 */
record SelectedIntervals(Selected selected, long detailFromMillis) {
  private static final long HOUR_SECONDS = 3600;

  /** The shortest step of lines over time. */
  long finestStepSeconds() {
    return detailFromMillis == 0 ? WindowRecord.LENGTH_SECONDS : HOUR_SECONDS;
  }
}
