package io.pitot.collector.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruningTest {
  @Test
  void smallSiblingsBecomeOneNodeBesideTheLargeOnes() {
    ProfileTree tree = Stacks.parse("a;big 90\na;s1 2\na;s2;t 3\na;s3 4\nb 1").tree();

    assertEquals(
        "a;(merged) 9 9\na;big 90 90\nb 1 1\n", Stacks.of(tree.pruned(Value.COUNT, 5)).toString());
    assertEquals(4, tree.pruned(Value.COUNT, 5).mergedNodes());
    assertEquals("(merged) 100 100\n", Stacks.of(tree.pruned(Value.COUNT, 2)).toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatStaysKeepsItsTotalAndIsTheLargest(long seed) {
    Random random = new Random(seed);
    ProfileTree tree = Stacks.random(random, 1500).tree();
    Stacks model = Stacks.of(tree);
    Value value = random.nextBoolean() ? Value.COUNT : Value.SUM;
    int maxNodes = 2 + random.nextInt(tree.size());
    ProfileTree pruned = tree.pruned(value, maxNodes);
    String context = "seed " + seed + ", at most " + maxNodes + " of " + tree.size();

    assertTrue(pruned.size() <= maxNodes, context);
    assertEquals(tree.totalCount(), pruned.totalCount(), context);
    assertEquals(tree.totalSum(), pruned.totalSum(), context);
    long[] inclusive = pruned.inclusive(value);
    int merged = 0;
    for (int node = 1; node < pruned.size(); node++) {
      if (pruned.shape().nameOf(node).equals("(merged)")) {
        merged++;
      } else {
        String path = String.join(";", pruned.shape().path(node));
        assertEquals(model.inclusive(path, value), inclusive[node], path + ", " + context);
      }
      String previous = previousSibling(pruned.shape(), node);
      assertTrue(previous.compareTo(pruned.shape().nameOf(node)) < 0, context);
    }
    assertEquals(tree.size() - (pruned.size() - merged), pruned.mergedNodes(), context);
  }

  @Test
  void aTreeThatIsSmallEnoughStays() {
    ProfileTree tree = Stacks.parse("a;b 1").tree();
    assertEquals(tree, tree.pruned(Value.SUM, 3));
  }

  @Test
  void whatWasMergedBeforeStaysMerged() {
    ProfileTree once = Stacks.random(new Random(7), 1500).tree().pruned(Value.COUNT, 300);
    ProfileTree twice = once.pruned(Value.COUNT, 100);

    assertTrue(twice.size() <= 100);
    assertEquals(once.totalSum(), twice.totalSum());
    assertEquals(1, twice.shape().names().stream().filter("(merged)"::equals).count());
  }

  private static String previousSibling(TreeShape shape, int node) {
    for (int at = node - 1; at > 0 && shape.depth()[at] >= shape.depth()[node]; at--) {
      if (shape.depth()[at] == shape.depth()[node]) {
        return shape.nameOf(at);
      }
    }
    return "";
  }
}
