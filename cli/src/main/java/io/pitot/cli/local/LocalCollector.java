package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.StartException;
import java.net.URI;
import java.nio.file.Path;

/** A collector inside this process, on loopback, on the usual ports where they are free. */
public final class LocalCollector implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Collector collector;

  private LocalCollector(Collector collector) {
    this.collector = collector;
  }

  public static LocalCollector start(Path dataDirectory, Terminal terminal) throws Failure {
    int httpPort = free(CollectorConfig.DEFAULT_HTTP_PORT, 0, terminal);
    int grpcPort = free(CollectorConfig.DEFAULT_GRPC_PORT, httpPort, terminal);
    CollectorConfig config =
        CollectorConfig.defaults(dataDirectory).withHttp(HOST, httpPort).withGrpc(HOST, grpcPort);
    try {
      return new LocalCollector(Collector.start(config));
    } catch (StartException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static int free(int preferred, int taken, Terminal terminal) throws Failure {
    int port = Ports.free(preferred, taken);
    if (port != preferred) {
      terminal.note("port " + preferred + " is in use: the collector takes " + port);
    }
    return port;
  }

  public CollectorClient client() {
    return new CollectorClient(URI.create("http://" + HOST + ":" + collector.httpPort()), null);
  }

  public String grpcHost() {
    return HOST;
  }

  public int grpcPort() {
    return collector.grpcPort();
  }

  @Override
  public void close() {
    collector.close();
  }
}
