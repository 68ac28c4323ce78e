package io.pitot.collector.ingest;

import java.time.Duration;

/** What a batch and a stream may ask for. Beyond it a batch is refused and counted. */
final class IngestLimits {
  static final int MAX_BATCH_BYTES = 8 << 20;
  static final int MAX_UNANSWERED_BATCHES = 16;

  /** Of a batch, what is neither a name nor a node: rows, waits, events. */
  static final int MAX_COLUMN_BYTES = 4 << 20;

  /** More than all its labels may take. */
  static final int MAX_TARGET_BYTES = 256 << 10;

  /** A message that is no batch: what a daemon says of two thousand targets takes two. */
  static final int MAX_OTHER_BYTES = 4 << 20;

  static final int MAX_TARGET_ID_CHARS = 256;
  static final int MAX_LABELS = 48;
  static final int MAX_LABEL_NAME_CHARS = 128;
  static final int MAX_LABEL_VALUE_CHARS = 1024;

  static final int MAX_STRINGS = 500_000;
  static final int MAX_STRING_CHARS = 16_384;
  static final int MAX_NODES = 1_000_000;
  static final int MAX_DEPTH = 4_096;
  static final int MAX_TYPES = 32;
  static final int MAX_LOSSES = 64;
  static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  /** A window that is further ahead, but not so far, may be sent again later. */
  static final Duration MAX_AHEAD_TO_WAIT = Duration.ofHours(24);

  static final int MAX_REPORTED_TARGETS = 2_000;
  static final int MAX_REPORTING_NODES = 10_000;
  static final Duration REPORT_AGE = Duration.ofSeconds(60);

  private IngestLimits() {}

  /** For people. */
  static String exceeded(String what, long actual, long max) {
    return "%s: %s, at most %s are accepted".formatted(what, actual, max);
  }
}
