package io.pitot.collector.watch;

import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.store.ProfileStore;
import java.time.Clock;
import java.util.Map;

/** All that goes on about releases in a running collector. */
public record Watching(DeployLog deploys, ReleaseWatch releases, Outbox outbox)
    implements AutoCloseable {

  /**
   * Starts the threads.
   *
   * @throws IllegalArgumentException when a webhook's address or secret is missing; the message is
   *     for a person
   */
  public static Watching start(
      ProfileStore store,
      GatePolicy policy,
      WatchConfig config,
      Map<String, String> environment,
      Clock clock) {
    Outbox outbox = Outbox.start(store, policy, environment, config.firstRetry(), clock);
    Gate gate = new Gate(new CompareQuery(store), clock);
    return new Watching(
        new DeployLog(store),
        ReleaseWatch.start(store, gate, policy, config, outbox, clock),
        outbox);
  }

  @Override
  public void close() {
    releases.close();
    outbox.close();
  }
}
