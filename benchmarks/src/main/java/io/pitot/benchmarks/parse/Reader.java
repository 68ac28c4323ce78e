package io.pitot.benchmarks.parse;

import java.nio.file.Path;
import java.util.List;

/** The readers that are compared, each used as well as it can be. */
enum Reader {
  PITOT("pitot", new PitotReader()),
  ASYNC_PROFILER("one.jfr.JfrReader", new AsyncProfilerReader()),
  JDK("jdk.jfr.consumer.RecordingFile", new JdkReader()),
  JMC("JMC loadEvents", new JmcReader());

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // They keep nothing.
  private final Counting counting;

  /** Reads a recording and counts its events. */
  interface Counting {
    void count(Path recording, Tally tally) throws Exception;
  }

  Reader(String title, Counting counting) {
    this.title = title;
    this.counting = counting;
  }

  /** All but ours. */
  static List<Reader> peers() {
    return List.of(ASYNC_PROFILER, JDK, JMC);
  }

  String title() {
    return title;
  }

  /** What is measured. */
  Tally read(Path recording) throws Exception {
    Tally tally = new Tally();
    counting.count(recording, tally);
    return tally;
  }
}
