package io.pitot.collector;

import java.nio.file.Path;

/** A collector that says its gRPC port and runs until it is killed. */
public final class CollectorMain {
  private CollectorMain() {}

  public static void main(String[] args) throws Exception {
    Collector collector =
        Collector.start(
            CollectorConfig.defaults(Path.of(args[0]))
                .withHttp("127.0.0.1", 0)
                .withGrpc("127.0.0.1", 0));
    System.out.println(collector.grpcPort());
    Thread.currentThread().join();
  }
}
