package io.pitot.collector.query;

import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.tree.GrowingTree;
import io.pitot.collector.tree.ProfileTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which stacks of which dictionaries are the same, as far as queries have asked: a tree for each
 * service, and for each dictionary the tree's nodes. Dictionaries are never written over, so what
 * is known stays true. Bounded; the service that was not asked about for longest goes first.
 */
final class KnownStacks {
  /** Of trees and dictionaries together, at about 15 bytes each. */
  private static final long MOST_NODES = 3 << 20;

  /** A program that has more stacks than that is walked through for each answer. */
  private static final int MOST_NODES_OF_SERVICE = 1 << 20;

  private final ProfileStore store;
  private final Map<Owner, Known> knownOf = new LinkedHashMap<>(16, 0.75f, true);

  private record Owner(int service, FrameNaming naming) {}

  KnownStacks(ProfileStore store) {
    this.store = store;
  }

  /** Whether it is worth while to keep what these sums need. */
  boolean mayKeep(StackSums sums) {
    return sums.nodes() <= MOST_NODES_OF_SERVICE;
  }

  /** The sums as a profile. */
  ProfileTree profile(int service, FrameNaming naming, StackSums sums) {
    Known known;
    synchronized (this) {
      known = knownOf.computeIfAbsent(new Owner(service, naming), o -> new Known(naming));
    }
    Map<DictionaryScope, int[]> nodeOf = new HashMap<>();
    GrowingTree.Order order = known.learn(store, sums, nodeOf);
    trim(known);
    long[] countAndSum = new long[2 * order.size()];
    sums.addTo(countAndSum, nodeOf);
    return order.profile(countAndSum);
  }

  private synchronized void trim(Known asked) {
    long nodes = knownOf.values().stream().mapToLong(known -> known.nodes).sum();
    Iterator<Known> eldest = knownOf.values().iterator();
    while (nodes > MOST_NODES && eldest.hasNext()) {
      Known known = eldest.next();
      if (known != asked) {
        nodes -= known.nodes;
        eldest.remove();
      }
    }
  }

  /** What is known of one service. */
  private static final class Known {
    private final FrameNaming naming;
    private final Map<DictionaryScope, int[]> nodeOf = new HashMap<>();
    private GrowingTree tree;

    /** Of the tree and of the dictionaries. */
    private volatile long nodes;

    private Known(FrameNaming naming) {
      this.naming = naming;
      this.tree = new GrowingTree(naming);
    }

    /** Brings what is missing into the tree; fills in the nodes of each dictionary. */
    private synchronized GrowingTree.Order learn(
        ProfileStore store, StackSums sums, Map<DictionaryScope, int[]> filled) {
      if (nodes + sums.nodes() > 2L * MOST_NODES_OF_SERVICE) {
        // Much of it belongs to dictionaries that nobody asks for any more.
        tree = new GrowingTree(naming);
        nodeOf.clear();
      }
      sums.forEachDictionary(
          (scope, version) -> {
            int[] known = nodeOf.getOrDefault(scope, new int[1]);
            if (known.length < version) {
              known = goOn(known, store.dictionary(scope, version));
              nodeOf.put(scope, known);
            }
            filled.put(scope, known);
          });
      nodes = tree.size() + nodeOf.values().stream().mapToLong(of -> of.length).sum();
      return tree.order();
    }

    private int[] goOn(int[] known, Dictionary dictionary) {
      int[] frameHere = new int[dictionary.frames()];
      int[] nodeHere = Arrays.copyOf(known, dictionary.nodes());
      for (int node = known.length; node < nodeHere.length; node++) {
        int frame = dictionary.frame(node);
        if (frameHere[frame] == 0) {
          frameHere[frame] = tree.frame(dictionary.name(frame));
        }
        nodeHere[node] = tree.child(nodeHere[dictionary.parent(node)], frameHere[frame]);
      }
      return nodeHere;
    }
  }
}
