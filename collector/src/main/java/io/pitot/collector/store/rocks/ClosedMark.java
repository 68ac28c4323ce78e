package io.pitot.collector.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What the engine's files were when the store was closed. The engine takes a log, or its list of
 * files, whose end was cut for one that was being written when the machine stopped, and opens what
 * is left; where the list is cut, it may even take what the log holds for data of a partition that
 * was dropped. So everything is compared before it opens anything.
 *
 * <pre>
 *   CLOSED   there from a close to the next opening
 *     NAME BYTES CHECKSUM   a line for each file that data hangs on; checksums are CRC-32C, in hex
 *     NAME BYTES            a table, whose blocks have checksums of their own
 *     end CHECKSUM          of the lines before
 * </pre>
 */
final class ClosedMark {
  private static final Pattern CHECKED = Pattern.compile("CURRENT|MANIFEST-[0-9]+|[0-9]+[.]log");
  private static final Pattern TABLE = Pattern.compile("[0-9]+[.]sst");
  private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9]{1,18})(?: ([0-9a-f]{8}))?");
  private static final int BUFFER_BYTES = 256 << 10;

  private final Path file;
  private final Path database;

  ClosedMark(Path file, Path database) {
    this.file = file;
    this.database = database;
  }

  /** When nothing will be changed any more. */
  void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path part : parts()) {
      lines.append(line(part)).append('\n');
    }
    DurableFile.write(file, lines + endOf(lines.toString()));
  }

  /**
   * Compares what is there with what was there; all is well where nothing is known.
   *
   * @throws DirectoryException when a file is not what it was; the message names it
   */
  void check() throws IOException, DirectoryException {
    for (String line : known()) {
      Matcher was = LINE.matcher(line);
      if (was.matches()) {
        check(database.resolve(was.group(1)), Long.parseLong(was.group(2)), line);
      }
    }
  }

  private static void check(Path part, long bytes, String line)
      throws IOException, DirectoryException {
    if (!Files.exists(part)) {
      throw new DirectoryException(part + " is missing, which was there when the store was closed");
    }
    long found = Files.size(part);
    if (found != bytes) {
      throw new DirectoryException(
          String.format(
              Locale.ROOT,
              "%s has %,d bytes and had %,d when the store was closed",
              part,
              found,
              bytes));
    }
    if (!line(part).equals(line)) {
      throw new DirectoryException(part + " was changed since the store was closed");
    }
  }

  /** Before anything is changed, and after {@link #check}. */
  void remove() throws IOException {
    DurableFile.remove(file);
  }

  /** The lines, if they are whole; an older collector wrote a number instead. */
  private List<String> known() throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    int end = text.lastIndexOf("end ");
    boolean isWhole = end >= 0 && text.substring(end).equals(endOf(text.substring(0, end)));
    return isWhole ? text.substring(0, end).lines().toList() : List.of();
  }

  private static String endOf(String lines) {
    return "end " + checksum(lines) + "\n";
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files.filter(part -> isChecked(part) || isTable(part)).sorted().toList();
    }
  }

  private static boolean isChecked(Path part) {
    return CHECKED.matcher(part.getFileName().toString()).matches();
  }

  private static boolean isTable(Path part) {
    return TABLE.matcher(part.getFileName().toString()).matches();
  }

  private static String line(Path part) throws IOException {
    String line = part.getFileName() + " " + Files.size(part);
    return isChecked(part) ? line + " " + checksum(part) : line;
  }

  private static String checksum(Path part) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel in = FileChannel.open(part, StandardOpenOption.READ)) {
      while (in.read(buffer) >= 0) {
        checksum.update(buffer.flip());
        buffer.clear();
      }
    }
    return hex(checksum);
  }

  private static String checksum(String lines) {
    CRC32C checksum = new CRC32C();
    checksum.update(lines.getBytes(StandardCharsets.ISO_8859_1));
    return hex(checksum);
  }

  private static String hex(CRC32C checksum) {
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }
}
