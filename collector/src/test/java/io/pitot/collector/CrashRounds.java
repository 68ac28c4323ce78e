package io.pitot.collector;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills a collector under load, again and again on one data directory, and while it sums up two
 * hours that the load goes into; then looks whether every batch that it acknowledged is there,
 * once, one that it did not acknowledge whole or not at all, and whether sums equal their windows.
 *
 * <p>Every tenth round kills a whole collector, the others one that serves no pages. Half of them
 * die at an acknowledgement, half of them some milliseconds after one.
 *
 * <p>Most of a round is the start of a JVM: {@link ClassArchive} makes it a short one.
 */
public final class CrashRounds {
  /** Each batch has an instance of its own, of which a query takes 10,000. */
  public static final int ROUNDS_ON_ONE_DIRECTORY = 30;

  private static final int ROUNDS_BETWEEN_CHECKS = 10;
  private static final int ROUNDS_OF_A_WHOLE_COLLECTOR = 10;
  private static final int DAEMONS = 4;
  private static final int UNANSWERED = 16;
  private static final int TEN_MINUTES = 12;
  private static final int WINDOWS_OF_TEN_MINUTES = 60;
  private static final long HOUR_MILLIS = 3_600_000;

  /** Stacks that all batches have, so that half a batch is noticed. */
  private static final int COMMON = 100;

  private final Path data;
  private final ClassArchive classes;
  private final int first;
  private final Random random;

  /** Two hours that are over, so that each start sums them up and what comes breaks their seals. */
  private final long firstHourMillis;

  /** Stacks of the batches that were sent, and of those the ones that were acknowledged. */
  private final Set<String> sent = new HashSet<>();

  private final Set<String> acknowledged = new HashSet<>();

  private @Nullable ChildCollector collector;
  private int acknowledgementsToKill;
  private int millisToKill;
  private Result result = Result.NONE;

  /**
   * What came of it.
   *
   * @param lost batches that were acknowledged and are not there, or not whole
   * @param twice batches that are there more than once, or that nobody sent
   * @param checks how often all was compared
   * @param summedUp how often there were sums then that had been made under load
   * @param problems what {@link StoreCheck} found: sums that differ from their windows, and so on
   */
  public record Result(
      int rounds,
      long sent,
      long acknowledged,
      long lost,
      long twice,
      int checks,
      int summedUp,
      List<String> problems) {
    /** Nothing was done yet. */
    public static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0, List.of());

    private Result plus(Result other) {
      List<String> all = new ArrayList<>(problems);
      all.addAll(other.problems);
      return new Result(
          rounds + other.rounds,
          sent + other.sent,
          acknowledged + other.acknowledged,
          lost + other.lost,
          twice + other.twice,
          checks + other.checks,
          summedUp + other.summedUp,
          List.copyOf(all));
    }

    /** In one line. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "%,d kills, %,d batches sent, %,d acknowledged; %,d lost, %,d twice; compared %,d times,"
              + " %,d of them with sums made under load; %d problems",
          rounds,
          sent,
          acknowledged,
          lost,
          twice,
          checks,
          summedUp,
          problems.size());
    }
  }

  /**
   * @param data where the collectors keep their data
   * @param first the number of the first round
   */
  private CrashRounds(Path data, ClassArchive classes, int first, long seed) {
    this.data = data;
    this.classes = classes;
    this.first = first;
    this.random = new Random(seed + first);
    this.firstHourMillis = (System.currentTimeMillis() / HOUR_MILLIS - 4) * HOUR_MILLIS;
  }

