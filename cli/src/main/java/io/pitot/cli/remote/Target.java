package io.pitot.cli.remote;

import tools.jackson.databind.JsonNode;

/**
 * A JVM as the collector reports it.
 *
 * @param windowEndMillis ms since the epoch; 0 when no window is being collected
 */
public record Target(
    String service,
    String release,
    String instance,
    String node,
    String jdk,
    long pid,
    String state,
    String reason,
    String remedy,
    long windowEndMillis,
    long windows) {

  public static Target of(JsonNode target) {
    return new Target(
        target.path("service").asString(""),
        target.path("release").asString(""),
        target.path("instance").asString(""),
        target.path("node").asString(""),
        target.path("jdk").asString(""),
        target.path("pid").asLong(0),
        target.path("state").asString(""),
        target.path("reason").asString(""),
        target.path("remedy").asString(""),
        target.path("windowEndMillis").asLong(0),
        target.path("windows").asLong(0));
  }

  /** What is still to come, for people. */
  public String collecting(long nowMillis) {
    String what = release.isEmpty() ? service : service + " " + release;
    long seconds = (windowEndMillis - nowMillis + 999) / 1000;
    if (windowEndMillis == 0 || seconds <= 0) {
      return what + ": the first window is being collected, a few seconds more";
    }
    return what + ": the first window is being collected, it ends in " + seconds + " s";
  }
}
