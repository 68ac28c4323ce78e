package io.pitot.collector.query;

import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The series that a selection names.
 *
 * @param service its number
 * @param all the service's series in ascending order of number
 * @param series the selected ones in ascending order of number
 */
record Selected(
    int service, List<Series> all, List<Series> series, TimeRange range, List<SeriesRun> runs) {

  /** Series whose entries lie beside each other, so that one scan finds them all. */
  record SeriesRun(int first, int last) {}

  static Selected of(int service, List<Series> all, List<Series> chosen, TimeRange range) {
    List<SeriesRun> runs = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < chosen.size(); i++) {
      int first = chosen.get(i).id();
      while (all.get(at).id() != first) {
        at++;
      }
      while (i + 1 < chosen.size() && all.get(at + 1).id() == chosen.get(i + 1).id()) {
        i++;
        at++;
      }
      runs.add(new SeriesRun(first, chosen.get(i).id()));
    }
    return new Selected(service, all, List.copyOf(chosen), range, List.copyOf(runs));
  }

  /** A part of these. */
  Selected only(List<Series> part) {
    List<Series> sorted = part.stream().sorted(Comparator.comparingInt(Series::id)).toList();
    return of(service, all, sorted, range);
  }

  /** The time, of the whole service. */
  RawRange time() {
    return RawRange.ofService(service, range.fromSeconds(), range.toSeconds());
  }

  /** The scans that find the entries of a type. */
  List<RawRange> scans(int type) {
    return runs.stream()
        .map(
            run ->
                new RawRange(
                    service, type, run.first(), run.last(), range.fromSeconds(), range.toSeconds()))
        .toList();
  }

  Map<Integer, Series> byId() {
    return series.stream().collect(Collectors.toMap(Series::id, Function.identity()));
  }
}
