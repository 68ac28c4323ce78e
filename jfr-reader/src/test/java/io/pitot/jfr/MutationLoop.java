package io.pitot.jfr;

import io.pitot.jfr.Anatomy.ChunkParts;
import io.pitot.jfr.Mutation.Sound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Damages the recordings of a folder again and again, reads each result, and ends with 1 where the
 * reader did not do what it should. It runs in a small heap of its own, so that memory is bounded.
 */
public final class MutationLoop {
  private static final int MAX_FAILURES = 10;
  private static final List<Mutation> KINDS = List.of(Mutation.values());

  /** Recordings as large as a JVM makes them are rare: each costs as much as fifty small ones. */
  private static final int LARGE_BYTES = 100_000;

  private static final int LARGE_EVERY = 50;

  /**
   * Of so many mutations one may hide a chunk's layouts. Bytes that came or went before them leave
   * the header pointing at others, and a search can be misled; a search is all that is left then.
   */
  private static final int MUTATIONS_BY_LOST_LAYOUT = 1_000;

  private final Path folder;
  private final long seed;
  private final Path file;
  private final FileChannel channel;
  private final List<Sound> small = new ArrayList<>();
  private final List<Sound> large = new ArrayList<>();
  private final Map<Mutation, Integer> done = new EnumMap<>(Mutation.class);
  private final Watchdog watchdog = new Watchdog();
  private int failures;

  /** Recordings whose layouts lie elsewhere than the header says, and were not found there. */
  private int lostLayouts;

  private MutationLoop(Path folder, long seed) throws IOException {
    this.folder = folder;
    this.seed = seed;
    file = folder.resolve("mutated");
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (Path recording : recordings()) {
      byte[] bytes = Files.readAllBytes(recording);
      Sound sound =
          new Sound(
              recording.getFileName().toString(),
              bytes,
              Anatomy.of(recording),
              EventPrints.read(recording));
      (bytes.length < LARGE_BYTES ? small : large).add(sound);
    }
  }

