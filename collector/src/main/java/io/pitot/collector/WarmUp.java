package io.pitot.collector;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Seen;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a collector that has just been started what people ask first: the flame graph of the last
 * day of the service that was seen last. Without it the first of them waits ten times as long as
 * the next, for classes, the compiler and the disk. A store that is empty has nothing to wait for.
 */
final class WarmUp {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration QUICK = Duration.ofMillis(15);
  private static final int MOST_REQUESTS = 20;
  private static final long RANGE_SECONDS = Duration.ofDays(1).toSeconds();
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private final InetSocketAddress address;
  private final @Nullable String token;
  private final SocketFactory sockets;
  private final long deadlineNanos = System.nanoTime() + LIMIT.toNanos();

  /**
   * @param bound where HTTP is served
   * @param port that is open
   * @param sockets that speak what that port does
   */
  WarmUp(InetSocketAddress bound, int port, @Nullable String token, SocketFactory sockets) {
    InetAddress host = bound.getAddress();
    this.address =
        new InetSocketAddress(
            host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host, port);
    this.token = token;
    this.sockets = sockets;
  }

  /**
   * @param seen the release that was seen last
   */
  private record Recent(String service, Seen seen) {}

  /** Returns when the answers come as fast as they will, or time is up. */
  void run(ProfileStore store) {
    Catalog catalog = store.catalog();
    Optional<Recent> recent =
        catalog.services().entrySet().stream()
            .flatMap(service -> recent(catalog, service).stream())
            .max(Comparator.comparingLong(one -> one.seen.lastSeconds()));
    if (recent.isPresent()) {
      ask(recent.get());
    }
  }

  private static Optional<Recent> recent(Catalog catalog, Map.Entry<String, Integer> service) {
    Collection<Seen> releases = catalog.releases(service.getValue()).values();
    return releases.stream()
        .max(Comparator.comparingLong(Seen::lastSeconds))
        .map(seen -> new Recent(service.getKey(), seen));
  }

  private void ask(Recent recent) {
    long toSeconds = recent.seen.lastSeconds() + 10;
    String path =
        "/api/v1/flame?service=%s&type=cpu&from=%s&to=%s"
            .formatted(
                URLEncoder.encode(recent.service, StandardCharsets.UTF_8),
                toSeconds - RANGE_SECONDS,
                toSeconds);
    try {
      boolean isQuick = false;
      for (int i = 0; i < MOST_REQUESTS && !isQuick && leftMillis() > 1; i++) {
        long beforeNanos = System.nanoTime();
        get(path);
        isQuick = System.nanoTime() - beforeNanos < QUICK.toNanos();
      }
    } catch (IOException e) {
      // What is wrong with it the first person to ask will be told.
      log.debug("The collector is not warmed up", e);
    }
  }

  private void get(String path) throws IOException {
    try (Socket socket = sockets.createSocket()) {
      socket.connect(address, leftMillis());
      OutputStream out = socket.getOutputStream();
      String authorization = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
      out.write(
          ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + authorization)
              .concat("Accept-Encoding: gzip\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[1 << 16];
      do {
        socket.setSoTimeout(leftMillis());
      } while (socket.getInputStream().read(answer) >= 0);
    }
  }

  /** At least 1: 0 would be without a limit. */
  private int leftMillis() {
    return (int) Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
  }
}
