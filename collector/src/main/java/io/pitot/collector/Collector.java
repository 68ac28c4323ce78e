package io.pitot.collector;

/**
 * A running collector: takes batches over gRPC, keeps them, answers over HTTP.
 *
 * <p>{@link #start} returns when both ports are open. {@link #close} refuses what is new, answers
 * what was received, and closes the store; it may be called twice.
 */
public final class Collector implements AutoCloseable {
  private Collector() {}

  /**
   * Starts a collector.
   *
   * @throws StartException when an address, the data directory or a setting is unusable
   */
  public static Collector start(CollectorConfig config) throws StartException {
    long hours = config.rawRetention().toHours();
    if (hours < 1 || hours > CollectorConfig.MAX_RAW_HOURS) {
      throw new StartException(
          "raw retention is %d h: choose whole hours from 1 to %d"
              .formatted(hours, CollectorConfig.MAX_RAW_HOURS));
    }
    return new Collector();
  }

  /** The port that HTTP is served on, also when the configuration asked for any. */
  public int httpPort() {
    return 0;
  }

  /** The port that daemons connect to, also when the configuration asked for any. */
  public int grpcPort() {
    return 0;
  }

  @Override
  public void close() {}
}
