package io.pitot.daemon.recording;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A second recording, in which JFR itself counts the calls of one method (JEP 520). It lives beside
 * the first, so that another method, or none, takes nothing away from what is recorded already.
 */
final class CallCounts {
  static final int FIRST_JDK = 25;

  private static final String REMEDY =
      "let the program commit a JFR event for each request, or one with their number, and name it"
          + " in the daemon's configuration: docs/gate.md, Cost by request";

  /** How the names of such recordings begin; the method's digest follows. */
  private static final String PREFIX = Recorder.NAME + "-calls-";

  private static final String SETTINGS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <configuration version="2.0" label="Pitot" provider="Pitot">
        <event name="jdk.MethodTiming">
          <setting name="enabled">true</setting>
          <setting name="period">1 s</setting>
          <setting name="filter">%s</setting>
        </event>
      </configuration>
      """;

  private CallCounts() {}

  static Refusal tooOld(String method) {
    return Refusal.forEver(
        "its requests are not counted: JFR counts the calls of %s from JDK %d on"
            .formatted(method, FIRST_JDK),
        REMEDY);
  }

  static Refusal failed(String method, String why) {
    return Refusal.forEver(
        "its requests are not counted: no recording for the calls of %s: %s".formatted(method, why),
        REMEDY);
  }

  /** Whether a recording is one of these. */
  static boolean isOne(String recording) {
    return recording.startsWith(PREFIX);
  }

  /** What the recording of a method is called. */
  static String nameFor(String method) {
    CRC32 digest = new CRC32();
    digest.update(method.getBytes(StandardCharsets.UTF_8));
    return PREFIX + Long.toHexString(digest.getValue());
  }

  /** Those that count another method than is asked for; empty for none. */
  static List<String> outdated(List<String> running, String method) {
    return running.stream()
        .filter(name -> isOne(name) && (method.isEmpty() || !name.equals(nameFor(method))))
        .toList();
  }

  /**
   * The settings that count a method.
   *
   * @param method as frames have it: {@code package.Class.method}, all of this name
   */
  static byte[] settings(String method) {
    int dot = method.lastIndexOf('.');
    String filter = method.substring(0, dot) + "::" + method.substring(dot + 1);
    String escaped = filter.replace("<", "&lt;").replace(">", "&gt;");
    return SETTINGS.formatted(escaped).getBytes(StandardCharsets.UTF_8);
  }
}
