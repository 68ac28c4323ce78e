package io.pitot.cli;

import io.pitot.cli.console.Failure;
import io.pitot.cli.remote.TrustedCertificates;
import io.pitot.daemon.ship.ShipTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the connection to a collector's port for daemons is encrypted. */
final class TlsOptions {
  @Option(names = "--tls", description = "Encrypt the connection to the collector.")
  boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Encrypt it, and trust who is certified by these certificates (PEM) instead of those"
              + " that this JDK trusts.")
  @Nullable Path tlsCa;

  Optional<ShipTls> chosen() throws Failure {
    if (tlsCa != null) {
      // Who connects reads it again; whoever gave a wrong one is to hear it now.
      var unused = TrustedCertificates.read(tlsCa);
    }
    return tls || tlsCa != null ? Optional.of(new ShipTls(tlsCa)) : Optional.empty();
  }
}
