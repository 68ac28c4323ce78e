package io.pitot.daemon.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A small HTTP server for probes and Prometheus. One thread answers all; it reads figures and
 * changes nothing.
 */
public final class StatusServer implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String TEXT_TYPE = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "pitot-status");
            created.setDaemon(true);
            return created;
          });

  private StatusServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens from now on.
   *
   * @throws IOException when the address cannot be had
   */
  public static StatusServer start(
      StatusAddress address,
      Supplier<String> metrics,
      Supplier<Health> healthy,
      Supplier<Health> ready)
      throws IOException {
    InetAddress host = InetAddress.getByName(address.host());
    StatusServer status =
        new StatusServer(HttpServer.create(new InetSocketAddress(host, address.port()), 0));
    status.answer("/metrics", () -> new Answer(200, METRICS_TYPE, metrics.get()));
    status.answer("/healthy", () -> Answer.of(healthy.get()));
    status.answer("/ready", () -> Answer.of(ready.get()));
    status.answer("/", () -> new Answer(200, TEXT_TYPE, "/metrics\n/healthy\n/ready\n"));
    status.server.setExecutor(status.thread);
    status.server.start();
    return status;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private record Answer(int code, String type, String text) {
    static Answer of(Health health) {
      return new Answer(health.isGood() ? 200 : 503, TEXT_TYPE, health.says() + "\n");
    }
  }

  private void answer(String path, Supplier<Answer> answers) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            boolean isHere = exchange.getRequestURI().getPath().equals(path);
            boolean mayAsk = exchange.getRequestMethod().matches("GET|HEAD");
            if (!isHere) {
              send(exchange, new Answer(404, TEXT_TYPE, "here are /metrics, /healthy, /ready\n"));
            } else if (!mayAsk) {
              send(exchange, new Answer(405, TEXT_TYPE, "only GET\n"));
            } else {
              send(exchange, answers.get());
            }
          }
        });
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.code(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.code(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
