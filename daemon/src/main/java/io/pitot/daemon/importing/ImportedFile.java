package io.pitot.daemon.importing;

import io.pitot.daemon.target.TargetIdentity;
import java.util.List;
import java.util.Map;

/**
 * What became of one file.
 *
 * @param movedMillis how far its times were moved; 0 for none
 * @param refusals by reason
 */
public record ImportedFile(
    String name,
    ContentKind kind,
    long sizeBytes,
    TargetIdentity target,
    SourceReport read,
    Kept kept,
    long movedMillis,
    List<Refusal> refusals) {

  /** The reason of what was not even sent. */
  static final String TOO_MANY = "too_many_windows";

  /**
   * What its windows hold.
   *
   * @param losses reason and unit to how much: what the recording itself says is missing
   * @param windows and parts of windows
   * @param fromMillis the start of the first window; 0 without any
   */
  public record Kept(
      List<KeptType> types,
      Map<String, Long> losses,
      long windows,
      long fromMillis,
      long toMillis) {
    /** Of all types together. */
    public long count() {
      return types.stream().mapToLong(KeptType::count).sum();
    }
  }

  /** Windows that will never be stored, and what was said of the last. */
  public record Refusal(String reason, long windows, String explanation) {}

  /** How many of what was read made a profile; other events of a recording do not. */
  public long keptOfRead() {
    return kind == ContentKind.RECORDING
        ? kept.count()
        : read.read() - read.lost().values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many windows are durable in the collector. */
  public long acknowledgedWindows() {
    return kept.windows() - refusedWindows();
  }

  /** How many windows the collector does not take. */
  public long refusedWindows() {
    return refusals.stream()
        .filter(refusal -> !refusal.reason().equals(TOO_MANY))
        .mapToLong(Refusal::windows)
        .sum();
  }

  /** Whether all that the file holds of profiles is in the collector. */
  public boolean isComplete() {
    return read.damages().isEmpty() && refusals.isEmpty() && kept.windows() > 0;
  }
}
