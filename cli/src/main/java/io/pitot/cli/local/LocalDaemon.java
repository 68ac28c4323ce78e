package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.DaemonStartException;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;

/** A daemon inside this process; it stops the recordings that it started when it is closed. */
public final class LocalDaemon implements AutoCloseable {
  private final Daemon daemon;

  private LocalDaemon(Daemon daemon) {
    this.daemon = daemon;
  }

  public static LocalDaemon start(
      Path stateDirectory, LocalCollector collector, TargetRules rules, WarmPolicy warm)
      throws Failure {
    DaemonConfig config =
        DaemonConfig.defaults(stateDirectory)
            .withCollector(collector.grpcHost(), collector.grpcPort())
            .withTargets(rules, warm)
            .withStopRecordingsOnClose(true);
    try {
      return new LocalDaemon(Daemon.start(config));
    } catch (DaemonStartException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
