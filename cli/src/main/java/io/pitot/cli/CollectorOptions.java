package io.pitot.cli;

import io.pitot.cli.console.Failure;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.TrustedCertificates;
import java.net.URI;
import java.nio.file.Path;
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

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "For https, trust who is certified by these certificates (PEM) instead of those that"
              + " this JDK trusts.")
  @Nullable Path tlsCa;

  /** Whether nobody named one. */
  boolean isDefault() {
    return collector.toString().equals(DEFAULT);
  }

  CollectorClient client() throws Failure {
    return tlsCa == null
        ? new CollectorClient(collector, token)
        : new CollectorClient(collector, token, TrustedCertificates.read(tlsCa));
  }
}
