package io.pitot.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against answers at moments that a real collector passes too fast to be caught in. */
class FirstWindowTest {
  private static final String COLLECTING =
      """
      {"services":[{"service":"shop","releases":["1.0"]}],
       "collecting":[{"service":"shop","release":"1.1","state":"recording","windowEndMillis":0},
                     {"service":"cart","release":"7","state":"recording","windowEndMillis":0}]}
      """;
  private static final String STORED =
      """
      {"services":[{"service":"shop","releases":["1.0","1.1"]},{"service":"cart","releases":["7"]}],
       "collecting":[]}
      """;

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private FirstWindow firstWindow;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/services",
        exchange -> {
          String answer = asked.incrementAndGet() < 3 ? COLLECTING : STORED;
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    firstWindow = new FirstWindow(new CollectorClient(base, null), new Terminal());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void saysThatItIsBeingCollected() {
    Failure failure =
        assertThrows(Failure.class, () -> firstWindow.await("cart", List.of(), Duration.ZERO));

    assertEquals(ExitCode.NOT_YET, failure.exitCode());
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("cart 7: the first window"),
        failure.getMessage());
  }

  @Test
  void looksAtTheReleaseThatWasAskedFor() throws Exception {
    firstWindow.await("shop", List.of("1.0"), Duration.ZERO);

    assertThrows(
        Failure.class, () -> firstWindow.await("shop", List.of("1.0", "1.1"), Duration.ZERO));
  }

  @Test
  void waitsUntilItIsThere() throws Exception {
    firstWindow.await("cart", List.of(), Duration.ofMinutes(2));

    assertEquals(3, asked.get());
  }

  @Test
  void leavesUnknownServicesToTheQuestionItself() throws Exception {
    firstWindow.await("nope", List.of(), Duration.ofMinutes(2));

    assertEquals(1, asked.get());
  }
}
