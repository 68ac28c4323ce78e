package io.pitot.collector.ingest;

import io.pitot.proto.v1.Refusal.Reason;

/** A batch will not be stored as it is; the message tells a person what is wrong where. */
final class BatchRefusedException extends Exception {
  private static final int MAX_CHARS = 500;

  private final Reason reason;

  BatchRefusedException(Reason reason, String explanation) {
    super(explanation.substring(0, Math.min(MAX_CHARS, explanation.length())));
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
