package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.Retention;
import io.pitot.collector.watch.WatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults are a promise. */
class CollectorConfigTest {
  @Test
  void defaults() {
    assertEquals(
        new CollectorConfig(
            Path.of("data"),
            new CollectorConfig.Listen("127.0.0.1", 7575),
            new CollectorConfig.Listen("127.0.0.1", 7576),
            new CollectorConfig.Access(null, false, null),
            new Retention(
                new Kept(
                    Duration.ofHours(2),
                    Duration.ofHours(24),
                    Duration.ofHours(24),
                    Duration.ofDays(30)),
                Map.of(),
                new DiskBudget(Long.MAX_VALUE, 512L << 20)),
            GatePolicy.NONE,
            WatchConfig.DEFAULT),
        CollectorConfig.defaults(Path.of("data")));
  }
}
