package io.pitot.daemon.metrics;

import java.util.Map;

/**
 * Figures as Prometheus reads them:
 *
 * <pre>
 * # HELP name What it is.
 * # TYPE name gauge
 * name{label="value"} 42
 * </pre>
 */
final class MetricsText {
  private final StringBuilder text = new StringBuilder(8_192);

  /** A figure that goes up and down. */
  MetricsText gauge(String name, String help, Number value) {
    return family(name, "gauge", help).sample(name, "", value);
  }

  /** A figure that only grows; its name ends in {@code _total}. */
  MetricsText counter(String name, String help, Number value) {
    return family(name, "counter", help).sample(name, "", value);
  }

  /** One figure for each value of a label. */
  MetricsText gauges(String name, String help, String label, Map<String, ? extends Number> values) {
    return family(name, "gauge", help).samples(name, label, values);
  }

  /** One growing figure for each value of a label. */
  MetricsText counters(
      String name, String help, String label, Map<String, ? extends Number> values) {
    return family(name, "counter", help).samples(name, label, values);
  }

  /** What follows are samples of this family. */
  MetricsText family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * A sample of the family that was begun last.
   *
   * @param labels as {@link #label} makes them, separated by commas; may be empty
   */
  MetricsText sample(String name, String labels, Number value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value.doubleValue())).append('\n');
    return this;
  }

  static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  private MetricsText samples(String name, String label, Map<String, ? extends Number> values) {
    values.forEach((key, value) -> sample(name, label(label, key), value));
    return this;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
