package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Window.Loss;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A window that is being collected. Events enter under the ids of their chunk; {@link #resolve}
 * turns those into stacks.
 */
final class OpenWindow {
  static final String STACK_LIMIT = "stack_limit";
  static final String UNRESOLVED_STACK = "unresolved_stack";
  static final String EVENTS = "events";
  static final String KIND_LIMIT = "kind_limit";
  static final String BUDGET_KINDS = "budget_kinds";
  static final String BUDGET_WAITS = "budget_waits";
  static final String BUDGET_SAMPLES = "budget_samples";
  static final String BUDGET_STACKS = "budget_stacks";
  static final String BUDGET_TYPES = "budget_types";

  private final long startMillis;
  private final int maxStacks;
  private final boolean tellsKinds;
  private final Map<ProfileType, SampleTable> samples = new EnumMap<>(ProfileType.class);
  private final Map<ProfileType, StackCounts> stacks = new EnumMap<>(ProfileType.class);
  private final Map<ProfileType, MethodKinds> kinds = new EnumMap<>(ProfileType.class);
  private final SortedMap<String, Loss> losses = new TreeMap<>();
  private final WindowWaits waits = new WindowWaits();
  private final WindowSamples singles = new WindowSamples();
  private final WindowExtras extras = new WindowExtras();
  private long requests;

  /**
   * @param tellsKinds whether to count how frames ran
   */
  OpenWindow(long startMillis, int maxStacks, boolean tellsKinds) {
    this.startMillis = startMillis;
    this.tellsKinds = tellsKinds;
    this.maxStacks = maxStacks;
  }

  long startMillis() {
    return startMillis;
  }

  void add(ProfileType type, long stackId, long leafId, long value) {
    SampleTable table = samples.computeIfAbsent(type, key -> new SampleTable());
    if (!table.add(stackId, leafId, 1, value, maxStacks)) {
      stacksOf(type).overflow(1, value);
      lose(STACK_LIMIT, 1, EVENTS);
    }
  }

  void addRequests(long count) {
    requests += count;
  }

  long requests() {
    return requests;
  }

  WindowWaits waits() {
    return waits;
  }

  WindowSamples singles() {
    return singles;
  }

  WindowExtras extras() {
    return extras;
  }

  void lose(String reason, long count, String unit) {
    losses.merge(
        reason,
        new Loss(reason, count, unit),
        (before, more) -> new Loss(reason, before.count() + more.count(), unit));
  }

  /** Tells something of the window, however often it is said. */
  void note(String reason, String unit) {
    losses.putIfAbsent(reason, new Loss(reason, 1, unit));
  }

  /**
   * Moves what came under ids to the stacks that these name; the ids are forgotten. What is given
   * up is not even named.
   */
  void resolve(StackNames names, Detail detail) {
    samples.forEach(
        (type, table) -> {
          if (!detail.keeps(type)) {
            table.forEach((stack, leaf, count, sum) -> lose(BUDGET_TYPES, count, EVENTS));
            table.clear();
            return;
          }
          if (table.rows() > 0) {
            resolve(type, table, names, detail.keepsKinds());
            table.clear();
          }
        });
  }

  private void resolve(ProfileType type, SampleTable table, StackNames names, boolean keepsKinds) {
    FrameTally tally = new FrameTally();
    table.forEach(
        (stackId, leafId, count, sum) -> {
          Stack stack = names.stack(type, stackId, leafId);
          if (!stacksOf(type).add(stack, count, sum)) {
            lose(STACK_LIMIT, count, EVENTS);
          } else if (stack.isUnresolved()) {
            lose(UNRESOLVED_STACK, count, EVENTS);
          } else if (tellsKinds && keepsKinds) {
            names.tally(stackId, count, tally);
          } else if (tellsKinds) {
            lose(BUDGET_KINDS, count, EVENTS);
          }
        });
    if (!tally.isEmpty()) {
      MethodKinds ofType = kinds.computeIfAbsent(type, key -> new MethodKinds(maxStacks));
      loseSome(KIND_LIMIT, ofType.add(tally, names::method), MethodKinds.UNIT);
    }
  }

  /** Leaves out what is to be spared; all is resolved, and waits are joined. */
  void reduceTo(Detail detail) {
    if (!detail.keepsSingleWaits()) {
      loseSome(BUDGET_WAITS, waits.forgetSingle(), "waits");
      loseSome(BUDGET_SAMPLES, singles.forget(), "samples");
    }
    stacks.keySet().removeIf(type -> !detail.keeps(type) && givenUp(type));
    if (!detail.keepsRareStacks()) {
      for (StackCounts counts : stacks.values()) {
        loseSome(BUDGET_STACKS, counts.keepLargest(Detail.MOST_STACKS), EVENTS);
      }
    }
  }

  private boolean givenUp(ProfileType type) {
    loseSome(BUDGET_TYPES, stacksOf(type).events(), EVENTS);
    return true;
  }

  private void loseSome(String reason, long count, String unit) {
    if (count > 0) {
      lose(reason, count, unit);
    }
  }

  /** What was resolved so far; null when nothing. */
  @Nullable StackCounts stacks(ProfileType type) {
    return stacks.get(type);
  }

  /** How the frames of a type's stacks ran, as far as it was resolved and kept. */
  Optional<MethodKinds> kinds(ProfileType type) {
    return Optional.ofNullable(kinds.get(type));
  }

  /** By reason. */
  List<Loss> losses() {
    return List.copyOf(losses.values());
  }

  private StackCounts stacksOf(ProfileType type) {
    return stacks.computeIfAbsent(type, key -> new StackCounts(maxStacks));
  }
}
