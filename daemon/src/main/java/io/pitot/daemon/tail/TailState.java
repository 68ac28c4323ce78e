package io.pitot.daemon.tail;

import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldProgress;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one target was read and what of it was handed on: all that a daemon needs to go on where
 * an earlier one stopped, at any moment.
 *
 * <p>Windows are handed on at one point only, when a flush has passed the end of one, or at each
 * flush while somebody looks. Just before, the state is kept with that flush as {@code closing};
 * just after, without. A daemon that finds {@code closing} reads to exactly there and hands the
 * same windows on again, which changes nothing because they have the same numbers and the same
 * content.
 *
 * @param machine the boot of the machine, for pids and ticks mean something else after the next
 * @param repository the folder of the chunks, as the target knows it
 * @param isOurs whether we made the repository, so that what a killed JVM leaves is ours to remove
 * @param replay the last flush before the window that is open began; null when nothing is open
 * @param read what was flushed up to here is in windows that were handed on, or in open ones
 * @param progress the fold's, at {@code read}
 */
record TailState(
    String machine,
    int pid,
    long startTicks,
    TargetIdentity target,
    String repository,
    boolean isOurs,
    @Nullable Position replay,
    @Nullable Position read,
    FoldProgress progress,
    @Nullable Closing closing) {

  private static final String PART = "part.";
  private static final String OPEN = "open.";
  private static final String CLOSING = "closing";
  private static final String NEXT_REPLAY = "closing.nextReplay";

  /**
   * Windows are about to be handed on.
   *
   * @param at the flush that closes them
   * @param flushedNanos its time
   * @param nextReplay the flush before it; {@code at} where all is handed on
   * @param all whether windows that are still open are handed on, too, as far as they have come
   * @param detail how much of them is kept
   */
  record Closing(Position at, long flushedNanos, Position nextReplay, boolean all, Detail detail) {}

  String toText() throws IOException {
    StateText text = StateText.of(machine, pid, startTicks, target);
    text.put("repository", repository);
    text.put("isOurs", isOurs);
    put(text, "replay", replay);
    put(text, "read", read);
    text.put("coveredMillis", progress.coveredMillis());
    progress.nextParts().forEach((start, part) -> text.put(PART + start, part));
    progress.open().forEach(start -> text.put(OPEN + start, true));
    if (closing != null) {
      put(text, CLOSING, closing.at());
      text.put("closing.flushedNanos", closing.flushedNanos());
      put(text, NEXT_REPLAY, closing.nextReplay());
      text.put("closing.all", closing.all());
      text.put("closing.detail", closing.detail());
    }
    return text.write();
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IOException when it is damaged or of another version
   */
  static TailState parse(String content) throws IOException {
    StateText text = StateText.parse(content);
    return new TailState(
        text.machine(),
        text.pid(),
        text.startTicks(),
        text.target(),
        text.required("repository"),
        text.flag("isOurs"),
        position(text, "replay"),
        position(text, "read"),
        new FoldProgress(text.number("coveredMillis"), parts(text), open(text)),
        closing(text));
  }

  private static NavigableMap<Long, Integer> parts(StateText text) throws IOException {
    NavigableMap<Long, Integer> parts = new TreeMap<>();
    for (String start : text.below(PART).keySet()) {
      try {
        parts.put(Long.valueOf(start), text.intNumber(PART + start));
      } catch (NumberFormatException e) {
        throw new IOException("no time: " + PART + start, e);
      }
    }
    return parts;
  }

  private static Set<Long> open(StateText text) throws IOException {
    Set<Long> open = new HashSet<>();
    for (String start : text.below(OPEN).keySet()) {
      try {
        open.add(Long.valueOf(start));
      } catch (NumberFormatException e) {
        throw new IOException("no time: " + OPEN + start, e);
      }
    }
    return open;
  }

  private static @Nullable Closing closing(StateText text) throws IOException {
    Position at = position(text, CLOSING);
    Position nextReplay = position(text, NEXT_REPLAY);
    if (at == null || nextReplay == null) {
      return null;
    }
    try {
      return new Closing(
          at,
          text.number("closing.flushedNanos"),
          nextReplay,
          text.flag("closing.all"),
          Detail.valueOf(text.required("closing.detail")));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.toString(), e);
    }
  }

  private static void put(StateText text, String name, @Nullable Position position) {
    if (position != null) {
      text.put(name + ".chunkFile", position.chunkFile());
      text.put(name + ".chunkStartTicks", position.chunkStartTicks());
      text.put(name + ".offset", position.offset());
    }
  }

  private static @Nullable Position position(StateText text, String name) throws IOException {
    return text.has(name + ".chunkFile")
        ? new Position(
            text.required(name + ".chunkFile"),
            text.number(name + ".chunkStartTicks"),
            text.number(name + ".offset"))
        : null;
  }
}
