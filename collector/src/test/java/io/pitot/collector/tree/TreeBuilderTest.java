package io.pitot.collector.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeBuilderTest {
  @Test
  void columnsAreInPreorderWithSiblingsByName() {
    ProfileTree tree = Stacks.parse("b;y 2\na 5\nb;x;z 3\nb 1").tree();

    assertEquals(List.of("all", "a", "b", "x", "y", "z"), tree.shape().names());
    assertArrayEquals(new int[] {0, 1, 1, 2, 3, 2}, tree.shape().depth());
    assertArrayEquals(new int[] {0, 1, 2, 3, 5, 4}, tree.shape().name());
    assertArrayEquals(new long[] {0, 5, 1, 0, 3, 2}, tree.selfCount());
    assertEquals(11, tree.totalCount());
    assertEquals(List.of("b", "x", "z"), tree.shape().path(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsWhatANaiveMapHolds(long seed) {
    Stacks model = Stacks.random(new Random(seed), 700);
    ProfileTree tree = model.tree();

    assertEquals(model.toString(), Stacks.of(tree).toString(), "seed " + seed);
    for (Value value : Value.values()) {
      long[] inclusive = tree.inclusive(value);
      for (int node = 1; node < tree.size(); node++) {
        String path = String.join(";", tree.shape().path(node));
        assertEquals(model.inclusive(path, value), inclusive[node], path + ", seed " + seed);
      }
    }
  }

  @Test
  void whatWasAddedWithoutLookingIsFoundAndGrowsTheTreeLikeTheRest() {
    TreeBuilder builder = new TreeBuilder();
    int[] nodes = new int[5_000];
    for (int i = 0; i < nodes.length; i++) {
      int above = i == 0 ? TreeBuilder.ROOT : nodes[i / 3];
      nodes[i] = builder.newChild(above, builder.frame("f" + i));
    }
    for (int i = 0; i < nodes.length; i++) {
      int above = i == 0 ? TreeBuilder.ROOT : nodes[i / 3];
      assertEquals(nodes[i], builder.child(above, builder.frame("f" + i)));
    }
    int more = builder.child(nodes[7], builder.frame("more"));
    assertEquals(more, builder.child(nodes[7], builder.frame("more")));
    builder.add(more, 2, 3);
    builder.add(nodes[4_000], 1, 1);
    assertEquals(3, builder.build().totalCount());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void theOrderOfArrivalDoesNotMatter(long seed) {
    Random random = new Random(seed);
    Stacks model = Stacks.random(random, 500);
    List<Map.Entry<String, long[]>> entries = new ArrayList<>(model.values().entrySet());
    Collections.shuffle(entries, random);
    TreeBuilder shuffled = new TreeBuilder();
    for (Map.Entry<String, long[]> entry : entries) {
      Stacks one = new Stacks();
      one.add(entry.getKey(), entry.getValue()[0], entry.getValue()[1]);
      one.addTo(shuffled, 0);
    }

    assertSame(model.tree(), shuffled.build(), "seed " + seed);
  }

  /** Kept from profile to profile, it says of each what a tree of its own says. */
  @Test
  void aTreeThatGrowsGivesEachProfileItsOwnTree() {
    GrowingTree growing = new GrowingTree(name -> name);
    Random random = new Random(31);
    for (int round = 0; round < 6; round++) {
      Stacks model = Stacks.random(random, round % 2 == 0 ? 500 : 5);
      Map<Integer, long[]> values = new HashMap<>();
      model
          .values()
          .forEach(
              (stack, value) -> {
                int node = TreeBuilder.ROOT;
                for (String frame : stack.split(";", -1)) {
                  node = growing.child(node, growing.frame(frame));
                }
                values.put(node, value);
              });
      GrowingTree.Order order = growing.order();
      long[] countAndSum = new long[2 * order.size()];
      values.forEach(
          (node, value) -> System.arraycopy(value, 0, countAndSum, 2 * node, value.length));
      growing.child(TreeBuilder.ROOT, growing.frame("a" + round));
      assertSame(model.tree(), order.profile(countAndSum), "round " + round);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void takesOverDictionariesOfManyBatches(long seed) {
    Random random = new Random(seed);
    TreeBuilder merged = new TreeBuilder();
    Stacks model = new Stacks();
    for (int batch = 0; batch < 5; batch++) {
      ProfileTree tree = Stacks.random(random, 300).tree();
      int[] parent = tree.shape().parents();
      int[] here =
          merged.merge(
              tree.shape().names(),
              Arrays.copyOfRange(parent, 1, parent.length),
              Arrays.copyOfRange(tree.shape().name(), 1, parent.length));
      for (int node = 0; node < tree.size(); node++) {
        merged.add(here[node], tree.selfCount()[node], tree.selfSum()[node]);
      }
      Stacks.of(tree).values().forEach((stack, v) -> model.add(stack, v[0], v[1]));
    }

    assertSame(model.tree(), merged.build(), "seed " + seed);
  }

  @Test
  void stacksWithoutValuesAreLeftOut() {
    TreeBuilder builder = new TreeBuilder();
    builder.merge(List.of("", "a", "b"), new int[] {0, 1, 0}, new int[] {1, 2, 2});
    builder.add(1, 7, 70);

    assertEquals(List.of("all", "a"), builder.build().shape().names());
  }

  @Test
  void refusesADictionaryWhoseParentsComeLater() {
    TreeBuilder builder = new TreeBuilder();
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> builder.merge(List.of("", "a"), new int[] {1}, new int[] {1}));
    assertEquals("node 1 has parent 1: a parent stands before its children", refused.getMessage());
  }

  @Test
  void survivesVeryDeepStacks() {
    TreeBuilder builder = new TreeBuilder();
    int frame = builder.frame("Recursive.call");
    int node = TreeBuilder.ROOT;
    for (int depth = 0; depth < 100_000; depth++) {
      node = builder.child(node, frame);
    }
    builder.add(node, 1, 10);
    ProfileTree tree = builder.build();

    assertEquals(100_000, tree.shape().maxDepth());
    assertEquals(10, tree.inclusive(Value.SUM)[0]);
    assertEquals(100_000, tree.shape().path(100_000).size());
    assertTrue(tree.pruned(Value.SUM, 50).size() <= 50);
  }

  @Test
  void aFullTreeKeepsItsTotals() {
    Random random = new Random(31);
    Stacks model = Stacks.random(random, 5000);
    TreeBuilder small = TreeBuilder.bounded(200);
    model.addTo(small, 0);
    ProfileTree tree = small.build();

    assertTrue(tree.size() <= 400, () -> "nodes: " + tree.size());
    assertTrue(small.overflow() > 0);
    assertEquals(model.tree().totalCount(), tree.totalCount());
    assertEquals(model.tree().totalSum(), tree.totalSum());
    assertTrue(tree.shape().names().contains("(merged)"));
  }

  @Test
  void keepsInstancesApartAndRemembersRecordedNames() {
    TreeBuilder builder =
        TreeBuilder.forInstances(2, name -> name.replaceAll("Lambda\\d+", "Lambda"));
    Stacks.parse("main;Lambda1.run 3\nonly.Lambda7.here 1").addTo(builder, 0);
    Stacks.parse("main;Lambda2.run 4").addTo(builder, 1);
    UnionTree union = builder.buildUnion();

    assertEquals(List.of("all", "Lambda.run", "main", "only.Lambda.here"), union.shape().names());
    assertEquals(List.of("all", "Lambda.run", "main", "only.Lambda7.here"), union.displayNames());
    assertArrayEquals(new int[] {2, 3}, union.columns().get(0).node());
    assertArrayEquals(new long[] {3, 1}, union.columns().get(0).count());
    assertArrayEquals(new int[] {2}, union.columns().get(1).node());
    assertArrayEquals(new long[] {4}, union.columns().get(1).count());
  }

  @Test
  void addingATreeEqualsAddingItsStacks() {
    Stacks model = Stacks.random(new Random(41), 500);
    TreeBuilder builder = new TreeBuilder();
    builder.add(0, model.tree());

    assertSame(model.tree(), builder.build(), "seed 41");
  }

  @Test
  void anEmptyTreeIsItsRoot() {
    ProfileTree empty = ProfileTree.empty();
    assertEquals(1, empty.size());
    assertEquals(0, empty.totalCount());
    assertEquals(List.of(), empty.shape().path(0));
  }

  private static void assertSame(ProfileTree expected, ProfileTree actual, String message) {
    assertEquals(expected.shape().names(), actual.shape().names(), message);
    assertArrayEquals(expected.shape().depth(), actual.shape().depth(), message);
    assertArrayEquals(expected.shape().name(), actual.shape().name(), message);
    assertArrayEquals(expected.selfCount(), actual.selfCount(), message);
    assertArrayEquals(expected.selfSum(), actual.selfSum(), message);
  }
}
