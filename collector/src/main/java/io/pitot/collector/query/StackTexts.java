package io.pitot.collector.query;

import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Frames of the stacks that tables refer to; the same stack is the same list. */
final class StackTexts {
  private final ProfileStore store;
  private final Map<DictionaryScope, Dictionary> dictionaries = new HashMap<>();
  private final Map<Node, List<String>> known = new HashMap<>();
  private final Map<List<String>, List<String>> shared = new HashMap<>();

  private record Node(DictionaryScope scope, int node) {}

  StackTexts(ProfileStore store) {
    this.store = store;
  }

  /** Root first; empty where there is no stack. */
  List<String> of(IntervalKey key, IntervalTable.Stored stored, long stack) {
    return known.computeIfAbsent(
        new Node(stored.dictionary(), (int) stack), node -> read(node, stored.version()));
  }

  private List<String> read(Node node, int version) {
    Dictionary dictionary = dictionaries.get(node.scope);
    if (dictionary == null || dictionary.nodes() < version) {
      dictionary = store.dictionary(node.scope, version);
      dictionaries.put(node.scope, dictionary);
    }
    List<String> frames = new ArrayList<>();
    for (int at = node.node; at > 0; at = dictionary.parent(at)) {
      frames.add(dictionary.name(dictionary.frame(at)));
    }
    Collections.reverse(frames);
    List<String> list = List.copyOf(frames);
    List<String> same = shared.putIfAbsent(list, list);
    return same == null ? list : same;
  }
}
