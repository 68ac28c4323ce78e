package io.pitot.collector.query;

/**
 * A text that may be looked at a limited number of times: some expressions never come to an end. A
 * thread that is interrupted looks no further.
 */
public final class BoundedText implements CharSequence {
  private static final int MAX_LOOKS = 1_000_000;
  private static final int LOOKS_BETWEEN_INTERRUPTS = 1 << 12;

  private final CharSequence text;
  private int looks;

  public BoundedText(CharSequence text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++looks > MAX_LOOKS) {
      throw new QueryLimitException(
          "a regular expression takes too long: avoid nested repetitions such as (a+)+");
    }
    if (looks % LOOKS_BETWEEN_INTERRUPTS == 0 && Thread.currentThread().isInterrupted()) {
      throw new QueryLimitException(
          "a regular expression was given up: the question took too long");
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
