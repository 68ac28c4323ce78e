package io.pitot.benchmarks.parse;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * The program that is recorded. Three threads call themselves along many different paths and at
 * their ends allocate, wait for one lock and park, until the recording is large enough.
 */
final class DiverseStacks {
  private static final Object LOCK = new Object();
  private static final int THREADS = 3;
  private static final int MEGABYTES_IN_A_SECOND = 12;
  private static final Pattern NUMBERS = Pattern.compile("[0-9]+");
  private static volatile Object sink = "";
  private static volatile boolean ended;

  private DiverseStacks() {}

  /**
   * Records itself.
   *
   * @param args the recording, its size in MB, the size of its chunks in MB, the number of
   *     different stacks
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    // Only finished chunks are counted; the last one is still to come.
    int chunkMegabytes = Integer.parseInt(args[2]);
    long targetBytes = (Long.parseLong(args[1]) - chunkMegabytes) * 1_000_000;
    int stacks = Integer.parseInt(args[3]);
    try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
      enableAll(recording);
      recording.start();
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        threads[i] = new Thread(() -> work(random, stacks), "worker-" + i);
        threads[i].start();
      }
      while (recording.getSize() < targetBytes) {
        LockSupport.parkNanos(300_000_000);
        if (chunkMegabytes < MEGABYTES_IN_A_SECOND) {
          beginChunk();
        }
      }
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
      recording.stop();
      recording.dump(file);
    }
  }

  /** The JVM looks at a chunk's size once a second, and when a recording starts begins another. */
  private static void beginChunk() {
    try (Recording other = new Recording()) {
      other.start();
    }
  }

  private static void enableAll(Recording recording) {
    recording.enable("jdk.ExecutionSample").with("period", "1 ms");
    recording.enable("jdk.NativeMethodSample").with("period", "10 ms");
    recording.enable("jdk.ObjectAllocationInNewTLAB").withStackTrace();
    recording.enable("jdk.ObjectAllocationOutsideTLAB").withStackTrace();
    recording.enable("jdk.ObjectAllocationSample").with("throttle", "off");
    recording.enable("jdk.JavaMonitorEnter").withoutThreshold().withStackTrace();
    recording.enable("jdk.ThreadPark").withoutThreshold().withStackTrace();
    if (FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .anyMatch(type -> type.getName().equals("jdk.CPUTimeSample"))) {
      recording.enable("jdk.CPUTimeSample").with("throttle", "1 ms");
    }
  }

  /** A few stacks are very common and many are rare, as in any program. */
  private static void work(SplittableRandom random, int stacks) {
    while (!ended) {
      double place = random.nextDouble();
      long path = (long) (place * place * place * stacks);
      int depth = 4 + (int) (path * 7919 % 24);
      sink = Paths.call(path * 0x9E3779B97F4A7C15L, depth, random.nextInt());
    }
  }

  /** What happens at the end of a path. */
  static Object arrive(int what) {
    Object made = new byte[64 + (what & 0x3fff)];
    if ((what >>> 14 & 0xf) == 0) {
      synchronized (LOCK) {
        made = new long[8 + (what & 0xff)];
        sink = made;
      }
    } else if ((what >>> 14 & 0x7f) == 1) {
      LockSupport.parkNanos(LOCK, 1);
    } else if ((what >>> 14 & 0x3) == 2) {
      made = library(what >>> 21 & 7, what);
    }
    return made;
  }

  /** Code of the JDK, for methods that nobody wrote for this. */
  private static Object library(int which, int what) {
    return switch (which) {
      case 0 -> String.format("%d of %s, %.2f", what, sink.getClass(), what / 3.0);
      case 1 -> NUMBERS.matcher("order 17, item " + what + ", shelf 4").replaceAll("#");
      case 2 -> IntStream.range(0, 40).boxed().collect(Collectors.groupingBy(i -> i % 7));
      case 3 -> new BigDecimal(what).pow(5).divide(new BigDecimal("17.3"), MathContext.DECIMAL64);
      case 4 -> DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(what & 0xffffffffL));
      case 5 -> new TreeMap<>(Map.of("a" + what, 1, "b" + what, 2, "c", 3)).descendingMap();
      case 6 ->
          new ConcurrentHashMap<>(Map.of(what, "x", what + 1, "y"))
              .merge(what, "z", String::concat);
      default -> "a,b;c,d;%d".formatted(what).chars().mapToObj(Integer::toHexString).toList();
    };
  }
}
