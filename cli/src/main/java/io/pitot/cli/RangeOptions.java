package io.pitot.cli;

import io.pitot.cli.remote.Query;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of time that a question is about. */
final class RangeOptions {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "now-3h, RFC 3339, or unix s/ms/us/ns (default: now-1h).")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "As --from (default: now).")
  @Nullable String to;

  Query in(Query query) {
    return query.with("from", from).with("to", to);
  }
}
