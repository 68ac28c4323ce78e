package io.pitot.collector;

import io.pitot.collector.ingest.IngestServer;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A collector that says its ports, gRPC and HTTP, and runs until it is killed. {@code DIRECTORY
 * store} leaves out what serves pages, which takes most of a start's time; its HTTP port is 0.
 */
public final class CollectorMain {
  private CollectorMain() {}

  public static void main(String[] args) throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(Path.of(args[0]))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    System.out.println(args.length > 1 ? storing(config) + " 0" : whole(config));
    Thread.currentThread().join();
  }

  private static String whole(CollectorConfig config) throws Exception {
    Collector collector = Collector.start(config);
    return collector.grpcPort() + " " + collector.httpPort();
  }

  private static int storing(CollectorConfig config) throws Exception {
    ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(config.dataDirectory()),
            config.retention(),
            Clock.systemUTC(),
            System::nanoTime);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return IngestServer.start(store, any, null, null, "test", Clock.systemUTC()).port();
  }
}
