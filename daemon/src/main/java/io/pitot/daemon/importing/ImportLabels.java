package io.pitot.daemon.importing;

import io.pitot.daemon.target.TargetIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who an imported profile is of: what the person said, and else what the content says. Nothing
 * depends on the file's name or on where the import runs, so that the same content under the same
 * labels is the same target for ever.
 *
 * @param labels at least {@code service} and {@code release}
 */
public record ImportLabels(SortedMap<String, String> labels) {
  private static final String UNKNOWN = "unknown";

  /** Instead of the name of a host: the file does not tell on which one it was made. */
  private static final String NODE = "import";

  private static final int INSTANCE_DIGITS = 12;

  public ImportLabels {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /**
   * The target.
   *
   * @param digest of the content
   * @param jdk what the file says
   * @param place whatever else makes another import of the same content, such as another time
   */
  TargetIdentity identity(byte[] digest, String jdk, String place) {
    String content = HexFormat.of().formatHex(digest);
    SortedMap<String, String> all = new TreeMap<>(labels);
    all.putIfAbsent(TargetIdentity.INSTANCE, "import-" + content.substring(0, INSTANCE_DIGITS));
    all.putIfAbsent(TargetIdentity.NODE, NODE);
    all.putIfAbsent(TargetIdentity.JDK, jdk.isEmpty() ? UNKNOWN : jdk);
    MessageDigest id = sha256();
    update(id, content);
    update(id, place);
    for (Map.Entry<String, String> label : all.entrySet()) {
      update(id, label.getKey());
      update(id, label.getValue());
    }
    return new TargetIdentity("import/" + HexFormat.of().formatHex(id.digest()), all);
  }

  /** Texts with their lengths, so that no two lists of texts are the same bytes. */
  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
