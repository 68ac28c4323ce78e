package io.pitot.daemon.importing;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.importing.ImportedFile.Refusal;
import io.pitot.daemon.ship.ShipConfig;
import io.pitot.daemon.ship.ShipStatus;
import io.pitot.daemon.ship.Shipping;
import io.pitot.daemon.spool.SpoolLimits;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings files to a collector: a daemon whose target is a file. Its windows are folded, spooled and
 * shipped as those of a JVM, and a window counts when the collector has acknowledged it.
 *
 * <p>An import that was cut off is begun again from the start: what the collector has already is
 * replaced by the same.
 */
public final class FileImport implements AutoCloseable {
  /** As much as may wait on the way while the file is read on. */
  private static final int MAX_WAITING = 64;

  /** A few attempts: who imports sits in front of it. */
  private static final long FIRST_ATTEMPTS_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Shipping shipping;
  private final Duration patience;

  private FileImport(Shipping shipping, Duration patience) {
    this.shipping = shipping;
    this.patience = patience;
  }

  /**
   * Begins to connect.
   *
   * @param spool an empty directory
   * @param patience how long the collector may be away before the import is given up
   */
  public static FileImport open(Path spool, ShipConfig collector, Duration patience)
      throws IOException {
    Shipping shipping = Shipping.open(spool, SpoolLimits.DEFAULT, collector, List::of);
    shipping.start();
    return new FileImport(shipping, patience);
  }

  /**
   * Imports one file and waits until the collector has answered for all of it.
   *
   * @param atMillis when the profile is to begin, ms since the epoch; empty for its own time
   * @throws InputException when the file cannot be used
   * @throws ImportException when the collector is away for too long
   */
  public ImportedFile run(
      InputFile file,
      ProfileSource source,
      ImportLabels labels,
      Optional<Long> atMillis,
      ReadProgress progress)
      throws IOException, InterruptedException {
    ProfileSource.Facts facts = source.facts();
    long ownMillis = facts.startMillis().orElse(0L);
    if (ownMillis == 0 && atMillis.isEmpty()) {
      throw new InputException(
          InputException.Fault.UNUSABLE,
          file.name() + " does not say when it was recorded: add --at TIME, for example --at now");
    }
    long timeMillis = atMillis.orElse(ownMillis);
    boolean hasTimes = file.kind() == ContentKind.RECORDING;
    long moveMillis = hasTimes ? PlacedWindows.distanceMillis(ownMillis, timeMillis) : 0;
    TargetIdentity target =
        labels.identity(
            file.digest(ReadProgress.NONE),
            facts.jdk().orElse(""),
            Long.toString(hasTimes ? moveMillis : timeMillis));
    ShipStatus before = shipping.status();
    KeptTotals totals = new KeptTotals(new Awaiting());
    PlacedWindows placed = new PlacedWindows(totals, moveMillis);
    SourceReport read;
    try {
      read = source.read(target, timeMillis, placed, progress);
      await(0);
    } catch (CollectorAway e) {
      throw new ImportException(String.valueOf(e.getMessage()));
    }
    return new ImportedFile(
        file.name(),
        file.kind(),
        file.sizeBytes(),
        target,
        read,
        totals.kept(),
        hasTimes ? moveMillis : 0,
        refusals(before, shipping.status(), placed.leftOut()));
  }

  @Override
  public void close() throws IOException {
    shipping.close();
  }

  private static List<Refusal> refusals(ShipStatus before, ShipStatus after, long leftOut) {
    List<Refusal> refusals = new ArrayList<>();
    if (leftOut > 0) {
      refusals.add(
          new Refusal(ImportedFile.TOO_MANY, leftOut, "the file's times are spread over decades"));
    }
    for (Map.Entry<String, Long> dropped : after.droppedBatches().entrySet()) {
      long more = dropped.getValue() - before.droppedBatches().getOrDefault(dropped.getKey(), 0L);
      if (more > 0) {
        refusals.add(
            new Refusal(
                dropped.getKey(), more, after.explanations().getOrDefault(dropped.getKey(), "")));
      }
    }
    return refusals;
  }

  /** Holds the reader back while much is on its way: the spool would drop its oldest. */
  private final class Awaiting implements WindowSink {
    private final WindowSink spool = shipping.sink();

    @Override
    public void accept(Window window) {
      try {
        await(MAX_WAITING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CollectorAway("the import was interrupted", e);
      }
      spool.accept(window);
    }
  }

  private void await(int waiting) throws InterruptedException {
    long acknowledged = -1;
    long sinceNanos = System.nanoTime();
    while (true) {
      ShipStatus status = shipping.status();
      requireSpooled(status);
      if (status.spool().waitingRecords() <= waiting) {
        return;
      }
      long now = System.nanoTime();
      if (status.acknowledgedBatches() != acknowledged) {
        acknowledged = status.acknowledgedBatches();
        sinceNanos = now;
      }
      boolean isRefused = status.connections() == 0 && !status.problem().isEmpty();
      if (now - sinceNanos > (isRefused ? FIRST_ATTEMPTS_NANOS : patience.toNanos())) {
        throw new CollectorAway(away(status), null);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private String away(ShipStatus status) {
    String why =
        status.problem().isEmpty()
            ? "the collector has taken nothing for %d s and has asked %d times to wait; look at its log"
                .formatted(patience.toSeconds(), status.postponedBatches())
            : status.problem();
    return why
        + ". --ingest HOST:PORT says which collector, --token what it demands; import again then:"
        + " what has arrived is not counted twice";
  }

  private static void requireSpooled(ShipStatus status) {
    long lost = status.spool().refusedRecords() + status.spool().overflowedRecords();
    if (lost > 0) {
      throw new CollectorAway(
          "the temporary directory is full: make room, or set PITOT_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
          null);
    }
  }

  /** Through the reader, which knows nothing of shipping. */
  private static final class CollectorAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CollectorAway(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
