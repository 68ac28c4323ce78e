package io.pitot.daemon.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the segment files that an earlier daemon left, damaged or not. */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  private final ChannelOpener opener;
  private final Acknowledgements acknowledgements;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private long nextSequence;
  private long waiting;
  private long corrupt;
  private long tornBytes;

  Recovery(ChannelOpener opener, Acknowledgements acknowledgements) {
    this.opener = opener;
    this.acknowledgements = acknowledgements;
    nextSequence = Math.max(1, acknowledgements.mark());
  }

  void run(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.filter(Segment::isSegment).sorted().toList();
    }
    for (Path file : files) {
      take(SegmentScan.of(file), file.equals(files.get(files.size() - 1)));
    }
  }

  /** In order; the newest last. */
  Deque<Segment> segments() {
    return segments;
  }

  long nextSequence() {
    return nextSequence;
  }

  long waiting() {
    return waiting;
  }

  long corrupt() {
    return corrupt;
  }

  long tornBytes() {
    return tornBytes;
  }

  private void take(SegmentScan scan, boolean newest) throws IOException {
    for (SegmentScan.Gap gap : scan.gaps()) {
      logDamage(scan.file(), gap.offset(), gap.lengthBytes());
    }
    scan.forEach((sequence, offset) -> count(sequence));
    if (scan.tailBytes() > 0) {
      if (newest) {
        tornBytes += scan.tailBytes();
        log.info(
            "Spool {}, offset {}: cut off {} bytes of a record whose writing was interrupted",
            scan.file(),
            scan.endOffset(),
            scan.tailBytes());
      } else {
        logDamage(scan.file(), scan.endOffset(), scan.tailBytes());
      }
    }
    if (scan.isEmpty()) {
      Files.delete(scan.file());
    } else {
      segments.add(Segment.of(opener, scan));
    }
  }

  /** Records have consecutive sequences: what is skipped here was there and is damaged. */
  private void count(long sequence) {
    boolean first = segments.isEmpty() && waiting == 0 && acknowledgements.mark() == 0;
    for (long missing = nextSequence; missing < sequence && !first; missing++) {
      corrupt += acknowledgements.contains(missing) ? 0 : 1;
    }
    nextSequence = Math.max(nextSequence, sequence + 1);
    waiting += acknowledgements.contains(sequence) ? 0 : 1;
  }

  private static void logDamage(Path file, int offset, int lengthBytes) {
    log.warn(
        "Spool {}, offset {}: {} bytes are not what was written; the records in them are lost,"
            + " the others are kept. Check the disk.",
        file,
        offset,
        lengthBytes);
  }
}
