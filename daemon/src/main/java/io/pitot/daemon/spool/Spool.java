package io.pitot.daemon.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable queue of opaque records in a directory of its own.
 *
 * <p>A record that {@link #append} took survives a kill of the process and a power cut: each is
 * synced before the call returns, which takes about a millisecond and happens a few times per
 * second at most. Records are read in order and stay until they are acknowledged, in any order; a
 * segment file is deleted when everything in it and before it is acknowledged.
 *
 * <p>A full spool drops its oldest segment, a full disk costs the oldest segment or the new record.
 * Both are counted, and neither stops the caller. What a damaged segment still holds is kept.
 *
 * <p>The caller makes sure that one process alone uses the directory. Safe for several threads.
 */
public final class Spool implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  private final Path directory;
  private final SpoolLimits limits;
  private final DroppedRecords droppedRecords;
  private final ChannelOpener opener;
  private final Acknowledgements acknowledgements;

  /** Oldest first. */
  private final Deque<Segment> segments;

  /** The one that is written: the newest, or null until the next record comes. */
  private @Nullable Segment writable;

  private long nextSequence;
  private long waiting;
  private boolean diskFailing;
  private boolean closed;

  private long appended;
  private long overflowed;
  private long refused;
  private long corrupt;
  private final long tornBytes;

  private Spool(
      Path directory,
      SpoolLimits limits,
      DroppedRecords droppedRecords,
      ChannelOpener opener,
      Acknowledgements acknowledgements,
      Recovery recovery) {
    this.directory = directory;
    this.limits = limits;
    this.droppedRecords = droppedRecords;
    this.opener = opener;
    this.acknowledgements = acknowledgements;
    segments = new ArrayDeque<>(recovery.segments());
    nextSequence = recovery.nextSequence();
    waiting = recovery.waiting();
    corrupt = recovery.corrupt();
    tornBytes = recovery.tornBytes();
  }

  /**
   * Opens the spool, with what an earlier daemon left in it.
   *
   * @param directory is created when missing
   * @throws IOException when the directory cannot be used at all; damage is no reason
   */
  public static Spool open(Path directory, SpoolLimits limits, DroppedRecords droppedRecords)
      throws IOException {
    return open(directory, limits, droppedRecords, FileChannel::open);
  }

  static Spool open(
      Path directory, SpoolLimits limits, DroppedRecords droppedRecords, ChannelOpener opener)
      throws IOException {
    Files.createDirectories(directory);
    Acknowledgements acknowledgements = Acknowledgements.open(directory);
    Recovery recovery = new Recovery(opener, acknowledgements);
    recovery.run(directory);
    Spool spool = new Spool(directory, limits, droppedRecords, opener, acknowledgements, recovery);
    spool.rememberBegin();
    return spool;
  }

  /**
   * Takes a record; it is on the disk when this returns true.
   *
   * @return false when it was counted as refused; a closed spool refuses everything
   */
  public synchronized boolean append(byte[] payload) {
    if (closed) {
      refused++;
      return false;
    }
    if (payload.length > limits.maxRecordBytes()) {
      refused++;
      log.warn(
          "Spool {}: a record of {} bytes is lost, expected at most {}",
          directory,
          payload.length,
          limits.maxRecordBytes());
      return false;
    }
    while (!segments.isEmpty() && sizeBytes() + sizeOnDisk(payload) > limits.maxBytes()) {
      dropOldest();
    }
    if (write(payload) || (makeRoom() && write(payload))) {
      appended++;
      waiting++;
      return true;
    }
    refused++;
    return false;
  }

  /** The first record behind the sequence that is not acknowledged; null when there is none. */
  public synchronized @Nullable Entry next(long afterSequence) {
    if (closed) {
      return null;
    }
    long from = Math.max(afterSequence + 1, acknowledgements.mark());
    for (Segment segment : segments) {
      long sequence = segment.firstSequenceFrom(from);
      while (sequence >= 0) {
        if (!acknowledgements.contains(sequence)) {
          byte[] payload = read(segment, sequence);
          if (payload != null) {
            return new Entry(sequence, payload);
          }
          corrupt++;
          forget(sequence);
        }
        sequence = segment.firstSequenceFrom(sequence + 1);
      }
    }
    return null;
  }

  /** The record is not wanted any more. One that is unknown or was dropped is ignored. */
  public synchronized void acknowledge(long sequence) {
    if (!closed) {
      forget(sequence);
      deleteAcknowledged();
    }
  }

  public synchronized SpoolStatus status() {
    return new SpoolStatus(
        waiting, sizeBytes(), segments.size(), appended, overflowed, refused, corrupt, tornBytes);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Segment segment : segments) {
      segment.close();
    }
    acknowledgements.close();
  }

  /** So that a damaged first record is missed. */
  private synchronized void rememberBegin() {
    if (acknowledgements.mark() == 0) {
      acknowledgements.raiseMark(firstWaiting());
      saveAcknowledgements();
    }
  }

  private boolean write(byte[] payload) {
    try {
      Segment segment = writable;
      if (segment == null || segment.sizeBytes() >= limits.segmentBytes()) {
        segment = Segment.create(opener, directory, nextSequence);
        segments.add(segment);
        writable = segment;
        deleteAcknowledged();
      }
      segment.append(nextSequence, payload);
      nextSequence++;
      if (diskFailing) {
        diskFailing = false;
        log.info("Spool {}: records are written again", directory);
      }
      return true;
    } catch (IOException e) {
      if (!diskFailing) {
        diskFailing = true;
        log.error(
            "Spool {}: cannot write: {}. Records are lost until it can; make room on the disk.",
            directory,
            e.toString());
      }
      return false;
    }
  }

  /** On a full disk: gives up the oldest segment, but not the only one while it holds anything. */
  private boolean makeRoom() {
    Segment oldest = segments.peekFirst();
    boolean canGo =
        oldest != null && (segments.size() > 1 || oldest.lastSequence() < acknowledgements.mark());
    if (canGo) {
      dropOldest();
    }
    return canGo;
  }

  private void dropOldest() {
    Segment oldest = segments.removeFirst();
    if (oldest == writable) {
      writable = null;
    }
    long overflowedBefore = overflowed;
    long sequence = oldest.firstSequenceFrom(acknowledgements.mark());
    while (sequence >= 0) {
      if (!acknowledgements.contains(sequence)) {
        byte[] payload = read(oldest, sequence);
        if (payload != null) {
          droppedRecords.dropped(payload);
        }
        overflowed++;
        waiting--;
      }
      sequence = oldest.firstSequenceFrom(sequence + 1);
    }
    acknowledgements.raiseMark(oldest.lastSequence() + 1);
    saveAcknowledgements();
    delete(oldest);
    if (overflowed > overflowedBefore) {
      log.warn(
          "Spool {} or its disk is full: the oldest {} records are given up, {} so far",
          directory,
          overflowed - overflowedBefore,
          overflowed);
    }
  }

  private byte @Nullable [] read(Segment segment, long sequence) {
    try {
      byte[] payload = segment.read(sequence);
      if (payload == null) {
        log.warn(
            "Spool {}, offset {}: the record is not what was written; it is lost. Check the disk.",
            segment.path(),
            segment.offsetOf(sequence));
      }
      return payload;
    } catch (IOException e) {
      log.warn(
          "Spool {}, offset {}: cannot read: {}; the record is lost",
          segment.path(),
          segment.offsetOf(sequence),
          e.toString());
      return null;
    }
  }

  private void forget(long sequence) {
    if (sequence >= nextSequence || acknowledgements.contains(sequence)) {
      return;
    }
    acknowledgements.add(sequence);
    acknowledgements.raiseMark(firstWaiting());
    waiting--;
    saveAcknowledgements();
  }

  private long firstWaiting() {
    for (Segment segment : segments) {
      long sequence = segment.firstSequenceFrom(acknowledgements.mark());
      while (sequence >= 0) {
        if (!acknowledgements.contains(sequence)) {
          return sequence;
        }
        sequence = segment.firstSequenceFrom(sequence + 1);
      }
    }
    return nextSequence;
  }

  private void saveAcknowledgements() {
    try {
      acknowledgements.save();
    } catch (IOException e) {
      log.warn(
          "Spool {}: cannot keep what was acknowledged: {}. After a restart it is sent again,"
              + " which changes nothing.",
          directory,
          e.toString());
    }
  }

  private void deleteAcknowledged() {
    while (!segments.isEmpty()
        && segments.getFirst() != writable
        && segments.getFirst().lastSequence() < acknowledgements.mark()) {
      delete(segments.removeFirst());
    }
  }

  private void delete(Segment segment) {
    try {
      segment.delete();
    } catch (IOException e) {
      log.warn("Spool {}: cannot delete: {}", segment.path(), e.toString());
    }
  }

  private long sizeBytes() {
    long sum = 0;
    for (Segment segment : segments) {
      sum += segment.sizeBytes();
    }
    return sum;
  }

  private static long sizeOnDisk(byte[] payload) {
    return (long) RecordFormat.FILE_HEADER_BYTES
        + RecordFormat.RECORD_HEADER_BYTES
        + payload.length;
  }
}
