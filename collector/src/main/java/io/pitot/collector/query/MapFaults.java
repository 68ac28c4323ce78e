package io.pitot.collector.query;

import io.pitot.collector.query.MapsAnswer.Growth;
import io.pitot.collector.query.MapsAnswer.OneMap;
import io.pitot.collector.query.WhyAnswer.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What is wrong with maps although nobody waits for them: the worst of each kind, as evidence. */
final class MapFaults {
  /** Wrong answers, whatever else is slow. */
  private static final Set<String> WRONG = Set.of("race", "lost_update", "fail_fast");

  /** What throws beside iterators: it looks whether the map changed while the function ran. */
  private static final Set<String> TAKE_A_FUNCTION =
      Set.of("merge", "compute", "computeIfAbsent", "computeIfPresent");

  private static final long COLLIDING_CHAIN = 16;
  private static final int MANY_RESIZES = 5;

  /** In a window of 10 s. */
  private static final long NOTICEABLE_RESIZE_NANOS = 200_000_000;

  private MapFaults() {}

  /** Whether this fault makes answers wrong, rather than slow. */
  static boolean isWrong(Evidence evidence) {
    return WRONG.contains(evidence.answer());
  }

  /** The gravest first. */
  static List<Evidence> of(List<OneMap> maps, double watchedNanos) {
    List<Evidence> faults = new ArrayList<>();
    worst(maps, map -> !map.races().isEmpty(), MapFaults::races)
        .forEach(map -> faults.add(fault("race", 0, 0, race(map))));
    worst(maps, map -> !lost(map).isEmpty(), map -> lost(map).size())
        .forEach(map -> faults.add(fault("lost_update", 0, 0, lostUpdate(map))));
    worst(maps, map -> !inVain(map).isEmpty(), map -> inVain(map).get(0).count())
        .forEach(map -> faults.add(fault("stampede", 0, 0, stampede(map))));
    worst(maps, map -> !map.failFasts().isEmpty(), map -> map.failFasts().size())
        .forEach(map -> faults.add(fault("fail_fast", 0, 0, failFast(map))));
    worst(maps, MapFaults::collides, OneMap::longestChain)
        .forEach(map -> faults.add(fault("collisions", 0, 0, collisions(map))));
    worst(maps, map -> map.growth().isAny(), map -> map.growth().toSize())
        .forEach(map -> faults.add(fault("growth", 0, 0, growth(map))));
    worst(maps, map -> map.kept().isAny(), map -> map.kept().bytes())
        .forEach(map -> faults.add(fault("kept_memory", 0, 0, kept(map))));
    worst(maps, MapFaults::isStorm, OneMap::worstResizeNanos)
        .forEach(
            map -> {
              long nanos = map.resizeNanos() - map.resizePausedNanos();
              faults.add(fault("resizes", nanos / watchedNanos, nanos, resizes(map, nanos)));
            });
    return faults;
  }

  private static Evidence fault(String answer, double threads, long nanos, String sentence) {
    return new Evidence(answer, threads, nanos, sentence);
  }

  private static List<OneMap> worst(
      List<OneMap> maps, Predicate<OneMap> isFaulty, ToLongFunction<OneMap> weight) {
    return maps.stream()
        .filter(isFaulty)
        .sorted(Comparator.comparingLong(weight).reversed())
        .limit(1)
        .toList();
  }

  private static long races(OneMap map) {
    return map.races().stream().mapToLong(MapsAnswer.Race::count).sum();
  }

  private static boolean collides(OneMap map) {
    return map.treeBins() > 0 && map.longestChain() >= COLLIDING_CHAIN;
  }

  private static boolean isStorm(OneMap map) {
    return map.worstResizes() >= MANY_RESIZES && map.worstResizeNanos() >= NOTICEABLE_RESIZE_NANOS;
  }

  private static String race(OneMap map) {
    MapsAnswer.Race race = map.races().get(0);
    return "Proven: two threads were inside %s at the same moment, %s in %s and %s in %s. Entries get lost, and a thread may never come out of it. Guard it with one lock, or use a ConcurrentHashMap."
        .formatted(
            name(map),
            race.operation(),
            frame(race.stack()),
            race.otherOperation(),
            frame(race.otherStack()));
  }

