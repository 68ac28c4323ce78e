package io.pitot.daemon.target;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who a target is.
 *
 * @param id unique for ever: {@code node/pid/startTimeMillis}, or the digest of an imported file
 * @param labels at least {@code service}, {@code release}, {@code instance}, {@code node} and
 *     {@code jdk} (the feature version, such as {@code 17}); sorted by name; immutable
 */
public record TargetIdentity(String id, SortedMap<String, String> labels) {
  public static final String SERVICE = "service";
  public static final String RELEASE = "release";
  public static final String INSTANCE = "instance";
  public static final String NODE = "node";
  public static final String JDK = "jdk";

  public TargetIdentity {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
