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
 */
public record ShipConfig(
    String host,
    int port,
    @Nullable String token,
    @Nullable ShipTls tls,
    String node,
    String softwareVersion,
    ShipTimings timings) {

  String address() {
    return host + ":" + port;
  }
}
