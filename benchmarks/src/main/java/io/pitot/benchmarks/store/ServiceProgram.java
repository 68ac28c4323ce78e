package io.pitot.benchmarks.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The code of one service as a profiler sees it: 20,000 stacks in a call tree of about 155,000
 * nodes, 37 frames deep in the mean. A caller stands before those that it calls; node 0 is the
 * root.
 */
final class ServiceProgram {
  static final int STACKS = 20_000;

  private static final int FRAMES = 12_000;
  private static final int MEAN_DEPTH = 37;
  private static final int DEPTH_DEVIATION = 10;
  private static final int LEAST_DEPTH = 8;
  private static final int MOST_NEW_FRAMES = 14;

  final String service;
  final int[] parent;
  final int[] frame;
  final int[] leafOfStack = new int[STACKS];
  final String[] names = new String[FRAMES];

  ServiceProgram(String service, long seed) {
    this.service = service;
    Random random = new Random(seed);
    List<int[]> nodes = new ArrayList<>();
    nodes.add(new int[] {0, 0});
    List<Integer> path = new ArrayList<>(List.of(0));
    for (int stack = 0; stack < STACKS; stack++) {
      int depth = (int) Math.max(LEAST_DEPTH, MEAN_DEPTH + DEPTH_DEVIATION * random.nextGaussian());
      int added = 1 + random.nextInt(MOST_NEW_FRAMES);
      path.subList(Math.max(1, Math.min(path.size(), depth - added)), path.size()).clear();
      for (int i = 0; i < added; i++) {
        nodes.add(new int[] {path.get(path.size() - 1), random.nextInt(FRAMES)});
        path.add(nodes.size() - 1);
      }
      leafOfStack[stack] = nodes.size() - 1;
    }
    parent = nodes.stream().mapToInt(node -> node[0]).toArray();
    frame = nodes.stream().mapToInt(node -> node[1]).toArray();
    for (int i = 0; i < FRAMES; i++) {
      names[i] = "org.example.%s.module%d.Component%d.handleRequest".formatted(service, i % 97, i);
    }
  }

  /**
   * A stack that some thread is found at.
   *
   * @param skew 1 where all are the same, more where some are met more often
   */
  int draw(Random random, int skew) {
    double at = random.nextDouble();
    for (int i = 1; i < skew; i++) {
      at *= random.nextDouble();
    }
    return (int) (STACKS * at);
  }
}
