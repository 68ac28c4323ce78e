package io.pitot.benchmarks;

import io.pitot.daemon.Daemon;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches windows of one target on their way, from outside: the flushes in the chunk's header, the
 * daemon's count of finished windows, and the answers of the HTTP interface.
 */
final class Passage {
  private static final int WINDOW_MILLIS = 10_000;
  private static final Pattern COVERED_TO = Pattern.compile("\"coveredToMillis\":(\\d+)");

  private final Flushes flushes;
  private final Daemon daemon;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private final NavigableSet<Long> spoolMillis = new TreeSet<>();
  private final List<Sight> sights = new ArrayList<>();

  /**
   * A window that an answer covers for the first time; times in ms since the epoch.
   *
   * @param windowEndMillis end of the window
   * @param flushMillis when the target had flushed past the window's end
   * @param spoolMillis when the daemon had handed the window to its spool
   * @param seenMillis when the answer came
   */
  record Sight(long windowEndMillis, long flushMillis, long spoolMillis, long seenMillis) {}

  Passage(long pid, Daemon daemon, int httpPort) {
    flushes = new Flushes(pid);
    this.daemon = daemon;
    this.address = "http://127.0.0.1:" + httpPort + "/api/v1/flame?type=park&";
  }

  /** All windows but the first, which began before the recording. */
  List<Sight> watch(int seconds) throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long windows = 0;
    long covered = 0;
    while (System.nanoTime() < deadlineNanos) {
      flushes.look();
      long nowWindows = daemon.targets().stream().mapToLong(target -> target.windows()).sum();
      if (nowWindows != windows) {
        spoolMillis.add(System.currentTimeMillis());
        windows = nowWindows;
      }
      long nowCovered = coveredToMillis();
      if (nowCovered > covered) {
        if (covered > 0) {
          see(nowCovered, System.currentTimeMillis());
        }
        covered = nowCovered;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return sights;
  }

  private void see(long windowEndMillis, long nowMillis) {
    Long flush = flushes.firstSince(windowEndMillis);
    Long spool = spoolMillis.ceiling(windowEndMillis);
    if (flush == null || spool == null) {
      throw new IllegalStateException("a window was answered that was never flushed or spooled");
    }
    sights.add(new Sight(windowEndMillis, flush, spool, nowMillis));
  }

  /** How many parks of {@link Ticker} the windows that were seen hold, as the collector counts. */
  long counted() throws IOException, InterruptedException {
    long from = sights.get(0).windowEndMillis() - WINDOW_MILLIS;
    long to = sights.get(sights.size() - 1).windowEndMillis();
    return ask("format=collapsed&value=count&from=%d&to=%d".formatted(from, to))
        .lines()
        .filter(line -> line.contains(Ticker.FRAME))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private long coveredToMillis() throws IOException, InterruptedException {
    Matcher covered = COVERED_TO.matcher(ask("maxNodes=2"));
    return covered.find() ? Long.parseLong(covered.group(1)) : 0;
  }

  private String ask(String parameters) throws IOException, InterruptedException {
    URI uri = URI.create(address + "service=Ticker&" + parameters);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
