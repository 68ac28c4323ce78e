package io.pitot.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which methods of the JDK's maps get which hooks; the same on JDK 17 to 25. */
final class MapWeaves {
  private static final String O = "Ljava/lang/Object;";
  private static final String FUNCTION = "Ljava/util/function/Function;";
  private static final String BI_FUNCTION = "Ljava/util/function/BiFunction;";
  private static final String NODE = "Ljava/util/HashMap$Node;";
  private static final String LINKED_ENTRY = "Ljava/util/LinkedHashMap$Entry;";
  private static final String WEAK_ENTRY = "Ljava/util/WeakHashMap$Entry;";
  private static final String ENTRY = "Ljava/util/TreeMap$Entry;";

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
      add(weaves, "java/util/HashMap", MethodWeave.resize());
    }
    if (options.isOn(Kind.RESIZE) || options.isOn(Kind.CONTENTION)) {
      add(weaves, "java/util/concurrent/ConcurrentHashMap", MethodWeave.transfer());
    }
    if (options.isOn(Kind.CONTENTION)) {
      bins(weaves);
    }
    if (options.isOn(Kind.SHAPE)) {
      String concurrent = "java/util/concurrent/ConcurrentHashMap";
      add(weaves, "java/util/HashMap", MethodWeave.treeify("([" + NODE + "I)V"));
      add(weaves, concurrent, MethodWeave.treeify("([L" + concurrent + "$Node;I)V"));
    }
    if (options.isOn(Kind.FAIL_FAST)) {
      add(weaves, "java/util/ConcurrentModificationException", MethodWeave.constructed("()V"));
    }
    return weaves;
  }

  private static void races(Map<String, List<MethodWeave>> weaves) {
    String map = "java/util/HashMap";
    add(
        weaves,
        map,
        MethodWeave.write(map, "putVal", "(I" + O + O + "ZZ)" + O, 1),
        MethodWeave.write(map, "removeNode", "(I" + O + O + "ZZ)" + NODE, 1),
        MethodWeave.write(map, "clear", "()V", 1),
        MethodWeave.write(map, "computeIfAbsent", "(" + O + FUNCTION + ")" + O, 1),
        MethodWeave.write(map, "compute", "(" + O + BI_FUNCTION + ")" + O, 1),
        MethodWeave.write(map, "merge", "(" + O + O + BI_FUNCTION + ")" + O, 1),
        MethodWeave.read("getNode", "(" + O + ")" + NODE));
    add(
        weaves,
        "java/util/LinkedHashMap",
        MethodWeave.write(map, "afterNodeAccess", "(" + NODE + ")V", 1, 2));
    String tree = "java/util/TreeMap";
    add(
        weaves,
        tree,
        MethodWeave.write(tree, "addEntry", "(" + O + O + ENTRY + "Z)V", 1),
        MethodWeave.write(tree, "addEntryToEmptyMap", "(" + O + O + ")V", 1),
        MethodWeave.write(tree, "deleteEntry", "(" + ENTRY + ")V", 1),
        MethodWeave.write(tree, "clear", "()V", 1),
        MethodWeave.read("put", "(" + O + O + "Z)" + O),
        MethodWeave.read("getEntry", "(" + O + ")" + ENTRY),
        MethodWeave.read("getFirstEntry", "()" + ENTRY),
        MethodWeave.read("getLastEntry", "()" + ENTRY),
        MethodWeave.read("getCeilingEntry", "(" + O + ")" + ENTRY),
        MethodWeave.read("getFloorEntry", "(" + O + ")" + ENTRY),
        MethodWeave.read("getHigherEntry", "(" + O + ")" + ENTRY),
        MethodWeave.read("getLowerEntry", "(" + O + ")" + ENTRY));
    String identity = "java/util/IdentityHashMap";
    add(
        weaves,
        identity,
        MethodWeave.write(identity, "put", "(" + O + O + ")" + O, 1),
        MethodWeave.write(identity, "remove", "(" + O + ")" + O, 1),
        MethodWeave.write(identity, "removeMapping", "(" + O + O + ")Z", 1),
        MethodWeave.write(identity, "clear", "()V", 1),
        MethodWeave.read("get", "(" + O + ")" + O));
    String weak = "java/util/WeakHashMap";
    add(
        weaves,
        weak,
        MethodWeave.write(weak, "put", "(" + O + O + ")" + O, 1),
        MethodWeave.write(weak, "remove", "(" + O + ")" + O, 1),
        MethodWeave.write(weak, "removeMapping", "(" + O + ")Z", 1),
        MethodWeave.write(weak, "clear", "()V", 1),
        MethodWeave.read("get", "(" + O + ")" + O));
  }

  private static void steps(Map<String, List<MethodWeave>> weaves) {
    step(weaves, "HashMap", "HashIterator", "nextNode", "()" + NODE);
    step(weaves, "LinkedHashMap", "LinkedHashIterator", "nextNode", "()" + LINKED_ENTRY);
    step(weaves, "TreeMap", "PrivateEntryIterator", "nextEntry", "()" + ENTRY);
    step(weaves, "IdentityHashMap", "IdentityHashMapIterator", "nextIndex", "()I");
    step(weaves, "WeakHashMap", "HashIterator", "nextEntry", "()" + WEAK_ENTRY);
  }

  private static void step(
      Map<String, List<MethodWeave>> weaves,
      String mapName,
      String iteratorName,
      String method,
      String descriptor) {
    String map = "java/util/" + mapName;
    String iterator = map + "$" + iteratorName;
    add(weaves, iterator, MethodWeave.step(iterator, map, method, descriptor));
  }

  private static void bins(Map<String, List<MethodWeave>> weaves) {
    add(
        weaves,
        "java/util/concurrent/ConcurrentHashMap",
        MethodWeave.bins("putVal", "(" + O + O + "Z)" + O, 1, 0),
        MethodWeave.bins("replaceNode", "(" + O + O + O + ")" + O, 1, 0),
        MethodWeave.bins("clear", "()V", 1, 0),
        MethodWeave.bins("computeIfAbsent", "(" + O + FUNCTION + ")" + O, 2, 1),
        MethodWeave.bins("computeIfPresent", "(" + O + BI_FUNCTION + ")" + O, 1, 0),
        MethodWeave.bins("compute", "(" + O + BI_FUNCTION + ")" + O, 2, 1),
        MethodWeave.bins("merge", "(" + O + O + BI_FUNCTION + ")" + O, 1, 0));
  }

  private static void add(
      Map<String, List<MethodWeave>> weaves, String type, MethodWeave... added) {
    weaves.computeIfAbsent(type, key -> new ArrayList<>()).addAll(List.of(added));
  }
}
