package io.pitot.cli.file;

import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.Value;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import java.util.List;
import java.util.Map;

/**
 * One profile of a file.
 *
 * @param type the profile type, or the event type that was asked for
 * @param source the event type, or the kind of file
 * @param unit of the sums
 * @param kinds how the frames ran: kinds as children of the root, methods below them
 * @param windows 0 where nobody counted
 * @param fromMillis when the first of it happened, ms since the epoch
 * @param losses what is known to be missing: reason and unit, separated by a blank, to how much
 * @param notes what a person should know beside it
 */
public record FileProfile(
    String type,
    String source,
    String unit,
    ProfileTree tree,
    ProfileTree kinds,
    long windows,
    long fromMillis,
    long toMillis,
    Map<String, Long> losses,
    List<FileDamage> damages,
    List<String> notes) {

  /** The type's own: samples, bytes or nanoseconds; counts where these add up to nothing. */
  public Value defaultValue() {
    return unit.equals("samples") || tree.totalSum() == 0 ? Value.COUNT : Value.SUM;
  }
}