  /**
   * Kills until there were so many rounds; with {@link Result#problems} it ends early, and what the
   * crashes left stays in the folder.
   *
   * @param before what came of the rounds that were done already
   * @param progress is told after each {@link #ROUNDS_ON_ONE_DIRECTORY}
   */
  public static Result run(
      Path folder, int rounds, long seed, Result before, Consumer<Result> progress)
      throws Exception {
    Files.createDirectories(folder);
    Path archive = Files.createTempDirectory(folder, "classes");
    ClassArchive classes = ClassArchive.in(archive);
    Result result = before;
    while (result.rounds < rounds && result.problems.isEmpty()) {
      Path data = Files.createTempDirectory(folder, "from-round-" + result.rounds + "-");
      int more = Math.min(ROUNDS_ON_ONE_DIRECTORY, rounds - result.rounds);
      result = result.plus(new CrashRounds(data, classes, result.rounds, seed).kill(more));
      progress.accept(result);
      if (result.problems.isEmpty()) {
        remove(data);
      }
    }
    remove(archive);
    return result;
  }

  private Result kill(int rounds) throws Exception {
    for (int done = 0; done < rounds && result.problems.isEmpty(); done++) {
      int before = acknowledged.size();
      int sentBefore = sent.size();
      loadUntilKilled(first + done);
      int more = acknowledged.size() - before;
      add(new Result(1, sent.size() - sentBefore, more, 0, 0, 0, 0, List.of()));
      if (more == 0) {
        add(problem("nothing was acknowledged in round " + (first + done)));
      }
      if ((done + 1) % ROUNDS_BETWEEN_CHECKS == 0 || done + 1 == rounds) {
        check(true);
      }
    }
    if (result.problems.isEmpty()) {
      sumUpAtRest();
    }
    return result;
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void add(Result more) {
    result = result.plus(more);
  }

  private static Result problem(String problem) {
    return new Result(0, 0, 0, 0, 0, 0, 0, List.of(problem));
  }

  private void loadUntilKilled(int round) throws Exception {
    List<String> parts = round % ROUNDS_OF_A_WHOLE_COLLECTOR == 0 ? List.of() : List.of("store");
    try (ChildCollector child = classes.start(data, parts)) {
      acknowledgementsToKill = 1 + random.nextInt(150);
      millisToKill = random.nextBoolean() ? 0 : random.nextInt(60);
      collector = child;
      List<Thread> daemons = new ArrayList<>();
      for (int d = 0; d < DAEMONS; d++) {
        String name = "r" + round + "d" + d;
        // Of the twelve ten minutes a third is written to; the others are summed up meanwhile.
        int tenMinutes = (round * DAEMONS + d) % TEN_MINUTES;
        TestDaemon daemon = TestDaemon.greet(child.grpcPort());
        daemons.add(new Thread(() -> send(daemon, tenMinutes, name)));
      }
      daemons.forEach(Thread::start);
      for (Thread thread : daemons) {
        thread.join(TimeUnit.MINUTES.toMillis(5));
        if (thread.isAlive()) {
          throw new IllegalStateException("a daemon hangs in round " + round);
        }
      }
    }
  }

  /** Sends as much as it may until the stream breaks; half of it twice. */
  private void send(TestDaemon daemon, int tenMinutes, String name) {
    Map<Long, String> open = new HashMap<>();
    Deque<String> again = new ArrayDeque<>();
    try (daemon) {
      for (int i = 0; !daemon.hasEnded(); i++) {
        boolean repeat = !again.isEmpty() && i % 3 == 2;
        String stack = repeat ? again.pop() : "Main.run;" + name + ".m" + i;
        synchronized (this) {
          sent.add(stack);
        }
        open.put(daemon.send(batch(stack, tenMinutes)), stack);
        if (!repeat && i % 3 == 0) {
          again.add(stack);
        }
        while (open.size() >= UNANSWERED && !daemon.hasEnded()) {
          take(daemon.answerWithin(Duration.ofMillis(50)), open);
        }
      }
      // What arrived before the end counts.
      while (daemon.hasAnswer()) {
        take(daemon.answerWithin(Duration.ZERO), open);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void take(@Nullable ToDaemon answer, Map<Long, String> open)
      throws InterruptedException {
    if (answer != null && answer.hasAck()) {
      String stack = open.remove(answer.getAck().getSequence());
      if (stack != null) {
        acknowledged.add(stack);
        if (--acknowledgementsToKill == 0 && collector != null) {
          // At once, an acknowledgement that came before the data would have nothing behind it.
          Thread.sleep(millisToKill);
          collector.kill();
        }
      }
    } else if (answer != null && answer.hasRefusal()) {
      if (!answer.getRefusal().getRetryable()) {
        add(problem("a sound batch was refused: " + answer));
      }
      open.remove(answer.getRefusal().getSequence());
    }
  }

  private Batch batch(String stack, int tenMinutes) {
    TestBatches batch =
        TestBatches.of("shop", "1.0", stack.substring("Main.run;".length()))
            .cpu(stack, weight(stack));
    for (int i = 0; i < COMMON; i++) {
      batch.cpu("Main.run;Common.c" + i, 1);
    }
    int window =
        tenMinutes * WINDOWS_OF_TEN_MINUTES
            + Math.floorMod(stack.hashCode(), WINDOWS_OF_TEN_MINUTES);
    return batch.at(firstHourMillis + window * TestBatches.WINDOW_MILLIS);
  }

  private static long weight(String stack) {
    return 1L + Math.floorMod(stack.hashCode(), 97);
  }

  /**
   * Compares all.
   *
   * @param isUnderLoad whether there was load since the last sums were made
   */
  private void check(boolean isUnderLoad) throws Exception {
    boolean summedUp;
    List<String> problems;
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      summedUp =
          isUnderLoad
              && !blocks.partitions(Table.TENS).isEmpty()
              && !blocks.partitions(Table.HOURS).isEmpty();
      problems = new StoreCheck(blocks, partition -> {}).run().problems();
    }
    Map<String, Long> found = stacks();
    long batches = (long) found.size() - COMMON;
    List<String> wrong = new ArrayList<>(problems);
    for (int i = 0; i < COMMON; i++) {
      Long whole = found.remove("Main.run;Common.c" + i);
      if (whole == null || whole != batches) {
        wrong.add("of %d batches %s have stack %d".formatted(batches, whole, i));
      }
    }
    long lost = 0;
    for (String stack : acknowledged) {
      if (found.getOrDefault(stack, 0L) < weight(stack)) {
        lost++;
        wrong.add(stack + " was acknowledged and is not there");
      }
    }
    long twice = 0;
    for (Map.Entry<String, Long> one : found.entrySet()) {
      if (!sent.contains(one.getKey()) || one.getValue() > weight(one.getKey())) {
        twice++;
        wrong.add(
            "%s is there %d times, sent %d"
                .formatted(one.getKey(), one.getValue(), weight(one.getKey())));
      }
    }
    add(new Result(0, 0, 0, lost, twice, 1, summedUp ? 1 : 0, wrong));
  }

  /** As a person gets them, partly from sums. */
  private Map<String, Long> stacks() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector reader = Collector.start(config)) {
      String body =
          new TestApi(reader.httpPort())
              .get(
                  "/api/v1/flame?service=shop&format=collapsed&from=%d&to=%d"
                      .formatted(firstHourMillis, firstHourMillis + 2 * HOUR_MILLIS))
              .body();
      Map<String, Long> found = new HashMap<>();
      for (String line : body.split("\n", -1)) {
        int cut = line.lastIndexOf(' ');
        if (cut > 0) {
          found.put(line.substring(0, cut), Long.parseLong(line.substring(cut + 1)));
        }
      }
      return found;
    }
  }

  /** What is summed up now that nobody writes, from what the crashes left. */
  private void sumUpAtRest() throws Exception {
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(data),
            CollectorConfig.DEFAULT_WINDOWS,
            CollectorConfig.DEFAULT_HISTORY,
            Clock.systemUTC())) {
      store.sumUpHours();
    }
    check(false);
  }
}
