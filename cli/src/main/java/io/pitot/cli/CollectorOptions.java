package io.pitot.cli;

import io.pitot.cli.remote.CollectorClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which collector a command asks. */
final class CollectorOptions {
  static final String DEFAULT = "http://127.0.0.1:7575";

  @Option(
      names = "--collector",
      paramLabel = "URL",
      defaultValue = DEFAULT,
      description = "The collector to ask (default: ${DEFAULT-VALUE}).")
  URI collector = URI.create(DEFAULT);

  @Option(names = "--token", paramLabel = "TOKEN", description = "What the collector demands.")
  @Nullable String token;

  CollectorClient client() {
    return new CollectorClient(collector, token);
  }
}
