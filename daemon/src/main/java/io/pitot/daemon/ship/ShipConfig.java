package io.pitot.daemon.ship;

import org.jspecify.annotations.Nullable;

/**
 * Where batches go, and as whom.
 *
 * @param host name or address of the collector
 * @param token sent as a bearer token in the metadata {@code authorization}; null for none
 * @param tls null for a connection in clear text
 * @param node the host that the daemon runs on
 * @param softwareVersion the daemon's own version, for people
 * @param maxBytesPerSecond on the wire
 */
public record ShipConfig(
    String host,
    int port,
    @Nullable String token,
    @Nullable ShipTls tls,
    String node,
    String softwareVersion,
    ShipTimings timings,
    long maxBytesPerSecond) {

  /** As fast as the connection takes it. */
  public ShipConfig(
      String host,
      int port,
      @Nullable String token,
      @Nullable ShipTls tls,
      String node,
      String softwareVersion,
      ShipTimings timings) {
    this(host, port, token, tls, node, softwareVersion, timings, Long.MAX_VALUE);
  }

  String address() {
    return host + ":" + port;
  }
}
