package io.pitot.ui.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves the real pages under the collector's policy, and answers of the API that a test sets. */
public final class UiServer implements AutoCloseable {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private record Answer(int status, String contentType, byte[] body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private volatile @Nullable String token;

  /** Opens a port of its own. */
  public UiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** The address of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** From now on the API answers with this JSON, such as at {@code flame}. */
  public void answer(String apiPath, String json) {
    put(apiPath, 200, "application/json", json);
  }

  /** From now on the API wants this token. */
  public void demand(String newToken) {
    token = newToken;
  }

  /** From now on the API answers with this problem. */
  public void problem(String apiPath, int status, String title, String detail) {
    put(
        apiPath,
        status,
        "application/problem+json",
        "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(title, status, detail));
  }

  /** From now on the API does not answer, until the latch has been counted down. */
  public CountDownLatch hold() {
    answering = new CountDownLatch(1);
    return answering;
  }

  private void put(String apiPath, int status, String contentType, String body) {
    answers.put(
        "/api/v1/" + apiPath,
        new Answer(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Answer answer = path.startsWith("/api/") ? answer(exchange, path) : resource(path);
    if (answer == null) {
      answer =
          new Answer(404, "text/plain", ("nothing at " + path).getBytes(StandardCharsets.UTF_8));
    }
    exchange.getResponseHeaders().set("Content-Type", answer.contentType);
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.sendResponseHeaders(answer.status, answer.body.length);
    exchange.getResponseBody().write(answer.body);
    exchange.close();
  }

  private @Nullable Answer answer(HttpExchange exchange, String path) {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String presented = exchange.getRequestHeaders().getFirst("Authorization");
    return token == null || ("Bearer " + token).equals(presented)
        ? answers.get(path)
        : new Answer(
            401,
            "application/problem+json",
            "{\"title\":\"A token is needed\",\"status\":401}".getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Answer resource(String path) throws IOException {
    String file = path.contains(".") ? path : "/index.html";
    try (InputStream in = UiServer.class.getResourceAsStream("/pitot-ui" + file)) {
      return in == null ? null : new Answer(200, contentType(file), in.readAllBytes());
    }
  }

  private static String contentType(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript";
      case "css" -> "text/css";
      case "svg" -> "image/svg+xml";
      default -> "text/html; charset=utf-8";
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
