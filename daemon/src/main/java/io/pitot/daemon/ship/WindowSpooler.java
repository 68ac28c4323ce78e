package io.pitot.daemon.ship;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.spool.Spool;
import io.pitot.proto.v1.Batch;

/** Puts windows into the spool, as the bytes that go over the wire. */
final class WindowSpooler implements WindowSink {
  private final Spool spool;
  private final SpoolOverflow overflow;
  private final Runnable appended;

  WindowSpooler(Spool spool, SpoolOverflow overflow, Runnable appended) {
    this.spool = spool;
    this.overflow = overflow;
    this.appended = appended;
  }

  @Override
  public void accept(Window window) {
    Batch batch = WireEncoder.batch(window);
    long dropped = overflow.take(window.target().id());
    if (dropped > 0) {
      batch =
          batch.toBuilder()
              .addLosses(WireEncoder.loss("spool_overflow", dropped, "batches"))
              .build();
    }
    if (spool.append(batch.toByteArray())) {
      appended.run();
    } else {
      overflow.add(window.target().id(), dropped + 1);
    }
  }
}
