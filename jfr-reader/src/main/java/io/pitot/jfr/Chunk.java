package io.pitot.jfr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One chunk on its way to the handlers, segment by segment; a finished chunk is one segment. */
final class Chunk {
  /** What the begin of a chunk is if it is taken for the size of an event. */
  private static final int FIRST_OF_MAGIC = 'F';

  private final EventHandlers handlers;
  private final ChunkInput events;
  private final ConstantPools constants;
  private final LongMap<Subscription> wanted = new LongMap<>();
  private final List<CorruptRecordingException> problems = new ArrayList<>();
  private @Nullable Metadata metadata;
  private @Nullable Event event;
  private long metadataOffset;
  private long offset;
  private long eventCount;

  /** A type that somebody wants. */
  private record Subscription(EventType type, EventHandler handler) {}

  /**
   * @param offset of the first event in the file
   * @param constantBlocks how many blocks of 16 KB are kept to look up constants, a power of two
   * @param maxStackBytes that are remembered to tell stacks by
   * @param earlier of the chunks before of the same JVM, the newest first
   */
  Chunk(
      FileChannel channel,
      Path path,
      EventHandlers handlers,
      long offset,
      int constantBlocks,
      int maxStackBytes,
      List<ConstantPools> earlier) {
    this.handlers = handlers;
    this.offset = offset;
    events = ChunkInput.forward(channel, path);
    constants =
        new ConstantPools(
            ChunkInput.forward(channel, path),
            ChunkInput.anywhere(channel, path, constantBlocks),
            maxStackBytes,
            earlier);
  }

  /** Where in the file the next event will stand. */
  long offset() {
    return offset;
  }

  long eventCount() {
    return eventCount;
  }

  ConstantPools constants() {
    return constants;
  }

  /** Nothing is read until the next flush: until then what was read of the file is not kept. */
  void rest() {
    events.forgetBlocks();
    constants.finder().forgetBlocks();
  }

