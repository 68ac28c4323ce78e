package io.pitot.cli;

import io.pitot.cli.remote.Query;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What one side of a comparison is, where it is no release alone. */
final class SideOptions {
  @Option(
      names = "--base-match",
      paramLabel = "LABELS",
      description = "The base: instances with these labels, with or without a release.")
  @Nullable String baseMatch;

  @Option(
      names = "--candidate-match",
      paramLabel = "LABELS",
      description = "The candidate: instances with these labels.")
  @Nullable String candidateMatch;

  @Option(names = "--base-from", paramLabel = "TIME", description = "The base's own time, from.")
  @Nullable String baseFrom;

  @Option(names = "--base-to", paramLabel = "TIME", description = "The base's own time, to.")
  @Nullable String baseTo;

  @Option(
      names = "--candidate-from",
      paramLabel = "TIME",
      description = "The candidate's own time, from.")
  @Nullable String candidateFrom;

  @Option(
      names = "--candidate-to",
      paramLabel = "TIME",
      description = "The candidate's own time, to.")
  @Nullable String candidateTo;

  /** Whether both sides are told apart by these alone. */
  boolean tellApart() {
    return baseMatch != null
        || candidateMatch != null
        || baseFrom != null
        || baseTo != null
        || candidateFrom != null
        || candidateTo != null;
  }

  Query in(Query query) {
    return query
        .with("baseMatch", baseMatch)
        .with("candidateMatch", candidateMatch)
        .with("baseFrom", baseFrom)
        .with("baseTo", baseTo)
        .with("candidateFrom", candidateFrom)
        .with("candidateTo", candidateTo);
  }
}
