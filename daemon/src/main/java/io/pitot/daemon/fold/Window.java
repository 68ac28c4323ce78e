package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import java.util.List;

/**
 * What one target did in one window, with a dictionary of its own.
 *
 * <p>Frames and nodes form a prefix tree in columns, as on the wire: node 0 is the root and is not
 * stored, entry {@code i} of {@code nodeParent} and {@code nodeFrame} describes node {@code i + 1},
 * and a parent stands before its children. The arrays belong to the window and are not changed.
 *
 * @param startMillis ms since the epoch, a multiple of {@code lengthMillis}
 * @param part 0 for the window itself, 1 and above for what came late for it
 * @param frames frame names, each once; {@code frames.get(0)} is empty
 * @param nodeFrame index into {@code frames}
 * @param frameKinds how the frames of the rows ran: for each type and source the stacks are the
 *     kind's word and the method below it, the counts frames, one for each event that has the frame
 *     on its stack
 */
public record Window(
    TargetIdentity target,
    long startMillis,
    int lengthMillis,
    int part,
    List<String> frames,
    int[] nodeParent,
    int[] nodeFrame,
    List<Rows> rows,
    List<Loss> losses,
    List<Rows> frameKinds,
    Intervals intervals) {

  /** A window of stacks alone. */
  public Window(
      TargetIdentity target,
      long startMillis,
      int lengthMillis,
      int part,
      List<String> frames,
      int[] nodeParent,
      int[] nodeFrame,
      List<Rows> rows,
      List<Loss> losses) {
    this(
        target,
        startMillis,
        lengthMillis,
        part,
        frames,
        nodeParent,
        nodeFrame,
        rows,
        losses,
        List.of(),
        Intervals.NONE);
  }

  /** The same content as another part of another window; times in it count from the window. */
  public Window movedTo(long newStartMillis, int newPart) {
    return new Window(
        target,
        newStartMillis,
        lengthMillis,
        newPart,
        frames,
        nodeParent,
        nodeFrame,
        rows,
        losses,
        frameKinds,
        intervals.movedBy((newStartMillis - startMillis) * 1_000_000));
  }

  /**
   * One profile type: three columns of equal length, nodes strictly ascending, no count is 0.
   *
   * @param type {@code cpu}, {@code alloc}, {@code lock}, {@code park}
   * @param source the JFR event type; rows of different sources are never added up
   * @param unit of the sums: {@code samples}, {@code bytes}, {@code nanoseconds}
   */
  public record Rows(
      String type, String source, String unit, int[] node, long[] count, long[] sum) {}

  /**
   * Something that happened and is not in the rows.
   *
   * @param reason a stable word, such as {@code jfr_data_lost}
   * @param unit {@code events}, {@code bytes}, {@code chunks} or {@code batches}
   */
  public record Loss(String reason, long count, String unit) {}
}
