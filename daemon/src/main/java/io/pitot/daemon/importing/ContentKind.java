package io.pitot.daemon.importing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a file holds, told by its first bytes and never by its name. */
public enum ContentKind {
  /** Chunks of the JDK Flight Recorder. */
  RECORDING("JFR recording"),
  /** Lines of {@code root;...;leaf VALUE}. */
  COLLAPSED("collapsed stacks"),
  /** pprof's profile.proto. */
  PPROF("pprof profile");

  static final int HEAD_BYTES = 8 << 10;

  private static final Pattern COLLAPSED_LINE = Pattern.compile("\\S.*\\s-?[0-9]+(\\.[0-9]+)?\\s*");
  private static final int SHOWN_CHARS = 40;

  /** Beginnings of files that people may take for a profile, and what to do with them. */
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("PK\003\004", "a ZIP or JAR archive (unpack it first: unzip FILE)"),
          Map.entry("\u001f\u008b", "gzip within gzip (decompress it once: gzip -d FILE)"),
          Map.entry("(\u00b5/\u00fd", "Zstandard (decompress it first: zstd -d FILE)"),
          Map.entry("\004\"M\030", "LZ4 (decompress it first: lz4 -d FILE)"),
          Map.entry("BZh", "bzip2 (decompress it first: bzip2 -d FILE)"),
          Map.entry("\375" + "7zXZ", "XZ (decompress it first: xz -d FILE)"),
          Map.entry("\377\376", "text in UTF-16 (save it as UTF-8 first)"),
          Map.entry("\376\377", "text in UTF-16 (save it as UTF-8 first)"),
          Map.entry("PERFILE2", "data of perf (make collapsed stacks of it first)"),
          Map.entry("JAVA PROFILE", "a heap dump"),
          Map.entry("\177ELF", "an ELF program"),
          Map.entry("\312\376\272\276", "a Java class"));

  /** Where the mark of a tar archive stands. */
  private static final int TAR_OFFSET = 257;

  private final String words;

  ContentKind(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** The kind; null when it is none, see {@link #describe}. */
  static @Nullable ContentKind of(byte[] head) {
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("FLR\0")) {
      return RECORDING;
    }
    if (described(bytes) != null) {
      return null;
    }
    if (isText(bytes)) {
      return firstLines(head).anyMatch(line -> COLLAPSED_LINE.matcher(line).matches())
          ? COLLAPSED
          : null;
    }
    return PprofReader.looksLikeIt(head) ? PPROF : null;
  }

  /** What the bytes are instead. */
  static String describe(byte[] head) {
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    String known = described(bytes);
    if (known != null) {
      return known;
    }
    if (!isText(bytes)) {
      StringBuilder hex = new StringBuilder();
      for (int i = 0; i < Math.min(8, head.length); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", head[i] & 0xff));
      }
      return "bytes that begin with " + hex.toString().strip();
    }
    String line = firstLines(head).findFirst().orElse("").strip();
    if (line.isEmpty()) {
      return "empty lines";
    }
    String shown = line.length() <= SHOWN_CHARS ? line : line.substring(0, SHOWN_CHARS - 1) + '…';
    String text = line.startsWith("{") || line.startsWith("[{") ? "JSON" : "text";
    return line.toLowerCase(Locale.ROOT).matches("<(!doctype|html|\\?xml).*")
        ? "an HTML or XML page"
        : text + " that begins with '" + shown + "'";
  }

  private static @Nullable String described(String bytes) {
    for (Map.Entry<String, String> known : KNOWN.entrySet()) {
      if (bytes.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    return bytes.startsWith("ustar", TAR_OFFSET)
        ? "a tar archive (unpack it first: tar -xf FILE)"
        : null;
  }

  private static boolean isText(String bytes) {
    return bytes.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t');
  }

  private static java.util.stream.Stream<String> firstLines(byte[] head) {
    return new String(head, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank());
  }
}