  private static List<MapsAnswer.Race> lost(OneMap map) {
    return map.checkThenActs().stream().filter(check -> !isInVain(check)).toList();
  }

  private static List<MapsAnswer.Race> inVain(OneMap map) {
    return map.checkThenActs().stream().filter(MapFaults::isInVain).toList();
  }

  /** Whether nothing was overwritten, but something made that was there already. */
  private static boolean isInVain(MapsAnswer.Race check) {
    return check.otherOperation().equals("putIfAbsent");
  }

  private static String stampede(OneMap map) {
    MapsAnswer.Race inVain = inVain(map).get(0);
    return "Proven: %s times a thread found nothing with %s in %s, made a value for the key, and another thread had put one to %s meanwhile, in %s; the key was taken away and made again. Let one thread make it, as with computeIfAbsent, or put the new value in place of the old one."
        .formatted(
            inVain.count(),
            inVain.operation(),
            frame(inVain.stack()),
            name(map),
            frame(inVain.otherStack()));
  }

  private static String lostUpdate(OneMap map) {
    MapsAnswer.Race lost = lost(map).get(0);
    return "Proven: between %s and %s in %s another thread put the same key of %s, in %s: its update is lost. Use one atomic operation such as merge, compute or computeIfAbsent."
        .formatted(
            lost.operation(),
            lost.otherOperation(),
            frame(lost.stack()),
            name(map),
            frame(lost.otherStack()));
  }

  private static String failFast(OneMap map) {
    MapsAnswer.FailFast failed = map.failFasts().get(0);
    return "%s was changed while %s in %s: a ConcurrentModificationException, seen %s times%s."
        .formatted(
            capital(name(map)),
            interrupted(failed.stack()),
            frame(failed.stack()),
            failed.count(),
            failed.otherStack().isEmpty() ? "" : ", changed in " + frame(failed.otherStack()));
  }

  private static String interrupted(List<String> stack) {
    String thrower = stack.isEmpty() ? "" : stack.get(stack.size() - 1);
    String method = thrower.substring(thrower.lastIndexOf('.') + 1);
    return TAKE_A_FUNCTION.contains(method) ? method + " ran" : "it was iterated over";
  }

  private static String collisions(OneMap map) {
    return "Keys of %s collide: %s of its bins are trees, and the longest holds %s of %s entries. Spread the hash code of %s."
        .formatted(
            name(map),
            map.treeBins(),
            map.longestChain(),
            map.size(),
            map.keyClass().isEmpty() ? "the keys" : map.keyClass());
  }

  private static String growth(OneMap map) {
    Growth growth = map.growth();
    return String.format(
        Locale.ROOT,
        "%s has only grown: from %,d to %,d entries in %d s, %s without what they refer to."
            + " Remove what nobody asks for any more, or bound it.",
        capital(name(map)),
        growth.fromSize(),
        growth.toSize(),
        (growth.toMillis() - growth.fromMillis()) / 1_000,
        megabytes(map.estimatedBytes()));
  }

  private static String kept(OneMap map) {
    MapsAnswer.Kept kept = map.kept();
    return String.format(
        Locale.ROOT,
        "%s once held %,d entries or more and now holds %,d, but its table of %,d bins, %s, stays:"
            + " a map never shrinks, and whoever iterates over it walks through all bins. Make a"
            + " new one when most of its entries are gone.",
        capital(name(map)),
        kept.largestSize(),
        kept.size(),
        kept.tableLength(),
        megabytes(kept.bytes()));
  }

  private static String resizes(OneMap map, long nanos) {
    return "Threads spent %s on %s resizes of %s, up to %s bins, in %s. Make it large enough from the beginning."
        .formatted(
            WhyWords.seconds(nanos),
            map.resizes(),
            name(map),
            map.tableLength(),
            frame(map.stack()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String name(OneMap map) {
    String simple = map.mapClass().substring(map.mapClass().lastIndexOf('.') + 1);
    return map.site().isEmpty()
        ? "a " + simple
        : "the %s %s %s".formatted(simple, map.holder().isEmpty() ? "used in" : "at", map.site());
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String frame(List<String> stack) {
    String frame = WaitWords.applicationFrame(stack, "");
    return frame.isEmpty() ? "an unknown frame" : frame;
  }
}