  private List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(".jfr")).sorted().toList();
    }
  }

  /**
   * Runs the mutations {@code [from, to)} of a seed.
   *
   * @param args folder of the recordings, seed, from, to
   */
  public static void main(String[] args) throws IOException {
    MutationLoop loop = new MutationLoop(Path.of(args[0]), Long.parseLong(args[1]));
    int from = Integer.parseInt(args[2]);
    int to = Integer.parseInt(args[3]);
    loop.run(from, to);
    System.out.println(loop.done + ", layouts not found again: " + loop.lostLayouts);
    boolean layoutsAreFound = loop.lostLayouts <= (to - from) / MUTATIONS_BY_LOST_LAYOUT;
    System.exit(loop.failures == 0 && layoutsAreFound ? 0 : 1);
  }

  private void run(int from, int to) throws IOException {
    watchdog.start();
    for (int i = from; i < to && failures < MAX_FAILURES; i++) {
      // Each has a random of its own, so that it can be repeated alone.
      SplittableRandom random = new SplittableRandom(seed + i * 0x9E3779B97F4A7C15L);
      random.nextLong();
      List<Sound> sounds = large.isEmpty() || i % LARGE_EVERY != 0 ? small : large;
      Sound sound = sounds.get(random.nextInt(sounds.size()));
      Mutation mutation = KINDS.get(random.nextInt(KINDS.size()));
      watchdog.begins("seed " + seed + ", mutation " + i);
      byte[] damaged = mutation.damage(sound, random);
      Expected expected = new Expected(sound, damaged);
      String problem = read(expected, damaged, i % 4 == 1);
      if (problem != null && problem.startsWith(Expected.MISSING) && expected.movedLayouts()) {
        lostLayouts++;
        tell(i, mutation + " of " + sound.name() + ": " + problem, damaged);
      } else if (problem != null) {
        failures++;
        tell(i, mutation + " of " + sound.name() + ": " + problem, damaged);
      }
      done.merge(mutation, 1, Integer::sum);
    }
  }

  private void tell(int i, String problem, byte[] damaged) throws IOException {
    Path kept = folder.resolve("failed-" + seed + "-" + i);
    Files.write(kept, damaged);
    System.out.println("seed " + seed + ", mutation " + i + ", " + problem + "; see " + kept);
  }

  /** What is wrong with how these bytes are read; null for nothing. */
  private @Nullable String read(Expected expected, byte[] damaged, boolean live)
      throws IOException {
    write(damaged);
    EventPrints prints = new EventPrints();
    try {
      if (live) {
        readLive(prints);
      } else {
        Recording.read(file, prints.handlers());
      }
    } catch (JfrFormatException declared) {
      if (!live && !prints.values.isEmpty()) {
        return "events were delivered, and " + declared;
      }
    } catch (RuntimeException | Error undeclared) {
      StackTraceElement[] stack = undeclared.getStackTrace();
      return undeclared + (stack.length == 0 ? "" : " at " + stack[0]);
    }
    return live ? expected.firstChunkIn(prints) : expected.allIn(prints);
  }

  private void readLive(EventPrints prints) throws IOException {
    try (ChunkReader reader = ChunkReader.open(file, prints.handlers())) {
      for (int polls = 0; polls < 3 && reader.poll() == Poll.ADVANCED; polls++) {
        // An unfinished chunk is never more than advanced.
      }
    }
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    while (from.hasRemaining()) {
      channel.write(from, from.position());
    }
    channel.truncate(bytes.length);
  }

  /** What must be delivered, as two recordings that differ say it. */
  static final class Expected {
    static final String MISSING = "not all of the ";

    private final Sound sound;

    /** The sound bytes that were replaced. */
    private final int begin;

    private final int end;
    private final boolean moved;

    /** A chunk begins where there was none. */
    private final boolean chunkPut;

    Expected(Sound sound, byte[] damaged) {
      this.sound = sound;
      byte[] bytes = sound.bytes();
      int same = 0;
      int shorter = Math.min(bytes.length, damaged.length);
      while (same < shorter && bytes[same] == damaged[same]) {
        same++;
      }
      int sameEnd = 0;
      while (sameEnd < shorter - same
          && bytes[bytes.length - 1 - sameEnd] == damaged[damaged.length - 1 - sameEnd]) {
        sameEnd++;
      }
      begin = same;
      end = bytes.length - sameEnd;
      moved = bytes.length != damaged.length;
      String put =
          new String(damaged, same, damaged.length - sameEnd - same, StandardCharsets.ISO_8859_1);
      chunkPut = put.contains("FLR\0");
    }

    /** All events before the damage, and all of the chunks behind it. */
    @Nullable String allIn(EventPrints prints) {
      List<Long> all = sound.prints().values;
      int before = eventsBefore(sound.chunks());
      int behind = eventsBehind();
      int size = prints.values.size();
      if (size < before || !prints.values.subList(0, before).equals(all.subList(0, before))) {
        return MISSING + before + " events before " + begin + " are there";
      }
      if (size < behind
          || !prints
              .values
              .subList(size - behind, size)
              .equals(all.subList(all.size() - behind, all.size()))) {
        return MISSING + behind + " events of the chunks behind " + end + " are there";
      }
      if (!constantsTouched()
          && !prints
              .meanings
              .subList(0, before)
              .equals(sound.prints().meanings.subList(0, before))) {
        return "the events before " + begin + " mean something else";
      }
      return null;
    }

    @Nullable String firstChunkIn(EventPrints prints) {
      int before = eventsBefore(sound.chunks().subList(0, 1));
      boolean all =
          prints.values.size() >= before
              && prints.values.subList(0, before).equals(sound.prints().values.subList(0, before));
      return all || moved
          ? null
          : MISSING + before + " events before " + begin + " are there, live";
    }

    private int eventsBefore(List<ChunkParts> chunks) {
      int count = 0;
      for (ChunkParts chunk : chunks) {
        boolean readable = !chunk.span().overlaps(begin, end + 1) || isReadable(chunk);
        int limit = readable ? begin : 0;
        count += (int) chunk.events().stream().filter(event -> event.end() <= limit).count();
      }
      return count;
    }

    /** A chunk without its header or its layouts says nothing. */
    private boolean isReadable(ChunkParts chunk) {
      return begin >= chunk.span().begin() + ChunkHeader.SIZE_BYTES
          && !chunk.metadata().overlaps(begin, end + 1)
          && (chunk.metadata().end() <= begin || !chunkPut);
    }

    /** Whether the header of the damaged chunk points at other bytes than its layouts. */
    boolean movedLayouts() {
      return moved
          && sound.chunks().stream()
              .anyMatch(
                  chunk ->
                      chunk.span().overlaps(begin, end + 1) && chunk.metadata().begin() >= begin);
    }

    private int eventsBehind() {
      return (int)
          sound.chunks().stream()
              .filter(chunk -> chunk.span().begin() >= end)
              .flatMap(chunk -> chunk.events().stream())
              .count();
    }

    /** Whether it may cost a stack or a name. */
    private boolean constantsTouched() {
      return moved
          || sound.chunks().stream()
              .anyMatch(
                  chunk ->
                      chunk.span().overlaps(begin, end)
                          && chunk.events().stream()
                              .noneMatch(event -> event.begin() <= begin && event.end() >= end));
    }
  }

  /** Ends the JVM when one mutation takes as long as none can that is not endless. */
  private static final class Watchdog extends Thread {
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private final Thread watched = Thread.currentThread();
    private volatile String what = "";
    private volatile long sinceNanos;

    Watchdog() {
      super("watchdog");
      setDaemon(true);
    }

    void begins(String mutation) {
      what = mutation;
      sinceNanos = System.nanoTime();
    }

    @Override
    public void run() {
      while (System.nanoTime() - sinceNanos < LIMIT_NANOS || what.isEmpty()) {
        try {
          Thread.sleep(1_000);
        } catch (InterruptedException e) {
          return;
        }
      }
      System.out.println(what + " does not end:");
      for (StackTraceElement frame : watched.getStackTrace()) {
        System.out.println("  at " + frame);
      }
      Runtime.getRuntime().halt(3);
    }
  }
}
