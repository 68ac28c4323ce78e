package io.pitot.collector.query;

import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Something that follows from a stack, found out once for each stack of a dictionary. */
final class NodeFacts<T> {
  private final ProfileStore store;
  private final Function<List<String>, @Nullable T> find;
  private final Map<DictionaryScope, Known<T>> byDictionary = new HashMap<>();

  private static final class Known<T> {
    private Dictionary dictionary;
    private final Map<Integer, Optional<T>> byNode = new HashMap<>();

    private Known(Dictionary dictionary) {
      this.dictionary = dictionary;
    }
  }

  /**
   * Facts about the stacks in a store.
   *
   * @param find takes the frames of a stack, root first
   */
  NodeFacts(ProfileStore store, Function<List<String>, @Nullable T> find) {
    this.store = store;
    this.find = find;
  }

  /** The fact about a stack of the block; null where there is none. */
  @Nullable T of(RawBlock.Reader block, int stack) {
    Known<T> known =
        byDictionary.computeIfAbsent(
            block.dictionary(), scope -> new Known<>(store.dictionary(scope, block.version())));
    if (known.dictionary.nodes() < block.version()) {
      known.dictionary = store.dictionary(block.dictionary(), block.version());
    }
    return known
        .byNode
        .computeIfAbsent(
            stack, node -> Optional.ofNullable(find.apply(frames(known.dictionary, node))))
        .orElse(null);
  }

  private static List<String> frames(Dictionary dictionary, int stack) {
    List<String> frames = new ArrayList<>();
    for (int node = stack; node > 0; node = dictionary.parent(node)) {
      frames.add(dictionary.name(dictionary.frame(node)));
    }
    Collections.reverse(frames);
    return frames;
  }
}
