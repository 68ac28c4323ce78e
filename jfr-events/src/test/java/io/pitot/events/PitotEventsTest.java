package io.pitot.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PitotEventsTest {
  private static final long MAP = 1L << 33;

  @TempDir Path work;

  @Test
  void mapsOfYourOwnTellTheirWaitsAndResizes() throws Exception {
    Path file = work.resolve("own.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("pitot.MapContention").withoutThreshold();
      recording.enable("pitot.MapResize").withoutThreshold();
      recording.start();
      PitotEvents.contention().end(MAP, "com.acme.StripedMap", "put", 3);
      PitotEvents.resize().end(MAP, "com.acme.StripedMap", 16, 32, 12);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent wait = event(events, "pitot.MapContention");
    assertEquals("com.acme.StripedMap", wait.getString("mapClass"));
    assertEquals(MAP, wait.getLong("mapId"));
    assertEquals("put", wait.getString("operation"));
    assertEquals(3, wait.getInt("bin"));
    assertTrue(
        wait.getStackTrace().getFrames().stream()
            .anyMatch(
                frame ->
                    frame.getMethod().getName().equals("mapsOfYourOwnTellTheirWaitsAndResizes")));
    RecordedEvent resize = event(events, "pitot.MapResize");
    assertEquals(16, resize.getInt("oldCapacity"));
    assertEquals(32, resize.getInt("newCapacity"));
    assertEquals(12, resize.getLong("size"));
  }

  @Test
  void whatNobodyRecordsMakesNothing() {
    PitotEvents.Contention wait = PitotEvents.contention();
    assertSame(wait, PitotEvents.contention());
    assertSame(PitotEvents.resize(), PitotEvents.resize());
    wait.end(MAP, "com.acme.StripedMap", "put", 3);
  }

  private static RecordedEvent event(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
