package io.pitot.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Recording;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import jdk.jfr.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * What the recorded JVMs run: allocation, recursion, monitors, parking, renamed threads and events
 * of its own with every type of field. Between rounds it starts a second recording, which makes the
 * JVM begin a new chunk.
 */
public final class Workload {
  private static final Object LOCK = new Object();
  private static final List<@Nullable String> TEXTS = texts();
  private static volatile Object sink = "";

  private Workload() {}

  /** Every type of field that a program may give an event; JFR leaves arrays out. */
  @Name("test.Everything")
  static final class Everything extends Event {
    boolean flag;
    byte tiny;
    char letter;
    short small;
    int number;
    long large;
    float half;
    double whole;
    @Nullable String text;
    @Nullable Class<?> type;
    @Nullable Thread other;
    @Unsigned int unsigned;
    @DataAmount long bytes;

    @Unsigned short unsignedShort;
    @Unsigned long unsignedLong;
    @Percentage float share;
    @MemoryAddress long address;

    @Timespan(Timespan.SECONDS)
    long seconds;

    @Timespan(Timespan.MILLISECONDS)
    long span;

    @Timespan(Timespan.MICROSECONDS)
    long micros;

    @Timespan(Timespan.NANOSECONDS)
    int nanos;

    @Timespan(Timespan.TICKS)
    long ticks;

    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long moment;

    @Timestamp(Timestamp.TICKS)
    long tickMoment;
  }

  /** Numbered, so that a reader can tell that none is missing and none is there twice. */
  @Name("test.Numbered")
  static final class Numbered extends Event {
    int number;
  }

  /**
   * Works and ends, or with {@code forever} works until it is killed.
   *
   * @param args rounds, or {@code forever}
   */
  public static void main(String[] args) throws Exception {
    boolean forever = args[0].equals("forever");
    long rounds = forever ? Long.MAX_VALUE : Long.parseLong(args[0]);
    System.out.println("ready");
    int numbered = 0;
    for (long round = 0; round < rounds; round++) {
      workTogether((int) round);
      for (int i = 0; i < 500; i++) {
        commitEverything(i);
        commitNumbered(numbered++);
      }
      if (!forever) {
        try (Recording next = new Recording()) {
          next.start();
        }
      } else {
        Thread.sleep(20);
      }
    }
  }

  private static void workTogether(int round) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread thread = thread(i == 0, round * 3 + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A virtual thread where the JDK has them. */
  private static Thread thread(boolean virtual, int seed) throws Exception {
    Runnable work = () -> work(seed);
    if (virtual && Runtime.version().feature() >= 21) {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      return (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, work);
    }
    return new Thread(work, "worker-" + seed);
  }

  private static void work(int seed) {
    long until = System.nanoTime() + 150_000_000L;
    for (int i = 0; System.nanoTime() < until; i++) {
      recurse((i * 7 + seed) % 100, i);
      synchronized (LOCK) {
        if (i % 50 == 0) {
          LockSupport.parkNanos(1_000_000);
        }
        sink = new long[i % 1000];
      }
      if (i % 100 == 0) {
        Thread.currentThread().setName("renamed-" + seed + "-" + i % 3);
        LockSupport.parkNanos(LOCK, 1_000_000);
      }
    }
  }

  private static int recurse(int depth, int seed) {
    if (depth == 0) {
      Map<Integer, Object> map = new HashMap<>();
      map.put(seed, new byte[seed % 4096]);
      map.put(seed + 1, new String[][] {{"a"}});
      sink = map;
      return seed;
    }
    return recurse(depth - 1, seed) + 1;
  }

  private static void commitNumbered(int number) {
    Numbered event = new Numbered();
    event.number = number;
    event.commit();
  }

  private static void commitEverything(int i) {
    Everything event = new Everything();
    event.begin();
    event.flag = i % 2 == 0;
    event.tiny = (byte) i;
    event.letter = (char) (i * 131);
    event.small = (short) (i * -77);
    event.number = i * 0x01234567;
    event.large = i * 0x0123456789abcdefL;
    event.half = i % 20 == 0 ? Float.NEGATIVE_INFINITY : i / 3f;
    event.whole = i % 20 == 1 ? Double.NaN : i / -7.0;
    event.text = TEXTS.get(i % TEXTS.size());
    event.type = i % 3 == 0 ? null : sink.getClass();
    event.other = i % 5 == 0 ? null : Thread.currentThread();
    event.unsigned = -i;
    event.bytes = (long) i << 33;
    event.unsignedShort = (short) -i;
    event.unsignedLong = -i;
    event.share = i / 500f;
    event.address = 0x7f00_0000_0000L + i;
    commitTimes(event, i);
  }

  private static void commitTimes(Everything event, int i) {
    event.seconds = i;
    event.span = i % 20 == 2 ? Long.MIN_VALUE : Duration.ofSeconds(i).toMillis();
    event.micros = i % 20 == 3 ? Long.MAX_VALUE : -i;
    event.nanos = i;
    event.ticks = i * 1001L;
    event.moment = Instant.EPOCH.plusSeconds(i).toEpochMilli();
    event.tickMoment = System.nanoTime();
    event.commit();
  }

  /** No text, an empty one, each of the encodings, and one long enough to become a constant. */
  private static List<@Nullable String> texts() {
    List<@Nullable String> texts = new ArrayList<>();
    texts.add(null);
    texts.add("");
    texts.add("latin: \u00e9\u00df");
    texts.add("wide: \u4e2d\u6587 \ud83d\ude80");
    texts.add("a text that is repeated until the JVM keeps it in its string pool");
    texts.add("long: " + "0123456789".repeat(500));
    return texts;
  }
}
