package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.TargetReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Reads messages of daemons: batches by {@link WireBatch}, the others by the generated class. */
final class IncomingMarshaller implements MethodDescriptor.Marshaller<Incoming> {
  private static final int BATCH = lengthDelimited(FromDaemon.BATCH_FIELD_NUMBER);
  private static final int REPORT = lengthDelimited(FromDaemon.TARGETS_FIELD_NUMBER);
  private static final int TARGETS = lengthDelimited(TargetReport.TARGETS_FIELD_NUMBER);

  /** What a daemon sends every ten seconds is smaller. */
  private static final int LARGE_BYTES = 1 << 20;

  /** Of a message with more than one field. */
  private static final int MAX_UNUSUAL_BYTES = 64 << 10;

  private static final int TAG_BYTES = 1;

  /** Large messages are read one at a time: what is made of one takes many times its size. */
  private final Lock readingLarge = new ReentrantLock();

  @Override
  public Incoming parse(InputStream stream) {
    try {
      byte[] message =
          stream instanceof KnownLength ? whole(stream, stream.available()) : stream.readAllBytes();
      return message.length > LARGE_BYTES ? parseLarge(message) : parse(message);
    } catch (BatchRefusedException e) {
      return Incoming.unreadable(Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    } catch (IOException e) {
      // Thrown on from here, each of them would fill the log with the transport's stack.
      return Incoming.unreadable(
          Status.INTERNAL.withDescription("the message cannot be read: " + e.getMessage()));
    }
  }

  /** At once into its place: the stream's own way gathers pieces first. */
  private static byte[] whole(InputStream stream, int bytes) throws IOException {
    byte[] message = new byte[bytes];
    int read = stream.readNBytes(message, 0, bytes);
    return read == bytes ? message : Arrays.copyOf(message, read);
  }

  private Incoming parseLarge(byte[] message) throws IOException, BatchRefusedException {
    readingLarge.lock();
    try {
      return parse(message);
    } finally {
      readingLarge.unlock();
    }
  }

  private static Incoming parse(byte[] message) throws IOException, BatchRefusedException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int tag = in.readTag();
    // Nobody sends more than one field in a message; where somebody does, the last one counts.
    if (tag == BATCH && in.readRawVarint32() == message.length - in.getTotalBytesRead()) {
      return Incoming.of(WireBatch.read(message, in));
    }
    BatchValidator.limit(
        "bytes of a message that is no batch", message.length, IngestLimits.MAX_OTHER_BYTES);
    checkFields(message);
    return Incoming.of(FromDaemon.parseFrom(message));
  }

  /** Before the generated class makes something of each target, of which the smallest is empty. */
  private static void checkFields(byte[] message) throws IOException, BatchRefusedException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int targets = 0;
    boolean isUnusual = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      isUnusual |= tag == BATCH || in.getTotalBytesRead() > TAG_BYTES;
      if (tag == REPORT) {
        int end = in.pushLimit(in.readRawVarint32());
        targets += targetsIn(in);
        in.popLimit(end);
      } else if (!in.skipField(tag)) {
        return; // The generated class will say what is wrong.
      }
    }
    BatchValidator.limit("targets in a report", targets, 2L * IngestLimits.MAX_REPORTED_TARGETS);
    if (isUnusual) {
      BatchValidator.limit("bytes of several messages in one", message.length, MAX_UNUSUAL_BYTES);
    }
  }

  private static int targetsIn(CodedInputStream report) throws IOException {
    int targets = 0;
    for (int tag = report.readTag(); tag != 0 && report.skipField(tag); tag = report.readTag()) {
      targets += tag == TARGETS ? 1 : 0;
    }
    return targets;
  }

  private static int lengthDelimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  @Override
  public InputStream stream(Incoming message) {
    throw new UnsupportedOperationException("a collector sends no such messages");
  }
}
