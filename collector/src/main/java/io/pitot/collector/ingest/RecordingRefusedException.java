package io.pitot.collector.ingest;

/** A raw recording cannot be had; the message says why, and what to do. */
public final class RecordingRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RecordingRefusedException(String message) {
    super(message);
  }
}
