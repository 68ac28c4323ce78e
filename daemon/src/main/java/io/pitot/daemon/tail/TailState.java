package io.pitot.daemon.tail;

import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldProgress;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Properties;
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

  private static final String VERSION = "1";

  String toText() throws IOException {
    Properties text = new Properties();
    text.setProperty("version", VERSION);
    text.setProperty("machine", machine);
    text.setProperty("pid", Integer.toString(pid));
    text.setProperty("startTicks", Long.toString(startTicks));
    text.setProperty("target", target.id());
    target.labels().forEach((name, value) -> text.setProperty("label." + name, value));
    text.setProperty("repository", repository);
    text.setProperty("isOurs", Boolean.toString(isOurs));
    put(text, "replay", replay);
    put(text, "read", read);
    text.setProperty("coveredMillis", Long.toString(progress.coveredMillis()));
    progress
        .nextParts()
        .forEach((start, part) -> text.setProperty("part." + start, Integer.toString(part)));
    if (closing != null) {
      put(text, "closing", closing.at());
      text.setProperty("closing.flushedNanos", Long.toString(closing.flushedNanos()));
      put(text, "closing.nextReplay", closing.nextReplay());
      text.setProperty("closing.all", Boolean.toString(closing.all()));
      text.setProperty("closing.detail", closing.detail().name());
    }
    StringWriter out = new StringWriter();
    text.store(out, null);
    return out.toString();
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IOException when it is damaged or of another version
   */
  static TailState parse(String content) throws IOException {
    Properties text = new Properties();
    try {
      text.load(new StringReader(content));
      if (!VERSION.equals(text.getProperty("version"))) {
        throw new IOException("version " + text.getProperty("version") + ", expected " + VERSION);
      }
      TreeMap<String, String> labels = new TreeMap<>();
      TreeMap<Long, Integer> parts = new TreeMap<>();
      for (String name : text.stringPropertyNames()) {
        if (name.startsWith("label.")) {
          labels.put(name.substring(6), text.getProperty(name));
        } else if (name.startsWith("part.")) {
          parts.put(Long.valueOf(name.substring(5)), Integer.valueOf(text.getProperty(name)));
        }
      }
      return new TailState(
          required(text, "machine"),
          Integer.parseInt(required(text, "pid")),
          Long.parseLong(required(text, "startTicks")),
          new TargetIdentity(required(text, "target"), labels),
          required(text, "repository"),
          Boolean.parseBoolean(required(text, "isOurs")),
          position(text, "replay"),
          position(text, "read"),
          new FoldProgress(Long.parseLong(required(text, "coveredMillis")), parts),
          closing(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.toString(), e);
    }
  }

  private static @Nullable Closing closing(Properties text) throws IOException {
    Position at = position(text, "closing");
    Position nextReplay = position(text, "closing.nextReplay");
    return at == null || nextReplay == null
        ? null
        : new Closing(
            at,
            Long.parseLong(required(text, "closing.flushedNanos")),
            nextReplay,
            Boolean.parseBoolean(text.getProperty("closing.all")),
            Detail.valueOf(text.getProperty("closing.detail", Detail.ALL.name())));
  }

  private static void put(Properties text, String name, @Nullable Position position) {
    if (position != null) {
      text.setProperty(name + ".chunkFile", position.chunkFile());
      text.setProperty(name + ".chunkStartNanos", Long.toString(position.chunkStartNanos()));
      text.setProperty(name + ".offset", Long.toString(position.offset()));
    }
  }

  private static @Nullable Position position(Properties text, String name) throws IOException {
    String file = text.getProperty(name + ".chunkFile");
    return file == null
        ? null
        : new Position(
            file,
            Long.parseLong(required(text, name + ".chunkStartNanos")),
            Long.parseLong(required(text, name + ".offset")));
  }

  private static String required(Properties text, String name) throws IOException {
    String value = text.getProperty(name);
    if (value == null) {
      throw new IOException("no line " + name);
    }
    return value;
  }
}
