package io.pitot.collector.query;

import java.util.List;

/**
 * Why threads did not run.
 *
 * @param verdict {@code lock}, {@code map}, {@code gc}, {@code safepoint}, {@code stall}, {@code
 *     throttled}, {@code pool}, {@code cpu} or {@code nothing}; of maps {@code race}, {@code
 *     lost_update}, {@code stampede}, {@code fail_fast}, {@code collisions}, {@code growth}, {@code
 *     resizes} or {@code map_churn}
 * @param sentence the verdict for a person
 * @param watchedNanos time that the instances were watched, added up
 * @param evidence of all answers, the weightiest first
 */
public record WhyAnswer(
    String verdict,
    String sentence,
    int instances,
    long windows,
    long watchedNanos,
    List<Evidence> evidence) {

  /**
   * What speaks for one answer.
   *
   * @param threads that were held up by it at any time, on average
   * @param nanos of waits, net of pauses, or of pauses
   */
  public record Evidence(String answer, double threads, long nanos, String sentence) {}
}
