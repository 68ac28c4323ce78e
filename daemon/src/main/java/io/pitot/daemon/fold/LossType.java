package io.pitot.daemon.fold;

/** The table of events by which the JVM itself says that something is missing. */
enum LossType {
  JFR_DATA_LOST("jfr_data_lost", "bytes", "jdk.DataLoss", "amount"),
  CPU_SAMPLES_LOST("cpu_samples_lost", "events", "jdk.CPUTimeSamplesLost", "lostSamples");

  private final String reason;
  private final String unit;
  private final String source;
  private final String field;

  LossType(String reason, String unit, String source, String field) {
    this.reason = reason;
    this.unit = unit;
    this.source = source;
    this.field = field;
  }

  String reason() {
    return reason;
  }

  String unit() {
    return unit;
  }

  /** The JFR event type. */
  String source() {
    return source;
  }

  /** How much is missing: a whole number. */
  String field() {
    return field;
  }
}
