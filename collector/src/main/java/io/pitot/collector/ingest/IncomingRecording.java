package io.pitot.collector.ingest;

import com.google.protobuf.ByteString;
import io.pitot.proto.v1.RecordingPart;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** A recording that arrives in parts. Its file is removed when it did not arrive whole. */
final class IncomingRecording implements Closeable {
  private final IngestSession daemon;
  private final Path file;
  private final FileChannel channel;
  private final CompletableFuture<Path> whole = new CompletableFuture<>();

  private IncomingRecording(IngestSession daemon, Path file, FileChannel channel) {
    this.daemon = daemon;
    this.file = file;
    this.channel = channel;
  }

  static IncomingRecording create(IngestSession daemon) throws IOException {
    Path file = Files.createTempFile("pitot-recording-", ".jfr");
    return new IncomingRecording(daemon, file, FileChannel.open(file, StandardOpenOption.WRITE));
  }

  boolean isFrom(IngestSession session) {
    return daemon == session;
  }

  /** The file when all of it is there. */
  CompletableFuture<Path> whole() {
    return whole;
  }

  synchronized void take(RecordingPart part) {
    if (whole.isDone()) {
      return;
    }
    if (!part.getRefusal().isEmpty()) {
      fail(part.getRefusal());
      return;
    }
    try {
      write(part.getContent());
      if (channel.position() > Recordings.MAX_BYTES) {
        fail("it is larger than %s MB: ask for less".formatted(Recordings.MAX_BYTES >> 20));
      } else if (part.getLast()) {
        whole.complete(file);
      }
    } catch (IOException e) {
      fail("the collector cannot keep it for you: " + e);
    }
  }

  void fail(String why) {
    whole.completeExceptionally(new RecordingRefusedException(why));
  }

  private void write(ByteString content) throws IOException {
    for (ByteBuffer buffer : content.asReadOnlyByteBufferList()) {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    fail("nobody waits for it any more");
    channel.close();
    if (whole.isCompletedExceptionally()) {
      Files.deleteIfExists(file);
    }
  }
}
