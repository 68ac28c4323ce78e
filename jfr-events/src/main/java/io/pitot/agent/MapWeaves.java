package io.pitot.agent;

import io.pitot.agent.MethodWeave.Hooks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which methods of the JDK's maps get which hooks; the same on JDK 17 to 25. */
final class MapWeaves {
  private static final String O = "Ljava/lang/Object;";
  private static final String FUNCTION = "Ljava/util/function/Function;";
  private static final String CONSUMER = "Ljava/util/function/Consumer;";
  private static final String BI_CONSUMER = "Ljava/util/function/BiConsumer;";
  private static final String BI_FUNCTION = "Ljava/util/function/BiFunction;";
  private static final String NODE = "Ljava/util/HashMap$Node;";
  private static final String LINKED_ENTRY = "Ljava/util/LinkedHashMap$Entry;";
  private static final String WEAK_ENTRY = "Ljava/util/WeakHashMap$Entry;";
  private static final String ENTRY = "Ljava/util/TreeMap$Entry;";
  private static final String HASH_MAP = "java/util/HashMap";
  private static final String LINKED_MAP = "java/util/LinkedHashMap";
  private static final String TREE_MAP = "java/util/TreeMap";
  private static final String IDENTITY_MAP = "java/util/IdentityHashMap";
  private static final String WEAK_MAP = "java/util/WeakHashMap";
  private static final String BIN_MAP = "java/util/concurrent/ConcurrentHashMap";
  private static final String BIN_NODE = "L" + BIN_MAP + "$Node;";

  private static final List<String> TREE_SEARCHES =
      List.of("getEntry", "getCeilingEntry", "getFloorEntry", "getHigherEntry", "getLowerEntry");

  /** The others go through an iterator. */
  private static final List<String> VIEWS =
      List.of(
          "HashMap$KeySet",
          "HashMap$Values",
          "HashMap$EntrySet",
          "LinkedHashMap$LinkedKeySet",
          "LinkedHashMap$LinkedValues",
          "LinkedHashMap$LinkedEntrySet");

  private MapWeaves() {}

  /** By internal class name, for the kinds of hook that the options ask for. */
  static Map<String, List<MethodWeave>> of(Options options) {
    Map<String, List<MethodWeave>> weaves = new LinkedHashMap<>();
    if (options.isOn(Kind.RACE)) {
      races(weaves);
    }
    if (options.isOn(Kind.RACE) || options.isOn(Kind.FAIL_FAST)) {
      steps(weaves);
    }
    if (options.isOn(Kind.RESIZE)) {
      add(weaves, Hooks.RESIZE, HASH_MAP, "resize", "()[" + NODE);
    }
    if (options.isOn(Kind.RESIZE) || options.isOn(Kind.CONTENTION)) {
      add(weaves, Hooks.TRANSFER, BIN_MAP, "transfer", "([" + BIN_NODE + "[" + BIN_NODE + ")V");
    }
    if (options.isOn(Kind.CONTENTION)) {
      bins(weaves);
    }
    if (options.isOn(Kind.SHAPE)) {
      add(weaves, Hooks.COLLIDING, HASH_MAP, "treeifyBin", "([" + NODE + "I)V");
      add(weaves, Hooks.COLLIDING, BIN_MAP, "treeifyBin", "([" + BIN_NODE + "I)V");
      add(weaves, Hooks.COUNTING, BIN_MAP, "addCount", "(JI)V");
    }
    if (options.isOn(Kind.FAIL_FAST)) {
      String exception = "java/util/ConcurrentModificationException";
      add(weaves, Hooks.CONSTRUCTED, exception, "<init>", "()V");
    }
    return weaves;
  }

  /**
   * The others are two thirds of the classes, few programs begin with them, and all that their
   * hooks find are races.
   */
  static boolean isWovenAtOnce(String type) {
    boolean isView = type.indexOf('$') > 0 && !type.endsWith("Iterator");
    return !isView
        && !type.startsWith(TREE_MAP)
        && !type.startsWith(IDENTITY_MAP)
        && !type.startsWith(WEAK_MAP);
  }

