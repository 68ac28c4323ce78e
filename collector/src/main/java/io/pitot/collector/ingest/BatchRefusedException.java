package io.pitot.collector.ingest;

import io.pitot.proto.v1.Refusal.Reason;

/** A batch will not be stored as it is; the message tells a person what is wrong where. */
final class BatchRefusedException extends Exception {
  private static final int MAX_CHARS = 500;

  private final Reason reason;
  private final boolean retryable;

  BatchRefusedException(Reason reason, String explanation) {
    this(reason, explanation, false);
  }

  private BatchRefusedException(Reason reason, String explanation, boolean retryable) {
    super(explanation.substring(0, Math.min(MAX_CHARS, explanation.length())));
    this.reason = reason;
    this.retryable = retryable;
  }

  /** Of a batch that may be stored later. */
  static BatchRefusedException notYet(String explanation) {
    return new BatchRefusedException(Reason.LIMIT, explanation, true);
  }

  boolean isRetryable() {
    return retryable;
  }

  Reason reason() {
    return reason;
  }
}
