package io.pitot.jfr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One chunk on its way to the handlers, segment by segment; a finished chunk is one segment. */
final class Chunk {
  private static final int MAX_EVENT_BYTES = 16 << 20;

  private final EventHandlers handlers;
  private final ChunkInput events;
  private final ConstantPools constants;
  private final Map<Long, EventHandler> wanted = new HashMap<>();
  private @Nullable Metadata metadata;
  private @Nullable Event event;
  private long metadataOffset;
  private long offset;
  private long eventCount;

  /**
   * @param offset of the first event in the file
   */
  Chunk(FileChannel channel, Path path, EventHandlers handlers, long offset) {
    this.handlers = handlers;
    this.offset = offset;
    events = new ChunkInput(channel, path);
    constants = new ConstantPools(new ChunkInput(channel, path));
  }

  /** Where in the file the next event will stand. */
  long offset() {
    return offset;
  }

  long eventCount() {
    return eventCount;
  }

  /** Reads all events up to the header's end and tells the handlers of the flush. */
  void read(ChunkHeader header) throws IOException {
    read(header, header.fileEnd());
  }

  /**
   * Reads the events before an offset.
   *
   * @param end in the file, between two events and not behind the header's end
   */
  void read(ChunkHeader header, long end) throws IOException {
    try {
      prepare(header);
      try {
        readEvents(end);
      } finally {
        for (ChunkHandler handler : handlers.chunkHandlers()) {
          handler.flushed(header, constants);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void prepare(ChunkHeader header) throws IOException {
    events.bound(header.fileEnd(), header.compressedIntegers());
    long newest = header.fileOffset() + header.metadataOffset();
    Metadata current = metadata;
    if (current == null || newest != metadataOffset) {
      Metadata read = Metadata.read(events, newest);
      constants.advance(header, read);
      if (current == null) {
        for (ChunkHandler handler : handlers.chunkHandlers()) {
          handler.started(header);
        }
      }
      metadata = read;
      metadataOffset = newest;
      layOut(read, header);
    } else {
      constants.advance(header, current);
    }
  }

  private void layOut(Metadata current, ChunkHeader header) {
    wanted.clear();
    for (Map.Entry<Long, EventType> entry : current.eventTypes().entrySet()) {
      EventType type = entry.getValue();
      EventHandler handler = handlers.handlerOf(type.name());
      if (handler != null) {
        wanted.put(entry.getKey(), handler);
        handler.layout(type);
        if (event == null) {
          event = new Event(type, header.clock(), header.compressedIntegers(), constants);
        }
      }
    }
  }

  private void readEvents(long end) throws IOException {
    events.seek(offset);
    while (offset < end) {
      long size = events.integer(4);
      if (size <= 0 || size > end - offset) {
        throw events.corrupt(offset, "the size of an event", size, "1.." + (end - offset));
      }
      long typeId = events.integer(8);
      EventHandler handler = wanted.get(typeId);
      if (handler != null) {
        deliver(handler, typeId, size);
      }
      if (typeId != MetadataTree.TYPE_ID && typeId != Checkpoints.TYPE_ID) {
        eventCount++;
      }
      events.seek(offset + size);
      offset += size;
    }
  }

  private void deliver(EventHandler handler, long typeId, long size) throws IOException {
    if (size > MAX_EVENT_BYTES) {
      throw events.corrupt(offset, "the size of an event", size, "at most " + MAX_EVENT_BYTES);
    }
    Metadata current = metadata;
    Event shown = event;
    EventType type = current == null ? null : current.eventType(typeId);
    if (shown == null || type == null) {
      return;
    }
    int headerBytes = (int) (events.offset() - offset);
    int fieldBytes = (int) size - headerBytes;
    if (fieldBytes < 0) {
      throw events.corrupt(offset, "the size of an event", size, "more than its own header");
    }
    events.makeContiguous(fieldBytes);
    int from = events.windowPosition();
    if (!shown.show(type, events.window(), from, from + fieldBytes)) {
      throw events.corrupt(
          offset, "the size of a " + type.name(), size, "enough for all its fields");
    }
    handler.event(shown);
  }
}
