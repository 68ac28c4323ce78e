package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether what was read of windows and of sealed hours is still what is stored: who remembers it
 * keeps the mark of before, and asks whether anything changed since. Guarded by its owner.
 */
final class SpanChanges {
  private static final int MINUTE_SECONDS = 60;

  /** When windows of a minute were written, and when hours of a day lost their seals. */
  private final ChangeMarks ofWindows = new ChangeMarks(MINUTE_SECONDS);

  private final ChangeMarks ofHours = new ChangeMarks((int) Table.DICTIONARY.partitionSeconds());

  /** Windows that are on their way to the disk. */
  private final List<ServiceWindow> onTheirWay = new ArrayList<>();

  private long lastMark;

  private record ServiceWindow(int service, long startSeconds) {}

  /** Stands for the present: what changes from here on is not the same any more. */
  long mark() {
    return lastMark;
  }

  /** Whether no window of the minutes between two times was written since a mark. */
  boolean areSameWindows(int service, long fromSeconds, long toSeconds, long mark) {
    for (long minute = fromSeconds; minute < toSeconds; minute += MINUTE_SECONDS) {
      if (!ofWindows.isSame(service, minute, mark)) {
        return false;
      }
    }
    return true;
  }

  /** Whether no sealed hour of the day that begins then lost its seal since a mark. */
  boolean areSameHours(int service, long daySeconds, long mark) {
    return ofHours.isSame(service, daySeconds, mark);
  }

  /** A window is about to be written. */
  void writing(int service, long windowSeconds) {
    ofWindows.changed(service, windowSeconds, ++lastMark);
    onTheirWay.add(new ServiceWindow(service, windowSeconds));
  }

  /** The hour of the window that is about to be written loses its seal. */
  void hourBroken(int service, long windowSeconds) {
    ofHours.changed(service, windowSeconds, lastMark);
  }

  /** What was about to be written is, or may be: nobody has read all of it before. */
  void written() {
    for (ServiceWindow window : onTheirWay) {
      ofWindows.changed(window.service, window.startSeconds, ++lastMark);
    }
    onTheirWay.clear();
  }

  /** Windows are gone: none of them counts as the same. */
  void windowsGone() {
    ofWindows.forget(++lastMark);
  }
}
