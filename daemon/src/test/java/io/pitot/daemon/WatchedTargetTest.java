package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.target.TargetStatus.State;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WatchedTargetTest {
  @Test
  void aRecordingThatIsStoppedAgainAndAgainIsStartedLaterEachTime() throws IOException {
    WatchedTarget target = new WatchedTarget(Found.of((int) ProcessHandle.current().pid()));
    for (int seconds : new int[] {5, 15, 60, 300, 300}) {
      target.stopped("somebody stopped the recording");
      assertEquals(State.DISCOVERED, target.state());
      assertEquals(
          "somebody stopped the recording; started again in %d s".formatted(seconds),
          target.status("").reason());
      assertFalse(target.isDue());
    }
  }
}
