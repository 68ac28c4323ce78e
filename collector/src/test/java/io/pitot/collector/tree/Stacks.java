package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Stacks as text: {@code root;...;leaf} to a count and a sum, the naive model of a tree. */
public final class Stacks {
  private final Map<String, long[]> values = new TreeMap<>();

  /** Reads lines of {@code root;...;leaf COUNT} or {@code root;...;leaf COUNT SUM}. */
  public static Stacks parse(String text) {
    Stacks stacks = new Stacks();
    for (String line : text.strip().split("\n", -1)) {
      String[] parts = line.strip().split(" ", -1);
      long count = Long.parseLong(parts[1]);
      stacks.add(parts[0], count, parts.length > 2 ? Long.parseLong(parts[2]) : count);
    }
    return stacks;
  }

  /**
   * Random stacks over a small alphabet, so that prefixes are shared and frames recur; some come
   * before {@code (merged)} and some behind it.
   */
  static Stacks random(Random random, int entries) {
    Stacks stacks = new Stacks();
    for (int i = 0; i < entries; i++) {
      List<String> frames = new ArrayList<>();
      for (int depth = 1 + random.nextInt(8); depth > 0; depth--) {
        int frame = (int) Math.abs(random.nextGaussian() * 6);
        frames.add((frame % 3 == 0 ? "#" : "f") + frame);
      }
      long count = 1L + random.nextInt(20);
      stacks.add(String.join(";", frames), count, count * random.nextInt(4000));
    }
    return stacks;
  }

  public void add(String stack, long count, long sum) {
    long[] value = values.computeIfAbsent(stack, s -> new long[2]);
    value[0] += count;
    value[1] += sum;
  }

  public void addTo(TreeBuilder builder, int instance) {
    values.forEach(
        (stack, value) -> {
          int node = TreeBuilder.ROOT;
          for (String frame : stack.split(";", -1)) {
            node = builder.child(node, builder.frame(frame));
          }
          builder.add(instance, node, value[0], value[1]);
        });
  }

  public ProfileTree tree() {
    TreeBuilder builder = new TreeBuilder();
    addTo(builder, 0);
    return builder.build();
  }

  /** What a tree holds, in the form of this model. */
  static Stacks of(ProfileTree tree) {
    Stacks stacks = new Stacks();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.selfCount()[node] != 0 || tree.selfSum()[node] != 0) {
        stacks.add(
            String.join(";", tree.shape().path(node)),
            tree.selfCount()[node],
            tree.selfSum()[node]);
      }
    }
    return stacks;
  }

  /** The value of everything that begins with these frames. */
  long inclusive(String prefix, Value value) {
    return values.entrySet().stream()
        .filter(e -> e.getKey().equals(prefix) || e.getKey().startsWith(prefix + ";"))
        .mapToLong(e -> e.getValue()[value == Value.COUNT ? 0 : 1])
        .sum();
  }

  Map<String, long[]> values() {
    return values;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (stack, value) ->
            text.append(stack)
                .append(' ')
                .append(value[0])
                .append(' ')
                .append(value[1])
                .append('\n'));
    return text.toString();
  }
}
