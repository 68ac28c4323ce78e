package io.pitot.collector.store;

import java.util.Map;

/**
 * One target under one set of labels.
 *
 * @param targetId unique for ever
 * @param labels not changed
 * @param origin who made it known since the start; empty when it was known before
 */
public record Series(
    int id, int service, String targetId, Map<String, String> labels, String origin) {

  /** One that was known before. */
  public Series(int id, int service, String targetId, Map<String, String> labels) {
    this(id, service, targetId, labels, "");
  }

  /** The label's value; empty when there is none, as in matchers. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }
}
