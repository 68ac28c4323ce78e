package io.pitot.collector.ingest;

import io.grpc.Status;
import io.pitot.proto.v1.FromDaemon;
import java.util.Optional;

/**
 * One message of a daemon.
 *
 * @param message a batch's is empty where {@code batch} has it
 * @param unreadable why nothing can be made of it; its stream ends with that
 */
record Incoming(FromDaemon message, Optional<WireBatch> batch, Optional<Status> unreadable) {

  static Incoming of(WireBatch batch) {
    return new Incoming(FromDaemon.getDefaultInstance(), Optional.of(batch), Optional.empty());
  }

  static Incoming of(FromDaemon message) {
    return message.hasBatch()
        ? of(WireBatch.of(message.getBatch()))
        : new Incoming(message, Optional.empty(), Optional.empty());
  }

  static Incoming unreadable(Status why) {
    return new Incoming(FromDaemon.getDefaultInstance(), Optional.empty(), Optional.of(why));
  }
}
