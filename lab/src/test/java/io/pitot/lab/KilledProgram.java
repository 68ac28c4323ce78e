package io.pitot.lab;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The shop as a service of its own, which will be killed. */
final class KilledProgram implements AutoCloseable {
  private static final int REQUESTS_PER_SECOND = 30;
  private static final int LONGEST_SECONDS = 3_600;
  private static final int CHUNK_HEADER_BYTES = 68;

  private final int jdk;
  private final String service;
  private final Shop shop;
  private final Chunks chunks;
  private final long startNanos = System.nanoTime();
  private long livedNanos;

  private KilledProgram(int jdk, String service, Shop shop) throws IOException {
    this.jdk = jdk;
    this.service = service;
    this.shop = shop;
    this.chunks = new Chunks(shop.pid());
  }

  /** On each JDK in turn. */
  static KilledProgram start(String service, int number) throws IOException {
    List<Map.Entry<Integer, Path>> jdks = List.copyOf(Jdks.all().entrySet());
    Map.Entry<Integer, Path> jdk = jdks.get(number % jdks.size());
    return new KilledProgram(
        jdk.getKey(),
        service,
        Shop.start(jdk.getValue(), REQUESTS_PER_SECOND, service, service, LONGEST_SECONDS));
  }

  String service() {
    return service;
  }

  void kill() {
    Processes.kill(shop.process());
    livedNanos = System.nanoTime() - startNanos;
  }

  boolean livedFor(long seconds) {
    return livedNanos >= TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Up to the last flush, by profile type; to be asked when it was killed. */
  Map<String, Long> written() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    EventHandlers handlers = new EventHandlers();
    count(handlers, jdk >= 25 ? "jdk.CPUTimeSample" : "jdk.ExecutionSample", "cpu", counts);
    count(handlers, "jdk.ObjectAllocationSample", "alloc", counts);
    count(handlers, "jdk.JavaMonitorEnter", "lock", counts);
    count(handlers, "jdk.ThreadPark", "park", counts);
    for (Path chunk : chunks.files()) {
      // Killed just when it had made the file.
      if (Files.size(chunk) >= CHUNK_HEADER_BYTES) {
        Recording.read(chunk, handlers);
      }
    }
    return counts;
  }

  private static void count(
      EventHandlers handlers, String event, String type, Map<String, Long> counts) {
    handlers.on(
        event,
        new EventHandler() {
          @Override
          public void event(Event recorded) {
            counts.merge(type, 1L, Long::sum);
          }
        });
  }

  @Override
  public void close() throws IOException {
    shop.close();
    chunks.close();
  }

  @Override
  public String toString() {
    return "%s (process %d, JDK %d)".formatted(service, shop.pid(), jdk);
  }
}
