package io.pitot.collector.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinLogger;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.ingest.DaemonRequests;
import io.pitot.collector.ingest.IngestCounters;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.tls.CollectorCertificate;
import io.pitot.collector.watch.Watching;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP server of the collector. */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;

  /** Of a large tree the usual level takes three times as long and leaves four fifths. */
  private static final int GZIP_LEVEL = 1;

  private static final String DESCRIPTION = "openapi.json";

  private final Javalin server;
  private final Api api;

  private HttpServer(Javalin server, Api api) {
    this.server = server;
    this.api = api;
  }

  /**
   * Opens the port; fails with the server's own exception when it cannot be bound.
   *
   * @param token null asks for nothing; else the API wants it, the UI's files do not
   * @param certificate null for HTTP in clear text
   * @param policy of the gate, for questions that bring none
   */
  public static HttpServer start(
      ProfileStore store,
      TargetBoard board,
      IngestCounters counters,
      DaemonRequests requests,
      InetSocketAddress address,
      @Nullable String token,
      @Nullable CollectorCertificate certificate,
      GatePolicy policy,
      Watching watching,
      String version,
      Clock clock) {
    Api api = new Api(store, board, counters, requests, policy, watching, version, clock);
    Javalin server =
        Javalin.create(
            config -> {
              configure(config, address);
              if (certificate != null) {
                encrypt(config, address, certificate.context());
              }
              route(config.routes, api, token);
            });
    server.start();
    return new HttpServer(server, api);
  }

  /** From now on {@code /ready} says so. */
  public void ready() {
    api.ready();
  }

  /** The port that is open. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    api.close();
    server.stop();
  }

  private static void configure(JavalinConfig config, InetSocketAddress address) {
    // What goes wrong is told by whoever starts this, in one line.
    JavalinLogger.enabled = false;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(GZIP_LEVEL));
    config.jetty.host = address.getAddress().getHostAddress();
    config.jetty.port = address.getPort();
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("pitot-http");
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
  }

  /** In the place of the connector that the server would make itself. */
  private static void encrypt(JavalinConfig config, InetSocketAddress address, SSLContext tls) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setSslContext(tls);
    config.jetty.addConnector(
        (server, http) -> {
          HttpConnectionFactory requests = new HttpConnectionFactory(http);
          ServerConnector connector =
              new ServerConnector(
                  server, new SslConnectionFactory(context, requests.getProtocol()), requests);
          connector.setHost(address.getAddress().getHostAddress());
          connector.setPort(address.getPort());
          return connector;
        });
  }

  private static void route(RoutesConfig routes, Api api, @Nullable String token) {
    routes.before(
        request -> {
          request.header("X-Content-Type-Options", "nosniff");
          request.header("Referrer-Policy", "no-referrer");
        });
    if (token != null) {
      routes.before("/api/*", new TokenCheck(token));
    }
    api.routes().forEach(routes::get);
    api.posts().forEach(routes::post);
    routes.get("/" + DESCRIPTION, HttpServer::description);
    routes.get(
        "/api/*",
        request ->
            Problem.of(
                    HttpStatus.NOT_FOUND,
                    "there is no %s; /%s lists what there is"
                        .formatted(request.path(), DESCRIPTION))
                .answer(request));
    routeUi(routes, new UiResources(HttpServer.class.getClassLoader()));
    routes.exception(
        Exception.class, (failure, request) -> Problem.of(failure, request).answer(request));
  }

  static void routeUi(RoutesConfig routes, UiResources ui) {
    UiResources.PAGES.forEach(page -> routes.get(page, ui::page));
    routes.get("/*", ui);
  }

  private static void description(Context request) {
    try (InputStream in = HttpServer.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException(DESCRIPTION + " is not on the class path");
      }
      request.contentType("application/json").result(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
