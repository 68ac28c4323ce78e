package io.pitot.daemon.importing;

import java.util.List;
import java.util.Map;

/**
 * What was read of a file.
 *
 * @param unit what is counted: {@code events} of a recording, {@code lines}, {@code samples}
 * @param read whether or not they make a profile
 * @param lost those that could not be taken, by reason
 * @param chunks of a recording, else 0
 * @param unfinishedChunks that a killed JVM left, read up to their last flush
 * @param damages what could not be read, in the order of the file
 */
public record SourceReport(
    String unit,
    long read,
    Map<String, Long> lost,
    int chunks,
    int unfinishedChunks,
    List<FileDamage> damages) {

  /**
   * Something that could not be read.
   *
   * @param offset in the plain content
   * @param what a sentence: what, file, offset, actual, expected
   * @param lostBytes that were not read because of it; 0 where nobody can know
   */
  public record FileDamage(long offset, String what, long lostBytes) {}
}
