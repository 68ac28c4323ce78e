package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integers of both kinds, strings of all encodings and clocks of all speeds, as JMC reads them. */
class SmallRecordingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "true, 1000000000",
    "false, 1000000000",
    "true, 2793437129",
    "true, 24000000",
    "false, 999999937"
  })
  void readsWhatMissionControlReads(boolean compressed, long ticksPerSecond) throws Exception {
    Path file = folder.resolve("small.jfr");
    Files.write(file, new SmallRecording(compressed, 2, ticksPerSecond).bytes);
    Rows ours = Rows.read(file);
    assertEquals(MissionControl.read(file, ours), ours.rows());
    assertEquals(2, ours.rows().size());
  }
}
