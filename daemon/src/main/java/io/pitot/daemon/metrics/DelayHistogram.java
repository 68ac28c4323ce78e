package io.pitot.daemon.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long something took, in buckets that add up. For any number of threads. */
final class DelayHistogram {
  private final double[] upToSeconds;
  private final LongAdder[] buckets;
  private final LongAdder count = new LongAdder();
  private final LongAdder sumMillis = new LongAdder();

  DelayHistogram(double... upToSeconds) {
    this.upToSeconds = upToSeconds.clone();
    buckets = Stream.generate(LongAdder::new).limit(upToSeconds.length).toArray(LongAdder[]::new);
  }

  /** A clock that was set may make a delay negative; it counts as none. */
  void add(long millis) {
    long delayMillis = Math.max(0, millis);
    for (int i = 0; i < upToSeconds.length; i++) {
      if (delayMillis <= upToSeconds[i] * 1_000) {
        buckets[i].increment();
      }
    }
    sumMillis.add(delayMillis);
    count.increment();
  }

  void write(MetricsText text, String name, String help) {
    text.family(name, "histogram", help);
    for (int i = 0; i < upToSeconds.length; i++) {
      String bound = MetricsText.label("le", Double.toString(upToSeconds[i]));
      text.sample(name + "_bucket", bound, buckets[i].sum());
    }
    text.sample(name + "_bucket", MetricsText.label("le", "+Inf"), count.sum());
    text.sample(name + "_sum", "", sumMillis.sum() / 1_000.0);
    text.sample(name + "_count", "", count.sum());
  }
}
