package io.pitot.collector.tree;

/**
 * What a file format says about a profile beside its stacks.
 *
 * @param title for people, such as {@code shop 1.0 cpu}
 * @param type the profile type, such as {@code alloc}
 * @param unit of the sums: {@code samples}, {@code bytes}, {@code nanoseconds}
 * @param fromMillis start of the covered time in ms since the epoch
 * @param toMillis its end
 */
public record ProfileInfo(String title, String type, String unit, long fromMillis, long toMillis) {
  /** The unit of sums that are counts of events. */
  public static final String SAMPLES = "samples";
}
