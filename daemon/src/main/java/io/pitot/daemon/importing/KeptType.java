package io.pitot.daemon.importing;

/** What of a file became one profile type. */
public record KeptType(String type, String source, String unit, long count, long sum) {
  KeptType plus(KeptType more) {
    return new KeptType(type, source, unit, count + more.count, sum + more.sum);
  }
}
