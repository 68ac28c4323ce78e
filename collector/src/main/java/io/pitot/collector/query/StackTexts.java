package io.pitot.collector.query;

import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryId;
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
  private static final long DAY_SECONDS = 86_400;

  private final ProfileStore store;
  private final Map<Scope, Dictionary> dictionaries = new HashMap<>();
  private final Map<Node, List<String>> known = new HashMap<>();
  private final Map<List<String>, List<String>> shared = new HashMap<>();

  private record Scope(int service, long daySeconds, DictionaryId id) {}

  private record Node(Scope scope, int node) {}

  StackTexts(ProfileStore store) {
    this.store = store;
  }

  /** Root first; empty where there is no stack. */
  List<String> of(IntervalKey key, IntervalTable.Stored stored, long stack) {
    long day = Math.floorDiv(key.windowSeconds(), DAY_SECONDS) * DAY_SECONDS;
    Scope scope = new Scope(key.service(), day, stored.dictionary());
    return known.computeIfAbsent(
        new Node(scope, (int) stack), node -> read(node, key, stored.version()));
  }

  private List<String> read(Node node, IntervalKey key, int version) {
    Dictionary dictionary = dictionaries.get(node.scope);
    if (dictionary == null || dictionary.nodes() < version) {
      dictionary =
          store.dictionary(node.scope.service, key.windowSeconds(), node.scope.id, version);
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
