package io.pitot.daemon.importing;

import io.pitot.daemon.fold.ProfileFold;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Goes through collapsed stacks line by line, in memory that is bounded however long a line is. */
final class CollapsedLines {
  /** The value is 0: the stack is known, and nothing of it. */
  static final String ZERO = "value_is_zero";

  private static final String TOO_LONG = "line_too_long";
  private static final String NO_VALUE = "no_value";
  private static final String NOT_WHOLE = "value_is_no_whole_number";
  private static final String TOO_LARGE = "value_too_large";

  /** Some editors begin a file with it. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final int MAX_LINE_BYTES = 4 << 20;
  private static final int SHOWN_CHARS = 60;

  private final InputStream in;
  private byte[] bytes = new byte[1024];
  private int length;
  private boolean isTooLong;
  private long offset;
  private long lineOffset;
  private long number;
  private String text = "";
  private String problem = "";
  private String stack = "";
  private long value;

  CollapsedLines(InputStream in) {
    this.in = new BufferedInputStream(in, 64 << 10);
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    lineOffset = offset;
    length = 0;
    isTooLong = false;
    int b = in.read();
    if (b < 0) {
      return false;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      offset++;
      put((byte) b);
    }
    offset += b < 0 ? 0 : 1;
    number++;
    parse();
    return true;
  }

  boolean isBlank() {
    return !isTooLong && text.isBlank();
  }

  /** Why the line is no stack with a value, as a stable word; empty when it is one. */
  String problem() {
    return problem;
  }

  /** Frames separated by semicolons. */
  String stack() {
    return stack;
  }

  /** 1 to {@link ProfileFold#MAX_TOTAL}. */
  long value() {
    return value;
  }

  /** Of the line, from 1. */
  long number() {
    return number;
  }

  long lineOffset() {
    return lineOffset;
  }

  /** Behind the line. */
  long offset() {
    return offset;
  }

  /** The line as a message shows it. */
  String shown() {
    String line = text.strip().replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN_CHARS
        ? line
        : line.substring(0, SHOWN_CHARS / 2)
            + "…"
            + line.substring(line.length() - SHOWN_CHARS / 2);
  }

  private void put(byte b) {
    if (length == MAX_LINE_BYTES) {
      isTooLong = true;
      return;
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(MAX_LINE_BYTES, length * 2));
    }
    bytes[length++] = b;
  }

  private void parse() {
    problem = "";
    text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    if (isTooLong) {
      problem = TOO_LONG;
      return;
    }
    String line = text.stripTrailing();
    int blank = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
    String digits = line.substring(blank + 1);
    stack = blank < 0 ? "" : line.substring(0, blank).strip();
    if (stack.isEmpty()) {
      problem = NO_VALUE;
    } else if (!digits.matches("[0-9]+")) {
      problem = digits.matches("-?[0-9]*\\.?[0-9]+") ? NOT_WHOLE : NO_VALUE;
    } else {
      parseValue(digits);
    }
  }

  private void parseValue(String digits) {
    value = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value == 0) {
      problem = ZERO;
    } else if (value > ProfileFold.MAX_TOTAL) {
      problem = TOO_LARGE;
    }
  }
}
