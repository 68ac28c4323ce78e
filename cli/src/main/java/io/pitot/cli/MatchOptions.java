package io.pitot.cli;

import io.pitot.cli.remote.Query;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which instances of a service a question is about. */
final class MatchOptions {
  @Option(names = "--release", paramLabel = "R", description = "Only this release.")
  @Nullable String release;

  @Option(
      names = "--match",
      paramLabel = "MATCH",
      description = "Only instances with such labels: {instance=~\"cart-.*\",node!=\"n3\"}.")
  @Nullable String match;

  Query in(Query query) {
    return query.with("release", release).with("match", match);
  }
}
