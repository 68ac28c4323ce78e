package io.pitot.collector.query;

import java.util.List;

/** Which part of what is stored is asked for. */
public record Selection(String service, List<LabelMatcher> matchers, TimeRange range) {
  /** Makes the list unmodifiable. */
  public Selection {
    matchers = List.copyOf(matchers);
  }
}
