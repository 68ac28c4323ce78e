package io.pitot.collector.query;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static java.util.stream.Collectors.toSet;

import io.pitot.collector.query.LocksAnswer.Holder;
import io.pitot.collector.query.LocksAnswer.Load;
import io.pitot.collector.query.LocksAnswer.Lock;
import io.pitot.collector.query.LocksAnswer.Stuck;
import io.pitot.collector.query.PausesQuery.Pause;
import io.pitot.collector.query.WhyAnswer.Evidence;
import io.pitot.collector.store.ProfileStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells the answers apart to why threads did not run: a lock, a map, a GC pause, another safepoint,
 * a GC stall that is no pause, CPU throttling of the container, an exhausted pool; or that they
 * ran. Maps that give wrong answers, only grow or are made over and over are told besides ({@link
 * MapFaults}, {@link MapChurn}).
 *
 * <p>All are weighed by the number of threads that they held up at any time. A wait counts for what
 * it is net of pauses; what it was inside pauses counts for those. A pause holds up every thread
 * that has something to do, which nobody counts: it is taken to be {@link #BUSY_THREADS}, and those
 * that were waiting besides.
 */
public final class WhyQuery {
  private static final int BUSY_THREADS = 4;

  /** Below so many threads nothing is held up that a person would notice. */
  private static final double NOTICEABLE = 0.1;

  /** The same of waits that were only seen at looks: short ones are part of any busy program. */
  private static final double NOTICEABLE_LOAD = 0.15;

  /** So many times what the JVM's events tell, looks are the better witness. */
  private static final double MOSTLY_UNTOLD = 2;

  /** Of the time; collections that take less are usual. */
  private static final double NOTICEABLE_PAUSES = 0.05;

  /** Longer pauses are noticed one by one, where one request in a hundred meets them. */
  private static final long LONG_PAUSE_NANOS = 50_000_000;

  private static final double NOTICEABLE_LONG_PAUSES = 0.01;
  static final int ALL_PAUSES = 5_000;

  /** Below so many, a busy CPU is the better answer. */
  private static final double MUCH = 0.5;

  private static final double BUSY_CPU = 0.8;

  /** Of the machine: threads that hold a lock wait for a processor, too. */
  private static final double CROWDED = 0.9;

  /** Below so many threads that were held up, a crowded machine is the better answer. */
  private static final double MUCH_IN_A_CROWD = 1;

  /**
   * Of the machine: a thread that waited for a processor gets more than that, unless fifty others
   * want it, too. A JVM that used less in a crowd waited for something else.
   */
  private static final double HARDLY_ANY_CPU = 0.02;

  private static final int ALL_LOCKS = 20_000;
  private static final int ALL_MAPS = 20_000;

  /** Locks of the flight recorder: who attaches waits for them, and the agent. */
  private static final String RECORDER = "jdk.jfr.internal.";

  private static final Pattern MAP_CLASSES =
      Pattern.compile(
          "java\\.util\\.(concurrent\\.ConcurrentHashMap|Hashtable|Collections\\$SynchronizedMap"
              + "|Collections\\$SynchronizedSortedMap"
              + "|Collections\\$SynchronizedNavigableMap|HashMap|LinkedHashMap|TreeMap|WeakHashMap"
              + "|IdentityHashMap|Properties)(\\$.*)?");

  private final LocksQuery locks;
  private final PausesQuery pauses;
  private final VitalsQuery vitals;
  private final MapsQuery maps;
  private final MapChurn churn;

  public WhyQuery(ProfileStore store) {
    this.locks = new LocksQuery(store);
    this.pauses = new PausesQuery(store);
    this.vitals = new VitalsQuery(store);
    this.maps = new MapsQuery(store);
    this.churn = new MapChurn(store);
  }

  /** Weighs what is known of the range. */
  public WhyAnswer run(Selection selection) {
    return run(selection, pauses.run(selection, ALL_PAUSES), vitals.run(selection, List.of(), 0));
  }

  /** The same for who knows the pauses and all vitals already. */
  WhyAnswer run(Selection selection, PausesQuery.Answer stops, VitalsQuery.Answer loads) {
    LocksAnswer waits = locks.run(selection, new LocksQuery.Asked("", false, false, 0, ALL_LOCKS));
    double watched = Math.max(1, stops.watchedNanos());
    List<Evidence> evidence = new ArrayList<>();
    addLocks(evidence, waits.locks(), waits.holders(), watched);
    addStuck(evidence, waits.stuck(), stops.instances(), watched);
    addLoads(evidence, waits, watched);
    addPauses(evidence, waits, stops, watched);
    throttled(loads, watched).ifPresent(evidence::add);
    evidence.sort(Comparator.comparingDouble(Evidence::threads).reversed());
    double cpu = mean(loads, "cpu_jvm_user_ppm") + mean(loads, "cpu_jvm_system_ppm");
    double machine = mean(loads, "cpu_machine_ppm");
    evidence.add(cpu(cpu, machine));
    List<Evidence> faults =
        new ArrayList<>(MapFaults.of(maps.run(selection, ALL_MAPS).maps(), watched));
    churn.find(selection, stops).ifPresent(faults::add);
    boolean isBusy =
        evidence.get(0).threads()
                < (machine >= CROWDED && cpu >= HARDLY_ANY_CPU ? MUCH_IN_A_CROWD : MUCH)
            && (machine >= CROWDED || cpu >= BUSY_CPU);
    // On a machine without a processor to spare pauses are long because of the others.
    Set<String> longPauses = machine >= BUSY_CPU ? Set.of() : longPauses(stops);
    Evidence verdict = verdict(evidence, faults, isBusy, longPauses, stops.windows());
    evidence.addAll(evidence.size() - 1, faults);
    return new WhyAnswer(
        verdict.answer(),
        verdict.sentence(),
        stops.instances(),
        stops.windows(),
        stops.watchedNanos(),
        evidence);
  }

  private static Evidence verdict(
      List<Evidence> evidence,
      List<Evidence> faults,
      boolean isBusy,
      Set<String> longPauses,
      long windows) {
    Evidence first =
        evidence.stream()
            .filter(one -> isNoticeable(one, longPauses))
            .findFirst()
            .orElse(evidence.get(0));
    Evidence ofCpu = evidence.get(evidence.size() - 1);
    if (windows == 0) {
      return new Evidence("nothing", 0, 0, "No instance was watched in this time.");
    }
    // What makes answers wrong outweighs what makes them a little late.
    if (!faults.isEmpty() && MapFaults.isWrong(faults.get(0)) && first.threads() < MUCH) {
      return faults.get(0);
    }
    // Collections that a map for each request makes necessary are no cause of their own.
    if (first.answer().equals("gc") && !faults.isEmpty() && MapChurn.isOne(faults.get(0))) {
      return faults.get(0);
    }
    boolean isHeldUp = !isBusy && isNoticeable(first, longPauses);
    if (!isHeldUp && !faults.isEmpty()) {
      return faults.get(0);
    }
    if (isBusy) {
      return ofCpu;
    }
    if (!isHeldUp) {
      return new Evidence(
          "nothing",
          0,
          0,
          "Nothing held threads up for 1 ms or more that would be noticed. " + ofCpu.sentence());
    }
    return first;
  }

  private static boolean isNoticeable(Evidence evidence, Set<String> longPauses) {
    boolean isPause = evidence.answer().equals("gc") || evidence.answer().equals("safepoint");
    return evidence.threads() >= (isPause ? NOTICEABLE_PAUSES * BUSY_THREADS : NOTICEABLE)
        || longPauses.contains(evidence.answer());
  }

  /** The kinds of pauses that are long enough to be noticed one by one, and often enough. */
  private static Set<String> longPauses(PausesQuery.Answer stops) {
    Map<String, Long> nanos =
        stops.pauses().stream()
            .filter(pause -> pause.kind().equals("gc"))
            .filter(pause -> pause.durationNanos() >= LONG_PAUSE_NANOS)
            .collect(groupingBy(Pause::kind, summingLong(Pause::durationNanos)));
    nanos.values().removeIf(sum -> sum < NOTICEABLE_LONG_PAUSES * stops.watchedNanos());
    return nanos.keySet();
  }

  private static void addLocks(
      List<Evidence> evidence, List<Lock> all, List<Holder> holders, double watched) {
    addLock(evidence, "lock", all, holders, lock -> isLock(lock), watched);
    addLock(evidence, "pool", all, holders, lock -> lock.kind().equals("pool"), watched);
    addLock(evidence, "stall", all, holders, lock -> lock.kind().equals("gc_stall"), watched);
    List<Evidence> maps = new ArrayList<>();
    // The agent and the JVM tell of the same waits inside a ConcurrentHashMap: never add the two.
    addLock(maps, "map", all, holders, lock -> WaitWords.isMap(lock.kind()), watched);
    addLock(maps, "map", all, holders, lock -> isMapMonitor(lock), watched);
    maps.stream().max(Comparator.comparingLong(Evidence::nanos)).ifPresent(evidence::add);
  }

  private static boolean isMapMonitor(Lock lock) {
    return lock.kind().equals("monitor") && MAP_CLASSES.matcher(lock.lockClass()).matches();
  }

  private static boolean isLock(Lock lock) {
    return List.of("monitor", "lock", "class_loading", "pin").contains(lock.kind())
        && !isMapMonitor(lock)
        && !lock.lockClass().startsWith(RECORDER);
  }

  private static void addLock(
      List<Evidence> evidence,
      String answer,
      List<Lock> all,
      List<Holder> holders,
      Predicate<Lock> isOfAnswer,
      double watched) {
    List<Lock> chosen = all.stream().filter(isOfAnswer).toList();
    if (chosen.isEmpty()) {
      return;
    }
    long nanos = chosen.stream().mapToLong(lock -> lock.sum().netNanos()).sum();
    evidence.add(
        new Evidence(
            answer, nanos / watched, nanos, WhyWords.waited(answer, chosen, holders, watched)));
  }

  /** Waits that have not ended: what they took of the time that was watched. */
  private static void addStuck(
      List<Evidence> evidence, List<Stuck> stuck, int instances, double watched) {
    if (stuck.isEmpty()) {
      return;
    }
    double nanos = 0;
    for (Stuck lock : stuck) {
      double atMost = lock.waiters() * (watched / Math.max(1, instances));
      nanos += Math.min((double) lock.waitNanos(), atMost);
    }
    boolean isMap = MAP_CLASSES.matcher(stuck.get(0).lockClass()).matches();
    evidence.add(
        new Evidence(isMap ? "map" : "lock", nanos / watched, (long) nanos, WhyWords.stuck(stuck)));
  }

  /**
   * Waits of which the JVM's events tell the smaller part or nothing: shorter ones than have an
   * event, and those of virtual threads.
   */
  private static void addLoads(List<Evidence> evidence, LocksAnswer locks, double watched) {
    Set<String> told = locks.stuck().stream().map(Stuck::lockClass).collect(toSet());
    for (boolean ofMaps : new boolean[] {false, true}) {
      List<Load> loads =
          locks.loads().stream()
              .filter(load -> MAP_CLASSES.matcher(load.lockClass()).matches() == ofMaps)
              .filter(load -> !told.contains(load.lockClass()))
              .toList();
      long nanos = loads.stream().mapToLong(Load::waitNanos).sum();
      String answer = ofMaps ? "map" : "lock";
      double known =
          evidence.stream()
              .filter(one -> one.answer().equals(answer))
              .mapToDouble(Evidence::threads)
              .max()
              .orElse(0);
      double threads = nanos / watched;
      if (threads >= NOTICEABLE_LOAD && threads >= MOSTLY_UNTOLD * known) {
        evidence.add(new Evidence(answer, threads, nanos, WhyWords.loaded(loads, nanos, watched)));
      }
    }
  }

  private static void addPauses(
      List<Evidence> evidence, LocksAnswer locks, PausesQuery.Answer stops, double watched) {
    LocksAnswer.Sum waits = locks.total();
    // Until all threads have stopped for a collection they wait for that, too.
    long forCollections = 0;
    long forOthers = 0;
    for (PausesQuery.Reason reason : stops.reasons()) {
      boolean isCollection = reason.kind().equals("gc");
      forCollections += isCollection ? reason.totalNanos() - reason.gcNanos() : 0;
      forOthers += isCollection ? 0 : reason.totalNanos();
    }
    double part = forOthers / Math.max(1.0, (double) forCollections + forOthers);
    long inOthers = Math.round(waits.safepointNanos() * part);
    long inCollections = waits.gcNanos() + waits.safepointNanos() - inOthers;
    addPauses(evidence, "gc", inCollections, locks.locks(), stops, watched);
    addPauses(evidence, "safepoint", inOthers, locks.locks(), stops, watched);
  }

  private static void addPauses(
      List<Evidence> evidence,
      String kind,
      long ofWaits,
      List<Lock> locks,
      PausesQuery.Answer stops,
      double watched) {
    List<PausesQuery.Reason> reasons =
        stops.reasons().stream().filter(reason -> reason.kind().equals(kind)).toList();
    if (!reasons.isEmpty()) {
      long nanos = reasons.stream().mapToLong(PausesQuery.Reason::totalNanos).sum();
      evidence.add(
          new Evidence(
              kind,
              (BUSY_THREADS * (double) nanos + ofWaits) / watched,
              nanos,
              WhyWords.stopped(kind, reasons, nanos, watched)
                  + WhyWords.longer(kind, locks, ofWaits)));
    }
  }

  private static Optional<Evidence> throttled(VitalsQuery.Answer loads, double watched) {
    long nanos =
        loads.lines().stream()
            .filter(line -> line.name().equals("container_throttled_nanos"))
            .flatMapToLong(line -> Arrays.stream(line.last()))
            .filter(value -> value > 0)
            .sum();
    if (nanos == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Evidence(
            "throttled",
            nanos / watched,
            nanos,
            String.format(
                Locale.ROOT,
                "The container's CPU limit held threads back for %s: %.1f threads at any time."
                    + " Raise the limit or use less CPU.",
                WhyWords.seconds(nanos),
                nanos / watched)));
  }

  private static Evidence cpu(double ofJvm, double ofMachine) {
    return new Evidence(
        "cpu",
        0,
        0,
        String.format(
            Locale.ROOT,
            "%s used %.0f %% of the CPU of their machines, everything there %.0f %%.",
            ofMachine >= CROWDED && ofJvm < ofMachine / 2
                ? "Other processes take the processors: the JVMs"
                : "The JVMs",
            100 * ofJvm,
            100 * ofMachine));
  }

  /** Of all that was measured, as a part of one. */
  private static double mean(VitalsQuery.Answer loads, String name) {
    return loads.lines().stream()
            .filter(line -> line.name().equals(name))
            .flatMapToLong(line -> Arrays.stream(line.last()))
            .filter(value -> value >= 0)
            .average()
            .orElse(0)
        / 1e6;
  }
}
