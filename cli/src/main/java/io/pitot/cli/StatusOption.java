package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.metrics.StatusAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** {@code --status HOST:PORT} or {@code --status off}. */
final class StatusOption {
  private static final String DEFAULT_HOST = "127.0.0.1";

  private StatusOption() {}

  /**
   * The address; empty for none.
   *
   * @param text as given; null for the default, which is given up where another has it
   */
  static Optional<StatusAddress> parse(@Nullable String text, boolean insecure) throws Failure {
    if (text == null) {
      return Optional.of(new StatusAddress(DEFAULT_HOST, DaemonConfig.DEFAULT_STATUS_PORT, false));
    }
    if (text.equals("off")) {
      return Optional.empty();
    }
    Address address = address(text);
    if (!insecure && !isLoopback(address)) {
      throw new Failure(
          ExitCode.USAGE,
          "--status %s is beyond loopback, where anybody may read the names of services: add --insecure if you mean it"
              .formatted(text));
    }
    return Optional.of(new StatusAddress(address.host(), address.port(), true));
  }

  private static Address address(String text) throws Failure {
    try {
      return new Address.Converter().convert(text);
    } catch (TypeConversionException e) {
      throw new Failure(ExitCode.USAGE, "--status: " + e.getMessage() + ", or off", e);
    }
  }

  private static boolean isLoopback(Address address) throws Failure {
    try {
      return InetAddress.getByName(address.host()).isLoopbackAddress();
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, "--status: there is no host " + address.host(), e);
    }
  }
}
