package io.pitot.collector.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The series of one service by their labels: for each value of a label the numbers of the series
 * that have it. A question asks each value once, however many series have it, and answers are
 * bitmaps that can be joined.
 */
final class LabelIndex {
  private final Map<String, Map<String, Numbers>> byLabel = new HashMap<>();
  private Numbers all = Numbers.NONE;

  void add(Series series) {
    all = all.with(series.id());
    series
        .labels()
        .forEach(
            (label, value) ->
                byLabel
                    .computeIfAbsent(label, l -> new HashMap<>())
                    .merge(value, Numbers.of(series.id()), (had, one) -> had.with(series.id())));
  }

  void remove(Series series) {
    all = all.without(series.id());
    series
        .labels()
        .forEach(
            (label, value) ->
                byLabel.computeIfPresent(
                    label,
                    (l, byValue) -> {
                      byValue.computeIfPresent(value, (v, had) -> had.orNull(series.id()));
                      return byValue.isEmpty() ? null : byValue;
                    }));
  }

  /** What is known of one label now; it stays so while the index goes on. */
  Label label(String name) {
    return new Label(all, Map.copyOf(byLabel.getOrDefault(name, Map.of())));
  }

  /** Which series have which value of a label. */
  record Label(Numbers all, Map<String, Numbers> byValue) {

    /** The series of which the label has such a value; one that is missing is empty. */
    BitSet with(Predicate<String> isAsked) {
      BitSet with = new BitSet();
      BitSet without = new BitSet();
      boolean isEmptyAsked = isAsked.test("");
      if (isEmptyAsked) {
        all.forEach(without::set);
      }
      byValue.forEach(
          (value, numbers) -> {
            if (isAsked.test(value)) {
              numbers.forEach(with::set);
            } else if (isEmptyAsked) {
              numbers.forEach(without::clear);
            }
          });
      with.or(without);
      return with;
    }
  }

  /**
   * Numbers of series, each once, in any order.
   *
   * @param numbers only ever grows behind {@code size}: what was handed out stays as it is
   */
  record Numbers(int[] numbers, int size) {
    private static final Numbers NONE = new Numbers(new int[0], 0);

    private static Numbers of(int number) {
      return new Numbers(new int[] {number}, 1);
    }

    /** These and one more; of each object once. */
    private Numbers with(int number) {
      int[] room = size < numbers.length ? numbers : Arrays.copyOf(numbers, size + size / 2 + 1);
      room[size] = number;
      return new Numbers(room, size + 1);
    }

    private Numbers without(int number) {
      int[] left = Arrays.stream(numbers, 0, size).filter(one -> one != number).toArray();
      return new Numbers(left, left.length);
    }

    private @Nullable Numbers orNull(int without) {
      Numbers left = without(without);
      return left.size == 0 ? null : left;
    }

    private void forEach(IntConsumer visitor) {
      for (int i = 0; i < size; i++) {
        visitor.accept(numbers[i]);
      }
    }
  }
}
