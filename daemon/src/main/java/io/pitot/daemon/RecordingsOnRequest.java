package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.FreeSpace;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.ship.RecordingDesk;
import io.pitot.daemon.tail.LastMinutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Copies the last minutes of a target's recording for somebody who asked through the collector. */
final class RecordingsOnRequest implements RecordingDesk {
  private final Path folder;
  private final BooleanSupplier isAllowed;
  private final Supplier<String> spared;
  private final Function<String, Optional<FoundJvm>> recorded;

  /**
   * Makes a desk.
   *
   * @param folder for copies, until they are sent; exists
   * @param isAllowed whether anybody may have any
   * @param spared what the daemon leaves out already to keep its budgets; empty when nothing
   * @param recorded the JVM that is recorded under a target's id
   */
  RecordingsOnRequest(
      Path folder,
      BooleanSupplier isAllowed,
      Supplier<String> spared,
      Function<String, Optional<FoundJvm>> recorded) {
    this.folder = folder;
    this.isAllowed = isAllowed;
    this.spared = spared;
    this.recorded = recorded;
  }

  @Override
  public Answer copy(String targetId, Duration last, long maxBytes) {
    if (!isAllowed.getAsBoolean()) {
      return Answer.refused(
          "the daemon of that node gives none away: its configuration says remote: off");
    }
    if (!spared.get().isEmpty()) {
      return Answer.refused("the daemon spares already: " + spared.get());
    }
    Optional<FoundJvm> jvm = recorded.apply(targetId);
    if (jvm.isEmpty()) {
      return Answer.refused(Watch.NOT_RECORDED);
    }
    Optional<Refusal> full = FreeSpace.check(folder, folder.toString());
    if (full.isPresent()) {
      return Answer.refused("the daemon's disk is nearly full");
    }
    Path file = folder.resolve("request.jfr");
    try {
      Optional<LastMinutes.Copied> copied = LastMinutes.copy(jvm.get(), last, file);
      if (copied.isEmpty()) {
        return Answer.refused("nothing is recorded yet: ask again in a few seconds");
      }
      if (copied.get().sizeBytes() > maxBytes) {
        Files.deleteIfExists(file);
        return Answer.refused(
            "that would be %d MB, more than the %d MB that are sent: ask for less"
                .formatted(copied.get().sizeBytes() >> 20, maxBytes >> 20));
      }
      return new Answer(file, "");
    } catch (IOException e) {
      return Answer.refused("copying it failed: " + e);
    }
  }
}
