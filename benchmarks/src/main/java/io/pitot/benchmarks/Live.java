package io.pitot.benchmarks;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.pitot.benchmarks.node.ChildProcess;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.ui.browser.Chromium;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/run live [SECONDS]}: how long it takes from the flush of a JVM that holds an
 * event to a page in Chromium that shows it, while somebody looks; so many seconds for each page.
 *
 * <p>A real JVM, daemon, collector and browser. An event is a wait for a monitor of a class that
 * there was none of before, and it is shown when the page names this class.
 */
final class Live {
  private static final int DEFAULT_SECONDS = 60;
  private static final long LOOK_MILLIS = 5;
  private static final long LAST_MILLIS = 10_000;

  private static final Map<String, String> PAGES =
      Map.of(
          "flame graph", "/flame?service=Markers&type=lock&live=on",
          "overview", "/service/Markers",
          "locks", "/locks?service=Markers&lanes=200");

  /** Remembers when each text of a table was there first. */
  private static final String WATCH =
      """
      () => {
        window.pitotSeen = {};
        const look = () => {
          for (const cell of document.querySelectorAll('.frame-table td.frame, .list tbody th')) {
            window.pitotSeen[cell.textContent] ??= Date.now();
          }
          requestAnimationFrame(look);
        };
        look();
      }
      """;

  private final Map<String, Long> endMillisByClass = new ConcurrentHashMap<>();
  private final Flushes flushes;
  private final Browser browser;
  private final String address;

  private Live(Flushes flushes, Browser browser, String address) {
    this.flushes = flushes;
    this.browser = browser;
    this.address = address;
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SECONDS;
    Path directory = Files.createTempDirectory("pitot-live-");
    ChildProcess target =
        ChildProcess.java(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            List.of("-Xmx64m"),
            Markers.class);
    CollectorConfig collectorConfig =
        CollectorConfig.defaults(directory.resolve("collector"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(collectorConfig);
        Daemon daemon = Daemon.start(daemonConfig(directory, target, collector.grpcPort()));
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Live live =
          new Live(new Flushes(target.pid()), browser, "http://127.0.0.1:" + collector.httpPort());
      var unused = CompletableFuture.runAsync(() -> live.read(target.lines()));
      for (Map.Entry<String, String> page : PAGES.entrySet()) {
        live.watch(page.getKey(), page.getValue(), seconds);
      }
      System.err.println(daemon.targets());
    } finally {
      target.kill();
    }
  }

  private static DaemonConfig daemonConfig(Path directory, ChildProcess target, int grpcPort) {
    return DaemonConfig.defaults(directory.resolve("daemon"))
        .withCollector("127.0.0.1", grpcPort)
        .withTargets(TargetRules.pids(Set.of((int) target.pid())), WarmPolicy.NOW);
  }

  private void read(BufferedReader lines) {
    try {
      for (String line; (line = lines.readLine()) != null; ) {
        int space = line.indexOf(' ');
        endMillisByClass.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void watch(String name, String path, int seconds)
      throws IOException, InterruptedException {
    try (Page page = browser.newPage()) {
      page.setDefaultTimeout(120_000);
      page.navigate(address + path);
      page.locator(".live[data-state=live]").waitFor();
      page.locator("td.frame, .list tbody th").first().waitFor();
      page.evaluate(WATCH);
      long fromMillis = System.currentTimeMillis();
      long toMillis = fromMillis + TimeUnit.SECONDS.toMillis(seconds);
      while (System.currentTimeMillis() < toMillis + LAST_MILLIS) {
        flushes.look();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      report(name, seenMillis(page), fromMillis, toMillis);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Number> seenMillis(Page page) {
    return (Map<String, Number>) page.evaluate("window.pitotSeen");
  }

  /** Of the events that ended while the page was looked at. */
  private void report(String name, Map<String, Number> seen, long fromMillis, long toMillis) {
    List<Double> delays = new ArrayList<>();
    int neverSeen = 0;
    for (Map.Entry<String, Long> event : endMillisByClass.entrySet()) {
      Long flush = flushes.firstSince(event.getValue());
      if (event.getValue() < fromMillis || event.getValue() > toMillis || flush == null) {
        continue;
      }
      Number shown = seen.get(event.getKey());
      if (shown == null) {
        neverSeen++;
      } else {
        delays.add((double) (shown.longValue() - flush));
      }
    }
    Figure.printSpread(
        "live, " + name + ": flush to screen",
        "ms",
        delays.stream().mapToDouble(Double::doubleValue).toArray());
    if (neverSeen > 0) {
      System.err.printf("%s: %d events were never shown%n", name, neverSeen);
    }
  }
}
