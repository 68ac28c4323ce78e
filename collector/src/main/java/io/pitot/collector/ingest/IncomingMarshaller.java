package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.pitot.proto.v1.FromDaemon;
import java.io.IOException;
import java.io.InputStream;

/** Reads messages of daemons: batches by {@link WireBatch}, the others by the generated class. */
final class IncomingMarshaller implements MethodDescriptor.Marshaller<Incoming> {
  private static final int BATCH =
      FromDaemon.BATCH_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  @Override
  public Incoming parse(InputStream stream) {
    try {
      byte[] message =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      CodedInputStream in = CodedInputStream.newInstance(message);
      // Nobody sends more than one field in a message; where somebody does, the last one counts.
      return in.readTag() == BATCH
              && in.readRawVarint32() == message.length - in.getTotalBytesRead()
          ? Incoming.of(WireBatch.read(message, in))
          : Incoming.of(FromDaemon.parseFrom(message));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the message cannot be read: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  public InputStream stream(Incoming message) {
    throw new UnsupportedOperationException("a collector sends no such messages");
  }
}
