package io.pitot.daemon.tail;

import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is noted of one process, as lines of names and values: the version, whose process it is, and
 * what the note is about. A line that is missing or no number is an error, for a part of a note may
 * be lost with the disk.
 */
final class StateText {
  private static final String VERSION = "1";
  private static final String LABEL = "label.";

  private final Properties text;

  private StateText(Properties text) {
    this.text = text;
  }

  static StateText of(String machine, int pid, long startTicks, TargetIdentity target) {
    StateText text = new StateText(new Properties());
    text.put("version", VERSION);
    text.put("machine", machine);
    text.put("pid", pid);
    text.put("startTicks", startTicks);
    text.put("target", target.id());
    target.labels().forEach((name, value) -> text.put(LABEL + name, value));
    return text;
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws IOException when it is damaged or of another version
   */
  static StateText parse(String content) throws IOException {
    Properties text = new Properties();
    try {
      text.load(new StringReader(content));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.toString(), e);
    }
    StateText parsed = new StateText(text);
    String version = parsed.required("version");
    if (!version.equals(VERSION)) {
      throw new IOException("version %s, expected %s".formatted(version, VERSION));
    }
    return parsed;
  }

  String write() throws IOException {
    StringWriter out = new StringWriter();
    text.store(out, null);
    return out.toString();
  }

  void put(String name, Object value) {
    text.setProperty(name, value.toString());
  }

  String machine() throws IOException {
    return required("machine");
  }

  int pid() throws IOException {
    return intNumber("pid");
  }

  long startTicks() throws IOException {
    return number("startTicks");
  }

  TargetIdentity target() throws IOException {
    return new TargetIdentity(required("target"), below(LABEL));
  }

  boolean has(String name) {
    return text.containsKey(name);
  }

  String required(String name) throws IOException {
    String value = text.getProperty(name);
    if (value == null) {
      throw new IOException("no line " + name);
    }
    return value;
  }

  long number(String name) throws IOException {
    try {
      return Long.parseLong(required(name));
    } catch (NumberFormatException e) {
      throw new IOException("%s is no number: %s".formatted(name, required(name)), e);
    }
  }

  int intNumber(String name) throws IOException {
    long number = number(name);
    if (number != (int) number) {
      throw new IOException("%s is too large: %d".formatted(name, number));
    }
    return (int) number;
  }

  boolean flag(String name) throws IOException {
    return Boolean.parseBoolean(required(name));
  }

  /** The lines whose names begin so, by what follows. */
  SortedMap<String, String> below(String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    for (String name : text.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), text.getProperty(name));
      }
    }
    return found;
  }
}
