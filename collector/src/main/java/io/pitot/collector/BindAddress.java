package io.pitot.collector;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where one of the two servers listens, and what to say when it cannot.
 *
 * @param protocol for people: {@code HTTP} or {@code gRPC}
 * @param flag what the options of this address begin with
 */
record BindAddress(String protocol, String flag, String host, int port) {

  InetSocketAddress resolve(@Nullable String token, boolean insecure) throws StartException {
    if (port < 0 || port > 65_535) {
      throw new StartException(
          "%s port %s is no port: give --%s-port a number from 0 to 65535"
              .formatted(protocol, port, flag));
    }
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new StartException(
          "cannot resolve '%s', the address to serve %s on: check --%s-host"
              .formatted(host, protocol, flag),
          e);
    }
    if (!address.isLoopbackAddress() && token == null && !insecure) {
      throw new StartException(
          "%s on %s would be open to the network: set a token, or allow it with --insecure"
              .formatted(protocol, host));
    }
    return new InetSocketAddress(address, port);
  }

  StartException cannotBind(Exception failure) {
    String reason = innermostMessage(failure);
    if (reason.contains("in use")) {
      return new StartException(
          "port %s on %s, for %s, is in use: stop what uses it, or choose another with --%s-port"
              .formatted(port, host, protocol, flag),
          failure);
    }
    if (reason.contains("Permission denied")) {
      return new StartException(
          "port %s on %s, for %s, is not open to this user: choose one above 1023 with --%s-port"
              .formatted(port, host, protocol, flag),
          failure);
    }
    return new StartException(
        "cannot serve %s on %s:%s: %s".formatted(protocol, host, port, reason), failure);
  }

  /** Servers wrap what the system said in exceptions of their own, of different types. */
  private static String innermostMessage(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }
}
