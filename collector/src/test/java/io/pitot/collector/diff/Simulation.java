package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hipparchus.random.RandomDataGenerator;

/**
 * A service whose truth is known. Its stacks have a long common spine of JDK and framework frames
 * and a few hundred leaves whose costs follow a power law. Instances differ from each other (every
 * node has an effect of its own in every instance), windows scatter more than by chance
 * (gamma-Poisson), and the load drifts (AR(1)), each instance's for itself.
 */
final class Simulation {
  private static final double INSTANCE_EFFECT = 0.05;
  private static final double OVERDISPERSION_SHAPE = 4;

  /** A cost in the tree: the stack, root first, and what it costs by unit of load. */
  private final Map<String, Double> costs = new LinkedHashMap<>();

  private final RandomDataGenerator random;

  /**
   * @param base its instances
   * @param candidate its instances
   * @param windows that each instance is observed for
   * @param events in a window of one instance at a load of 1
   */
  record Design(int base, int candidate, int windows, int events) {
    Design(int instances, int windows, int events) {
      this(instances, instances, windows, events);
    }

    @Override
    public String toString() {
      return "%d+%d instances x %d windows x %d events".formatted(base, candidate, windows, events);
    }
  }

  /** What the candidate does differently. */
  record Change(Map<String, Double> costs, double load) {}

  Simulation(long seed) {
    random = new RandomDataGenerator(seed);
    Random shape = new Random(seed);
    StringBuilder spine = new StringBuilder("java.lang.Thread.run");
    for (String frame :
        List.of(
            "java.util.concurrent.ThreadPoolExecutor$Worker.run",
            "java.util.concurrent.ThreadPoolExecutor.runWorker",
            "frame.Server.accept",
            "frame.Filter.first",
            "frame.Filter.second",
            "frame.Dispatch.service")) {
      spine.append(';').append(frame);
      // A little happens beside the spine at every level, so that it is no chain.
      put(spine + ";frame.Log" + spine.length() + ".write", 0.003);
    }
    List<String> inner = new ArrayList<>(List.of(spine.toString()));
    for (int i = 0; i < 120; i++) {
      String above = inner.get(shape.nextInt(inner.size()));
      String owner = shape.nextInt(4) == 0 ? "java.util.M" : "shop.C";
      inner.add(above + ";" + owner + i + ".m" + shape.nextInt(9));
    }
    for (int i = 0; i < 400; i++) {
      String above = inner.get(1 + shape.nextInt(inner.size() - 1));
      put(above + ";shop.L" + i + ".leaf", Math.pow(i + 3.0, -1.1));
    }
    normalise();
  }

  private void put(String stack, double cost) {
    costs.merge(stack, cost, Double::sum);
  }

  private void normalise() {
    double sum = costs.values().stream().mapToDouble(Double::doubleValue).sum();
    costs.replaceAll((stack, cost) -> cost / sum);
  }

  /** A stack whose cost is close to {@code cost}. */
  String stackThatCosts(double cost) {
    return costs.entrySet().stream()
        .min(
            (a, b) ->
                Double.compare(
                    Math.abs(Math.log(a.getValue() / cost)),
                    Math.abs(Math.log(b.getValue() / cost))))
        .orElseThrow()
        .getKey();
  }

  double cost(String stack) {
    return costs.getOrDefault(stack, 0.0);
  }

  /** The release as it is. */
  Change same() {
    return new Change(costs, 1);
  }

  /** The release with another cost of one stack, given as a difference; the stack may be new. */
  Change plus(String stack, double cost) {
    return plus(same(), stack, cost);
  }

  static Change plus(Change change, String stack, double cost) {
    Map<String, Double> changed = new LinkedHashMap<>(change.costs());
    changed.merge(stack, cost, Double::sum);
    changed.replaceAll((s, c) -> Math.max(0, c));
    return new Change(changed, change.load());
  }

  /** The release without its largest stacks, as many as cost {@code cost} together. */
  Change withoutTopStacks(double cost) {
    Change change = same();
    double left = cost;
    List<String> largest = new ArrayList<>(costs.keySet());
    largest.sort((a, b) -> Double.compare(cost(b), cost(a)));
    for (String stack : largest) {
      double taken = Math.min(left, cost(stack));
      change = taken > 0 ? plus(change, stack, -taken) : change;
      left -= taken;
    }
    return change;
  }

  /** The release under another load. */
  Change load(double load) {
    return new Change(costs, load);
  }

  Report compare(Change change, Design design, DiffParameters parameters) {
    int instances = design.base() + design.candidate();
    TreeBuilder builder = TreeBuilder.forInstances(instances, FrameNames::comparable);
    Map<String, Integer> nodes = new LinkedHashMap<>();
    List<Arm.Instance> base = new ArrayList<>();
    List<Arm.Instance> candidate = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      boolean isBase = i < design.base();
      run(isBase ? same() : change, design, builder, i, nodes);
      (isBase ? base : candidate).add(new Arm.Instance(i, design.windows() * 10));
    }
    UnionTree tree = builder.buildUnion();
    return Comparison.compare(
        new Subject("cpu", "samples", Value.COUNT),
        tree,
        new Arm("1.0", base),
        new Arm("1.1", candidate),
        parameters);
  }

  private void run(
      Change change, Design design, TreeBuilder builder, int instance, Map<String, Integer> nodes) {
    Map<String, Double> effects = new LinkedHashMap<>();
    double load = change.load() * Math.exp(0.05 * random.nextNormal(0, 1));
    double drift = 0;
    double[] loads = new double[design.windows()];
    for (int window = 0; window < loads.length; window++) {
      drift = 0.7 * drift + random.nextNormal(0, 0.1);
      loads[window] = load * Math.exp(drift);
    }
    change
        .costs()
        .forEach(
            (stack, cost) -> {
              double mean = cost * effect(stack, effects) * design.events();
              double rate = 0;
              for (double windowLoad : loads) {
                double scatter = random.nextGamma(OVERDISPERSION_SHAPE, 1 / OVERDISPERSION_SHAPE);
                rate += mean * windowLoad * scatter;
              }
              long count = rate > 0 ? random.nextPoisson(rate) : 0;
              if (count > 0) {
                int node = nodes.computeIfAbsent(stack, s -> nodeOf(builder, s));
                builder.add(instance, node, count, count);
              }
            });
  }

  /** The product of the effects of the leaf and of the two nodes above it. */
  private double effect(String stack, Map<String, Double> effects) {
    double effect = 1;
    String at = stack;
    for (int level = 0; level < 3 && at.indexOf(';') > 0; level++) {
      effect *= effects.computeIfAbsent(at, s -> Math.exp(random.nextNormal(0, INSTANCE_EFFECT)));
      at = at.substring(0, at.lastIndexOf(';'));
    }
    return effect;
  }

  private static int nodeOf(TreeBuilder builder, String stack) {
    int node = TreeBuilder.ROOT;
    for (String frame : stack.split(";", -1)) {
      node = builder.child(node, builder.frame(frame));
    }
    return node;
  }
}
