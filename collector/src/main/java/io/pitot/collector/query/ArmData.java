package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One arm of a comparison as it was read.
 *
 * @param sums by series and type; a type of which a series has no block is not there
 */
record ArmData(
    Selected selected,
    Coverage coverage,
    InstanceAges ages,
    Map<Series, Map<Integer, SeriesSums>> sums) {

  private record Task(Series series, int type) {}

  /** Reads all series of the arm that were watched, by several threads. */
  static ArmData read(
      ProfileStore store,
      Selected selected,
      Coverage coverage,
      InstanceAges ages,
      Collection<Integer> types) {
    List<Task> tasks = new ArrayList<>();
    for (Series series : selected.series()) {
      if (coverage.windows(series) > 0) {
        types.forEach(type -> tasks.add(new Task(series, type)));
      }
    }
    List<SeriesSums> read =
        Parallel.map(
            tasks,
            () -> {
              SeriesSums.Reader reader = new SeriesSums.Reader(store);
              Function<Task, SeriesSums> work =
                  task ->
                      reader.read(
                          task.series, task.type, ages.range(task.series, selected.range()));
              return work;
            });
    Map<Series, Map<Integer, SeriesSums>> sums = new HashMap<>();
    for (int i = 0; i < read.size(); i++) {
      if (read.get(i).totalCount() > 0) {
        sums.computeIfAbsent(tasks.get(i).series, s -> new HashMap<>())
            .put(tasks.get(i).type, read.get(i));
      }
    }
    return new ArmData(selected, coverage, ages, sums);
  }

  Map<Integer, SeriesSums> sums(Series series) {
    return sums.getOrDefault(series, Map.of());
  }

  /** How many windows of the series are compared. */
  long windows(Series series) {
    return coverage.windows(series, ages.range(series, selected.range()));
  }
}
