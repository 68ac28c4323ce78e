package io.pitot.collector.store;

/** More batches come than are stored: send it again, and slower. */
public final class QueueFullException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  QueueFullException(String message) {
    super(message);
  }
}
