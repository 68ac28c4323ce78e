package io.pitot.benchmarks;

import io.pitot.daemon.Daemon;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Watches windows of one target on their way, from outside: the flushes in the chunk's header, the
 * daemon's count of finished windows, and the answers of the HTTP interface.
 */
final class Passage {
  private static final int WINDOW_MILLIS = 10_000;
  private static final int CHUNK_SIZE_OFFSET = 8;
  private static final Pattern COVERED_TO = Pattern.compile("\"coveredToMillis\":(\\d+)");

  private final long pid;
  private final Daemon daemon;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private final NavigableSet<Long> flushMillis = new TreeSet<>();
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
    this.pid = pid;
    this.daemon = daemon;
    this.address = "http://127.0.0.1:" + httpPort + "/api/v1/flame?type=park&";
  }

  /** All windows but the first, which began before the recording. */
  List<Sight> watch(int seconds) throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long chunkBytes = 0;
    long windows = 0;
    long covered = 0;
    while (System.nanoTime() < deadlineNanos) {
      long nowChunkBytes = chunkBytes();
      if (nowChunkBytes != chunkBytes) {
        flushMillis.add(System.currentTimeMillis());
        chunkBytes = nowChunkBytes;
      }
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
    Long flush = flushMillis.ceiling(windowEndMillis);
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

  /** The published size of the chunk that is being written: it moves with each flush. */
  private long chunkBytes() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        Path file = Files.readSymbolicLink(descriptor);
        if (file.toString().endsWith(".jfr")) {
          return chunkBytes(file);
        }
      }
    } catch (NoSuchFileException e) {
      // A descriptor was closed since the listing: the next look will tell.
    }
    return 0;
  }

  private static long chunkBytes(Path file) throws IOException {
    try (RandomAccessFile chunk = new RandomAccessFile(file.toFile(), "r")) {
      chunk.seek(CHUNK_SIZE_OFFSET);
      return chunk.length() < CHUNK_SIZE_OFFSET + Long.BYTES ? 0 : chunk.readLong();
    }
  }
}