  private static void races(Map<String, List<MethodWeave>> weaves) {
    write(weaves, Hooks.PUT, HASH_MAP, "putVal", "(I" + O + O + "ZZ)" + O);
    write(weaves, Hooks.WRITE, HASH_MAP, "removeNode", "(I" + O + O + "ZZ)" + NODE);
    write(weaves, Hooks.WRITE, HASH_MAP, "clear", "()V");
    write(weaves, Hooks.WRITE, HASH_MAP, "computeIfAbsent", "(" + O + FUNCTION + ")" + O);
    write(weaves, Hooks.WRITE, HASH_MAP, "compute", "(" + O + BI_FUNCTION + ")" + O);
    write(weaves, Hooks.WRITE, HASH_MAP, "merge", "(" + O + O + BI_FUNCTION + ")" + O);
    add(weaves, Hooks.READ_KEY, HASH_MAP, "putIfAbsent", "(" + O + O + ")" + O);
    add(weaves, Hooks.READ_KEY, HASH_MAP, "getNode", "(" + O + ")" + NODE);
    add(weaves, Hooks.READ, HASH_MAP, "keysToArray", "([" + O + ")[" + O);
    add(weaves, Hooks.READ, HASH_MAP, "valuesToArray", "([" + O + ")[" + O);
    of(weaves, LINKED_MAP)
        .add(new MethodWeave(Hooks.WRITE, HASH_MAP, "afterNodeAccess", "(" + NODE + ")V", 1, 2));

    write(weaves, Hooks.WRITE, TREE_MAP, "addEntry", "(" + O + O + ENTRY + "Z)V");
    write(weaves, Hooks.WRITE, TREE_MAP, "addEntryToEmptyMap", "(" + O + O + ")V");
    write(weaves, Hooks.WRITE, TREE_MAP, "deleteEntry", "(" + ENTRY + ")V");
    write(weaves, Hooks.WRITE, TREE_MAP, "clear", "()V");
    add(weaves, Hooks.WALK, TREE_MAP, "put", "(" + O + O + "Z)" + O);
    add(weaves, Hooks.WALK, TREE_MAP, "computeIfAbsent", "(" + O + FUNCTION + ")" + O);
    add(weaves, Hooks.WALK, TREE_MAP, "compute", "(" + O + BI_FUNCTION + ")" + O);
    add(weaves, Hooks.WALK, TREE_MAP, "merge", "(" + O + O + BI_FUNCTION + ")" + O);
    add(weaves, Hooks.WALK, TREE_MAP, "getFirstEntry", "()" + ENTRY);
    add(weaves, Hooks.WALK, TREE_MAP, "getLastEntry", "()" + ENTRY);
    for (String search : TREE_SEARCHES) {
      add(weaves, Hooks.WALK, TREE_MAP, search, "(" + O + ")" + ENTRY);
    }

    write(weaves, Hooks.WRITE, IDENTITY_MAP, "removeMapping", "(" + O + O + ")Z");
    write(weaves, Hooks.WRITE, WEAK_MAP, "removeMapping", "(" + O + ")Z");
    for (String map : List.of(IDENTITY_MAP, WEAK_MAP)) {
      write(weaves, Hooks.WRITE, map, "put", "(" + O + O + ")" + O);
      write(weaves, Hooks.WRITE, map, "remove", "(" + O + ")" + O);
      write(weaves, Hooks.WRITE, map, "clear", "()V");
      add(weaves, Hooks.WALK, map, "get", "(" + O + ")" + O);
    }
    // Those of a TreeMap ask for the first entry, which has its hook.
    for (String map : List.of(HASH_MAP, LINKED_MAP, IDENTITY_MAP, WEAK_MAP)) {
      add(weaves, Hooks.READ, map, "forEach", "(" + BI_CONSUMER + ")V");
      add(weaves, Hooks.READ, map, "replaceAll", "(" + BI_FUNCTION + ")V");
      add(weaves, Hooks.READ, map, "containsValue", "(" + O + ")Z");
    }
  }

  private static void steps(Map<String, List<MethodWeave>> weaves) {
    step(weaves, "HashMap$HashIterator", "nextNode", "()" + NODE);
    step(weaves, "LinkedHashMap$LinkedHashIterator", "nextNode", "()" + LINKED_ENTRY);
    step(weaves, "TreeMap$PrivateEntryIterator", "nextEntry", "()" + ENTRY);
    step(weaves, "IdentityHashMap$IdentityHashMapIterator", "nextIndex", "()I");
    step(weaves, "WeakHashMap$HashIterator", "nextEntry", "()" + WEAK_ENTRY);
    for (String view : VIEWS) {
      step(weaves, view, "forEach", "(" + CONSUMER + ")V");
    }
    for (String map : List.of("HashMap", "IdentityHashMap", "WeakHashMap")) {
      for (String of : List.of("Key", "Value", "Entry")) {
        String spliterator = map + "$" + of + "Spliterator";
        step(weaves, spliterator, "forEachRemaining", "(" + CONSUMER + ")V");
        step(weaves, spliterator, "tryAdvance", "(" + CONSUMER + ")Z");
      }
    }
  }

  private static void step(
      Map<String, List<MethodWeave>> weaves, String iterator, String method, String descriptor) {
    add(weaves, Hooks.STEP, "java/util/" + iterator, method, descriptor);
  }

  private static void bins(Map<String, List<MethodWeave>> weaves) {
    bins(weaves, "putVal", "(" + O + O + "Z)" + O, 0, 1);
    bins(weaves, "replaceNode", "(" + O + O + O + ")" + O, 0, 1);
    bins(weaves, "clear", "()V", 0, 1);
    bins(weaves, "computeIfAbsent", "(" + O + FUNCTION + ")" + O, 1, 2);
    bins(weaves, "computeIfPresent", "(" + O + BI_FUNCTION + ")" + O, 0, 1);
    bins(weaves, "compute", "(" + O + BI_FUNCTION + ")" + O, 1, 2);
    bins(weaves, "merge", "(" + O + O + BI_FUNCTION + ")" + O, 0, 1);
  }

  private static void bins(
      Map<String, List<MethodWeave>> weaves,
      String method,
      String descriptor,
      int fresh,
      int monitors) {
    of(weaves, BIN_MAP)
        .add(new MethodWeave(Hooks.BINS, BIN_MAP, method, descriptor, fresh, monitors));
  }

  private static void write(
      Map<String, List<MethodWeave>> weaves,
      Hooks hooks,
      String type,
      String method,
      String descriptor) {
    of(weaves, type).add(new MethodWeave(hooks, type, method, descriptor, 1, 1));
  }

  private static void add(
      Map<String, List<MethodWeave>> weaves,
      Hooks hooks,
      String type,
      String method,
      String descriptor) {
    of(weaves, type).add(MethodWeave.of(hooks, type, method, descriptor));
  }

  /** What is known of the class so far. */
  private static List<MethodWeave> of(Map<String, List<MethodWeave>> weaves, String type) {
    List<MethodWeave> known = weaves.get(type);
    if (known == null) {
      known = new ArrayList<>();
      weaves.put(type, known);
    }
    return known;
  }
}
