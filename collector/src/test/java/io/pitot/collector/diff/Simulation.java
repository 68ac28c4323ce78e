package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.hipparchus.random.RandomDataGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A service whose truth is known. Its stacks have a long common spine of JDK and framework frames
 * and leaves whose costs follow a power law. Instances differ from each other (every node has an
 * effect of its own in every instance), windows scatter more than by chance (gamma-Poisson), and
 * the load drifts (AR(1)), each instance's for itself.
 *
 * <p>The scatter of all windows of a stack is drawn at once, as one gamma variable with the mean
 * and the variance of their sum: the differ sees the sum alone, and a thousand trials take minutes.
 */
final class Simulation {
  private static final double INSTANCE_EFFECT = 0.05;
  private static final double OVERDISPERSION_SHAPE = 4;
  private static final double REQUESTS_IN_A_WINDOW = 1_000;

  private final Program program;
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
      return "%d+%d x %d x %d".formatted(base, candidate, windows, events);
    }
  }

  /** How large the tree is: frames that call others, and stacks with a cost of their own. */
  record Size(int inner, int leaves) {
    static final Size SMALL = new Size(120, 400);
    static final Size LARGE = new Size(3000, 3000);
  }

  /** What the candidate does differently. */
  record Change(Program program, double load) {
    Change plus(int node, double cost) {
      return new Change(program.plus(node, cost), load);
    }
  }

  /** Frames in the order of their making, a caller before those that it calls; 0 is the root. */
  record Program(int[] parent, String[] frame, double[] cost) {

    Program plus(int node, double more) {
      double[] changed = cost.clone();
      changed[node] = Math.max(0, changed[node] + more);
      return new Program(parent, frame, changed);
    }

    Program withNew(int caller, String name, double newCost) {
      int size = parent.length;
      int[] parents = Arrays.copyOf(parent, size + 1);
      String[] frames = Arrays.copyOf(frame, size + 1);
      double[] costs = Arrays.copyOf(cost, size + 1);
      parents[size] = caller;
      frames[size] = name;
      costs[size] = newCost;
      return new Program(parents, frames, costs);
    }

    double[] inclusive() {
      double[] sum = cost.clone();
      for (int node = sum.length - 1; node > 0; node--) {
        sum[parent[node]] += sum[node];
      }
      return sum;
    }

    List<String> path(int node) {
      List<String> path = new ArrayList<>();
      for (int at = node; at > 0; at = parent[at]) {
        path.add(0, frame[at]);
      }
      return path;
    }
  }

  Simulation(long seed) {
    this(seed, Size.SMALL);
  }

  Simulation(long seed, Size size) {
    random = new RandomDataGenerator(seed);
    program = new Shape(new Random(seed)).make(size);
  }

  /** Makes a program. */
  private static final class Shape {
    private final Random random;
    private final List<Integer> parent = new ArrayList<>();
    private final List<String> frame = new ArrayList<>();
    private final List<Double> cost = new ArrayList<>();

    private Shape(Random random) {
      this.random = random;
    }

    private Program make(Size size) {
      add(0, "all", 0);
      int spine = add(0, "java.lang.Thread.run", 0);
      for (String name :
          List.of(
              "java.util.concurrent.ThreadPoolExecutor$Worker.run",
              "java.util.concurrent.ThreadPoolExecutor.runWorker",
              "frame.Server.accept",
              "frame.Filter.first",
              "frame.Filter.second",
              "frame.Dispatch.service")) {
        // A little happens beside the spine at every level, so that it is no chain.
        add(spine, "frame.Log" + spine + ".write", 0.003);
        spine = add(spine, name, 0);
      }
      List<Integer> inner = new ArrayList<>(List.of(spine));
      for (int i = 0; i < size.inner(); i++) {
        String owner = random.nextInt(4) == 0 ? "java.util.M" : "shop.C";
        inner.add(
            add(inner.get(random.nextInt(inner.size())), owner + i + ".m" + random.nextInt(9), 0));
      }
      for (int i = 0; i < size.leaves(); i++) {
        int caller = inner.get(1 + random.nextInt(inner.size() - 1));
        add(caller, "shop.L" + i + ".leaf", Math.pow(i + 3.0, -1.1));
      }
      double sum = cost.stream().mapToDouble(Double::doubleValue).sum();
      return new Program(
          parent.stream().mapToInt(Integer::intValue).toArray(),
          frame.toArray(String[]::new),
          cost.stream().mapToDouble(c -> c / sum).toArray());
    }

    private int add(int caller, String name, double ownCost) {
      parent.add(caller);
      frame.add(name);
      cost.add(ownCost);
      return parent.size() - 1;
    }
  }

  Program program() {
    return program;
  }

  /** The frame whose own cost is closest to {@code cost}. */
  int frameThatCosts(double cost) {
    return closest(program.cost(), cost);
  }

  /** A frame of the application that calls others and holds, with them, about {@code cost}. */
  int callerThatHolds(double cost) {
    double[] inclusive = program.inclusive();
    boolean[] calls = new boolean[inclusive.length];
    for (int node = 1; node < calls.length; node++) {
      calls[program.parent()[node]] = true;
    }
    for (int node = 0; node < calls.length; node++) {
      boolean wanted = calls[node] && !FrameNames.isJdk(program.frame()[node]);
      inclusive[node] = wanted ? inclusive[node] : 0;
    }
    return closest(inclusive, cost);
  }

  private static int closest(double[] costs, double cost) {
    int closest = 1;
    double distance = Double.MAX_VALUE;
    for (int node = 1; node < costs.length; node++) {
      double away = Math.abs(Math.log(costs[node] / cost));
      if (costs[node] > 0 && away < distance) {
        closest = node;
        distance = away;
      }
    }
    return closest;
  }

  double cost(int node) {
    return program.cost()[node];
  }

  /** Another number below {@code bound}, from the seed. */
  int pick(int bound) {
    return random.nextInt(0, bound - 1);
  }

  /** The release as it is. */
  Change same() {
    return new Change(program, 1);
  }

  /** The release with another cost of one frame, given as a difference. */
  Change plus(int node, double cost) {
    return same().plus(node, cost);
  }

  /** The release with a new frame. */
  Change withNew(int caller, String name, double cost) {
    return new Change(program.withNew(caller, name, cost), 1);
  }

  /** The release without its largest costs, as many as are {@code cost} together. */
  Change withoutLargest(double cost) {
    List<Integer> largest = new ArrayList<>();
    for (int node = 1; node < program.cost().length; node++) {
      largest.add(node);
    }
    largest.sort((a, b) -> Double.compare(cost(b), cost(a)));
    Change change = same();
    double left = cost;
    for (int node : largest) {
      double taken = Math.min(left, cost(node));
      change = taken > 0 ? change.plus(node, -taken) : change;
      left -= taken;
    }
    return change;
  }

  /** The release under another load. */
  Change load(double load) {
    return new Change(program, load);
  }

  Report compare(Change change, Design design, DiffParameters parameters) {
    int instances = design.base() + design.candidate();
    TreeBuilder builder = TreeBuilder.forInstances(instances, FrameNames::comparable);
    int[] nodes = nodesOf(change.program(), builder);
    List<Arm.Instance> base = new ArrayList<>();
    List<Arm.Instance> candidate = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      boolean isBase = i < design.base();
      run(isBase ? same() : change, design, builder, i, nodes);
      (isBase ? base : candidate).add(new Arm.Instance(i, design.windows() * 10));
    }
    return Comparison.compare(
        new Subject("cpu", "samples", Value.COUNT),
        builder.buildUnion(),
        new Arm("1.0", base),
        new Arm("1.1", candidate),
        parameters);
  }

  /**
   * Compares by request. Each instance counts the requests that it serves, and is a little faster
   * or slower at all of them than others, as the machines are that it shares.
   *
   * @param dearer what a request costs in the candidate, by what it costs in the base, everywhere
   */
  Report compareByRequest(Change change, double dearer, Design design) {
    int instances = design.base() + design.candidate();
    TreeBuilder builder = TreeBuilder.forInstances(instances, FrameNames::comparable);
    int[] nodes = nodesOf(change.program(), builder);
    List<Arm.Instance> base = new ArrayList<>();
    List<Arm.Instance> candidate = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      boolean isBase = i < design.base();
      Jvm jvm = new Jvm(isBase ? same() : change);
      jvm.pace = Math.exp(INSTANCE_EFFECT * random.nextNormal(0, 1)) * (isBase ? 1 : dearer);
      jvm.run(design.windows(), design.events()).addTo(builder, i, nodes);
      double requests = poisson(jvm.served * REQUESTS_IN_A_WINDOW);
      (isBase ? base : candidate).add(new Arm.Instance(i, design.windows() * 10).serving(requests));
    }
    return Comparison.compare(
        new Subject("cpu", "samples", Value.COUNT),
        builder.buildUnion(),
        new Arm("1.0", base),
        new Arm("1.1", candidate),
        DiffParameters.DEFAULT);
  }

  /**
   * Compares the release with itself again and again, always the same instances, while their data
   * grows.
   *
   * @param windows that there are at each look
   * @param parameters of each look, counted from 1
   */
  List<Report> looks(
      int instances, int[] windows, int events, IntFunction<DiffParameters> parameters) {
    List<Jvm> jvms = new ArrayList<>();
    for (int i = 0; i < 2 * instances; i++) {
      jvms.add(new Jvm(same()));
    }
    List<Report> reports = new ArrayList<>();
    int before = 0;
    for (int look = 1; look <= windows.length; look++) {
      int now = windows[look - 1];
      TreeBuilder builder = TreeBuilder.forInstances(jvms.size(), FrameNames::comparable);
      int[] nodes = nodesOf(program, builder);
      List<Arm.Instance> base = new ArrayList<>();
      List<Arm.Instance> candidate = new ArrayList<>();
      for (int i = 0; i < jvms.size(); i++) {
        jvms.get(i).run(now - before, events).addTo(builder, i, nodes);
        (i < instances ? base : candidate).add(new Arm.Instance(i, now * 10));
      }
      before = now;
      reports.add(
          Comparison.compare(
              new Subject("cpu", "samples", Value.COUNT),
              builder.buildUnion(),
              new Arm("1.0", base),
              new Arm("1.1", candidate),
              parameters.apply(look)));
    }
    return reports;
  }

  private static int[] nodesOf(Program program, TreeBuilder builder) {
    int[] nodes = new int[program.parent().length];
    for (int node = 1; node < nodes.length; node++) {
      nodes[node] =
          builder.child(nodes[program.parent()[node]], builder.frame(program.frame()[node]));
    }
    return nodes;
  }

  private void run(Change change, Design design, TreeBuilder builder, int instance, int[] nodes) {
    new Jvm(change).run(design.windows(), design.events()).addTo(builder, instance, nodes);
  }

  /** One instance: what is its own stays while its counts grow. */
  private final class Jvm {
    private final Program running;
    private final double load;
    private final long[] counts;
    private double @Nullable [] effect;

    /** What all that it does costs, by what it costs others. */
    private double pace = 1;

    /** Windows at a load of 1 that would have been as much work. */
    private double served;

    private Jvm(Change change) {
      running = change.program();
      load = change.load() * Math.exp(0.05 * random.nextNormal(0, 1));
      counts = new long[running.parent().length];
    }

    private Jvm run(int windows, int events) {
      double drift = 0;
      double loads = 0;
      double squares = 0;
      for (int window = 0; window < windows; window++) {
        drift = 0.7 * drift + random.nextNormal(0, 0.1);
        double ofWindow = load * Math.exp(drift);
        loads += ofWindow;
        squares += ofWindow * ofWindow;
      }
      served += loads;
      double shape = OVERDISPERSION_SHAPE * loads * loads / squares;
      double[] own = effect();
      for (int node = 1; node < own.length; node++) {
        if (running.cost()[node] > 0) {
          int caller = running.parent()[node];
          double factor = own[node] * own[caller] * own[running.parent()[caller]];
          double mean = running.cost()[node] * factor * events * loads * pace;
          counts[node] += poisson(mean * random.nextGamma(shape, 1 / shape));
        }
      }
      return this;
    }

    /** Drawn behind the load of the first windows. */
    private double[] effect() {
      if (effect == null) {
        effect = new double[counts.length];
        for (int node = 0; node < effect.length; node++) {
          effect[node] = Math.exp(random.nextNormal(0, INSTANCE_EFFECT));
        }
      }
      return effect;
    }

    private void addTo(TreeBuilder builder, int instance, int[] nodes) {
      for (int node = 1; node < counts.length; node++) {
        if (running.cost()[node] > 0) {
          builder.add(instance, nodes[node], counts[node], counts[node]);
        }
      }
    }
  }

  private long poisson(double mean) {
    return mean > 0 ? random.nextPoisson(mean) : 0;
  }
}