  /**
   * Reads the events before an offset and tells the handlers of the flush.
   *
   * @param end in the file, between two events and not behind the header's end
   * @return what was damaged, in the order it was found; the events before were delivered
   */
  List<CorruptRecordingException> read(ChunkHeader header, long end) throws IOException {
    problems.clear();
    try {
      if (prepare(header)) {
        readEvents(end);
        for (ChunkHandler handler : handlers.chunkHandlers()) {
          handler.flushed(header, constants);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    CorruptRecordingException damage = constants.finder().takeDamage();
    if (damage != null) {
      problems.add(damage);
    }
    return List.copyOf(problems);
  }

  /**
   * Takes in the newest layouts.
   *
   * @return false where there are none, so that nothing can be read
   */
  private boolean prepare(ChunkHeader header) throws IOException {
    events.bound(header.fileEnd(), header.compressedIntegers());
    long newest = header.fileOffset() + header.metadataOffset();
    Metadata current = metadata;
    if (current != null && newest == metadataOffset) {
      constants.advance(header, current);
      return true;
    }
    Metadata read = readMetadata(newest);
    if (read == null) {
      return false;
    }
    CorruptRecordingException damage = read.damage();
    if (damage != null) {
      problems.add(damage);
    }
    constants.advance(withCheckpoint(header, read), read);
    if (current == null) {
      for (ChunkHandler handler : handlers.chunkHandlers()) {
        handler.started(header);
      }
    }
    metadata = read;
    metadataOffset = newest;
    layOut(read, header);
    return true;
  }

  private @Nullable Metadata readMetadata(long newest) throws IOException {
    Metadata there = null;
    try {
      there = Metadata.read(events, newest);
    } catch (CorruptRecordingException e) {
      problems.add(e);
    }
    if (there != null && !there.eventTypes().isEmpty()) {
      return there;
    }
    // Where bytes have moved, others may pass for metadata, but they declare nothing.
    Metadata reached = new EventWalk(events).lastMetadata(offset);
    Metadata found = reached == null ? new MetadataScan(events).last(offset) : reached;
    return found == null ? there : found;
  }

  /** The newest checkpoint has moved as far as the metadata, if bytes before both are lost. */
  private ChunkHeader withCheckpoint(ChunkHeader header, Metadata read) throws IOException {
    long expected = header.fileOffset() + header.checkpointOffset();
    long moved = read.offset() - header.fileOffset() - header.metadataOffset();
    boolean isElsewhere =
        moved != 0
            && header.checkpointOffset() > 0
            && read.offset() >= header.fileOffset()
            && !isCheckpoint(expected)
            && isCheckpoint(expected + moved);
    return isElsewhere ? header.withCheckpointAt(header.checkpointOffset() + moved) : header;
  }

  private boolean isCheckpoint(long at) throws IOException {
    if (at < offset || at > events.end() - ChunkHeader.SIZE_BYTES) {
      return false;
    }
    events.seek(at);
    return events.integer(4) > 0 && events.integer(8) == Checkpoints.TYPE_ID;
  }

  private void layOut(Metadata current, ChunkHeader header) {
    wanted.clear();
    for (Map.Entry<Long, EventType> entry : current.eventTypes().entrySet()) {
      EventType type = entry.getValue();
      EventHandler handler = handlers.handlerOf(type.name());
      if (handler != null) {
        wanted.put(entry.getKey(), new Subscription(type, handler));
        handler.layout(type);
        if (event == null) {
          event = new Event(type, header, constants);
        }
      }
    }
  }

  private void readEvents(long end) throws IOException {
    try {
      events.seek(offset);
      while (offset < end) {
        readEvent(end);
      }
    } catch (CorruptRecordingException e) {
      problems.add(e);
    }
  }

  private void readEvent(long end) throws IOException {
    long size = events.integer(4);
    if (size <= 0 || size > end - offset) {
      throw events.corrupt(offset, "the size of an event", size, "1.." + (end - offset));
    }
    if (size == FIRST_OF_MAGIC && isHeader()) {
      throw events.corrupt(offset, "an event", "the header of a chunk", "an end at " + end);
    }
    long typeId = events.integer(8);
    if (typeId == Checkpoints.TYPE_ID) {
      constants.finder().seen(offset);
    } else if (typeId != MetadataTree.TYPE_ID) {
      Subscription subscription = wanted.get(typeId);
      if (subscription != null) {
        deliver(subscription.type, subscription.handler, size);
      }
      eventCount++;
    }
    events.seek(offset + size);
    offset += size;
  }

  /** Whether another chunk begins here, which a size that lies would lead through. */
  private boolean isHeader() throws IOException {
    if (events.end() - offset < ChunkHeader.SIZE_BYTES) {
      return false;
    }
    // A size may take more bytes than it needs.
    long behindSize = events.offset();
    events.seek(offset);
    boolean magic = events.fixed(4) == HeaderReader.MAGIC;
    events.seek(behindSize);
    return magic;
  }

  private void deliver(EventType type, EventHandler handler, long size) throws IOException {
    Event shown = event;
    if (shown == null) {
      return;
    }
    if (size > HeapShare.VALUE_BYTES) {
      // It is passed over by its size; the events behind it are as good as any.
      problems.add(
          events.corrupt(
              offset, "the size of a " + type.name(), size, "at most " + HeapShare.VALUE_BYTES));
      return;
    }
    int headerBytes = (int) (events.offset() - offset);
    int fieldBytes = (int) size - headerBytes;
    if (fieldBytes < 0) {
      throw events.corrupt(offset, "the size of an event", size, "more than its own header");
    }
    events.makeContiguous(fieldBytes);
    int from = events.windowPosition();
    int needed = shown.show(type, events.window(), from, from + fieldBytes);
    if (needed != fieldBytes) {
      throw events.corrupt(offset, "the size of a " + type.name(), size, "what its fields take");
    }
    handler.event(shown);
  }
}
