package io.pitot.collector.ingest;

import io.pitot.proto.v1.FromDaemon;
import java.util.Optional;

/**
 * One message of a daemon.
 *
 * @param message a batch's is empty where {@code batch} has it
 */
record Incoming(FromDaemon message, Optional<WireBatch> batch) {

  static Incoming of(WireBatch batch) {
    return new Incoming(FromDaemon.getDefaultInstance(), Optional.of(batch));
  }

  static Incoming of(FromDaemon message) {
    return message.hasBatch()
        ? of(WireBatch.of(message.getBatch()))
        : new Incoming(message, Optional.empty());
  }
}
