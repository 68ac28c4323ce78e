package io.pitot.collector.store;

import java.util.List;
import java.util.Map;

/**
 * One target's window, or a late part of it, as it is stored. Stored again it replaces itself: its
 * identity is (target, labels, window, part).
 *
 * <p>Frames and nodes form a prefix tree in columns: node 0 is the root and is not listed, entry
 * {@code i} of {@code nodeParent} and {@code nodeFrame} describes node {@code i + 1}, and a parent
 * stands before its children. What ingest lets through keeps to this. The arrays belong to the
 * batch and are not changed.
 *
 * @param targetId unique for ever
 * @param labels {@code service} at least
 * @param startSeconds seconds since the epoch, a multiple of {@link WindowRecord#LENGTH_SECONDS}
 * @param nodeFrame index into {@code frames}
 * @param intervals one table of a kind at most; stacks are nodes of the batch
 * @param origin who sent it, as the network tells; empty when nobody can say
 */
public record WindowBatch(
    String targetId,
    Map<String, String> labels,
    long startSeconds,
    int part,
    FrameNames frames,
    int[] nodeParent,
    int[] nodeFrame,
    List<Rows> rows,
    List<Loss> losses,
    List<IntervalTable> intervals,
    String origin) {

  /** A batch of stacks alone. */
  public WindowBatch(
      String targetId,
      Map<String, String> labels,
      long startSeconds,
      int part,
      List<String> frames,
      int[] nodeParent,
      int[] nodeFrame,
      List<Rows> rows,
      List<Loss> losses) {
    this(
        targetId,
        labels,
        startSeconds,
        part,
        FrameNames.of(frames),
        nodeParent,
        nodeFrame,
        rows,
        losses,
        List.of(),
        "");
  }

  /** The service that the target is an instance of. */
  public String service() {
    String service = labels.get("service");
    if (service == null) {
      throw new IllegalArgumentException("target " + targetId + " has no label service");
    }
    return service;
  }

  /**
   * One profile type: three columns of equal length, nodes strictly ascending, no count is 0, and
   * each column adds up to no more than {@link RawBlock#MAX_TOTAL}.
   */
  public record Rows(ProfileType type, int[] node, long[] count, long[] sum) {}
}
