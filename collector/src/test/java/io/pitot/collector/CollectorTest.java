package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, and the one line that says why not. */
class CollectorTest {
  @TempDir Path data;

  @Test
  void aRestartedCollectorKnowsWhatItKnew() throws Exception {
    long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
    for (int round = 1; round <= 3; round++) {
      try (Collector collector = Collector.start(config());
          TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
        daemon.store(
            TestBatches.of("shop", "1.0", "a")
                .cpu("A.main;B.b" + round, 1)
                .at(now - round * 10_000L));
        assertEquals(
            round,
            new TestApi(collector.httpPort())
                .json("/api/v1/flame?service=shop")
                .path("totalCount")
                .asInt());
      }
    }
  }

  @Test
  void aPortInUseIsNamedWithTheFlagThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertStartFails(
          config().withHttp("127.0.0.1", port),
          "port %d on 127.0.0.1, for HTTP, is in use: stop what uses it, or choose another with --http-port"
              .formatted(port));
      assertStartFails(
          config().withGrpc("127.0.0.1", port),
          "port %d on 127.0.0.1, for gRPC, is in use: stop what uses it, or choose another with --grpc-port"
              .formatted(port));
    }
    // Nothing of the failed starts is left: the directory is free.
    Collector.start(config()).close();
  }

  @Test
  void beyondLoopbackItTakesATokenOrAnExplicitWord() throws Exception {
    assertStartFails(
        config().withHttp("0.0.0.0", 0),
        "HTTP on 0.0.0.0 would be open to the network: set a token, or allow it with --insecure");
    assertStartFails(
        config().withGrpc("0.0.0.0", 0),
        "gRPC on 0.0.0.0 would be open to the network: set a token, or allow it with --insecure");
    Collector.start(config().withHttp("0.0.0.0", 0).withInsecure(true)).close();
    Collector.start(config().withGrpc("0.0.0.0", 0).withToken("t")).close();
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertStartFails(
        config().withWindows(Duration.ofHours(73)),
        "windows are kept 73 h: choose whole hours from 1 to 72");
    assertStartFails(
        config().withHttp("127.0.0.1", 70_000),
        "HTTP port 70000 is no port: give --http-port a number from 0 to 65535");
    StartException unknown =
        assertThrows(
            StartException.class, () -> Collector.start(config().withHttp("no.such.invalid", 0)));
    assertEquals(
        "cannot resolve 'no.such.invalid', the address to serve HTTP on: check --http-host",
        unknown.getMessage());
  }

  @Test
  void aDirectoryInUseIsSaidInOneLine() throws Exception {
    try (Collector owner = Collector.start(config())) {
      assertTrue(owner.httpPort() > 0);
      assertStartFails(
          config(),
          "the data directory %s is in use by process %d; stop that one or choose another directory"
              .formatted(data.resolve("data"), ProcessHandle.current().pid()));
    }
  }

  @Test
  void theApiWantsTheTokenAndTheProbesDoNot() throws Exception {
    try (Collector collector = Collector.start(config().withToken("secret"))) {
      TestApi api = new TestApi(collector.httpPort());
      HttpResponse<String> without = api.get("/api/v1/services");
      assertEquals(401, without.statusCode());
      assertFalse(without.body().contains("\"services\""));
      assertEquals(401, api.get("/api/v1/status", "Authorization", "Bearer wrong").statusCode());
      assertEquals(200, api.get("/api/v1/services", "Authorization", "Bearer secret").statusCode());
      assertEquals(200, api.get("/healthy").statusCode());
      assertEquals(200, api.get("/ready").statusCode());
    }
  }

  @Test
  void answersAreCompressedForThoseWhoAsk() throws Exception {
    try (Collector collector = Collector.start(config())) {
      TestApi api = new TestApi(collector.httpPort());
      HttpResponse<byte[]> response = api.bytes("/openapi.json", "Accept-Encoding", "gzip");
      assertEquals("gzip", response.headers().firstValue("Content-Encoding").orElse(""));
      assertEquals((byte) 0x1f, response.body()[0]);
    }
  }

  private CollectorConfig config() {
    return CollectorConfig.defaults(data.resolve("data"))
        .withHttp("127.0.0.1", 0)
        .withGrpc("127.0.0.1", 0);
  }

  private static void assertStartFails(CollectorConfig config, String expected) {
    StartException failure =
        assertThrows(StartException.class, () -> Collector.start(config).close());
    assertEquals(expected, failure.getMessage());
  }
}
