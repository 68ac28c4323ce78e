package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors;
import com.google.protobuf.WireFormat;
import io.pitot.collector.TestBatches;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the generated classes read, the collector's own reader reads, too. */
class IncomingMarshallerTest {
  private static final Batch BATCH =
      TestBatches.of("shop", "1.0", "é")
          .cpu("A.a;B.b", 3)
          .cpu("A.a;C.\u4e2d", 5)
          .alloc("A.a;D.d", 1, 1 << 20)
          .loss("jfr_data_lost", 7, "bytes")
          .at(1_795_262_400_000L);

  @Test
  void aBatchIsWhatTheGeneratedClassReads() throws IOException {
    byte[] message = FromDaemon.newBuilder().setBatch(BATCH).build().toByteArray();
    assertSame(BATCH, parse(message));
    // Columns that are not packed, fields in another order, and those of a later version.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt64(1000, 42);
    for (int frame : BATCH.getNodeFrameList()) {
      out.writeUInt32(Batch.NODE_FRAME_FIELD_NUMBER, frame);
    }
    for (int parent : BATCH.getNodeParentList()) {
      out.writeUInt32(Batch.NODE_PARENT_FIELD_NUMBER, parent);
    }
    out.writeRawBytes(BATCH.toBuilder().clearNodeFrame().clearNodeParent().build().toByteArray());
    out.flush();
    assertSame(BATCH, parse(framed(bytes.toByteArray())));
  }

  /** Numbers of one to five bytes, in pieces and beside such that are not packed. */
  @Test
  void aColumnMayComeInPieces() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    Batch.Builder expected = Batch.newBuilder();
    for (int piece = 0; piece < 20; piece++) {
      Batch.Builder packed = Batch.newBuilder();
      for (int i = 0; i < piece; i++) {
        packed.addNodeParent(1 << (piece * 31 + i * 7) % 32).addNodeFrame(i);
      }
      out.writeRawBytes(packed.build().toByteArray());
      out.writeUInt32(Batch.NODE_PARENT_FIELD_NUMBER, piece);
      expected.mergeFrom(packed.build()).addNodeParent(piece);
    }
    out.flush();
    assertSame(expected.build(), parse(framed(bytes.toByteArray())));
  }

  @Test
  void aColumnThatEndsBehindItsBatchIsUnreadable() throws IOException {
    for (int tooMany : new int[] {1, 100, Integer.MAX_VALUE, -1}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeTag(Batch.NODE_PARENT_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(tooMany);
      out.flush();
      byte[] message = framed(bytes.toByteArray());
      Incoming incoming = new IncomingMarshaller().parse(new ByteArrayInputStream(message));
      assertTrue(incoming.unreadable().isPresent(), "of " + tooMany + " bytes");
    }
  }

  /** Also those that the wire gets one day. */
  @Test
  void everyPartOfABatchIsRead() {
    Batch.Builder all = BATCH.toBuilder();
    for (Descriptors.FieldDescriptor field : Batch.getDescriptor().getFields()) {
      boolean isPart = field.getJavaType() == Descriptors.FieldDescriptor.JavaType.MESSAGE;
      if (isPart && !field.isRepeated() && !all.hasField(field)) {
        all.setField(field, all.newBuilderForField(field).build());
      }
    }
    assertSame(all.build(), parse(FromDaemon.newBuilder().setBatch(all).build().toByteArray()));
  }

  @Test
  void twoMessagesInOneAreReadAsTheGeneratedClassDoes() {
    FromDaemon hello = FromDaemon.newBuilder().setHello(Hello.newBuilder().setNode("n")).build();
    ByteString two =
        FromDaemon.newBuilder().setBatch(BATCH).build().toByteString().concat(hello.toByteString());
    Incoming incoming = new IncomingMarshaller().parse(two.newInput());
    assertTrue(incoming.batch().isEmpty());
    assertEquals(hello, incoming.message());
    ByteString other = hello.toByteString().concat(framedBatch());
    assertSame(BATCH, parse(other.toByteArray()));
  }

  @Test
  void whatIsCutShortIsNoMessage() {
    byte[] message = framedBatch().toByteArray();
    for (int length = 1; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      Incoming incoming = new IncomingMarshaller().parse(new ByteArrayInputStream(cut));
      assertTrue(incoming.unreadable().isPresent(), "cut at " + length);
      assertTrue(incoming.batch().isEmpty(), "cut at " + length);
    }
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BATCH.writeTo(bytes);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(Batch.STRINGS_FIELD_NUMBER, new byte[] {'a', (byte) 0xC3, '('});
    out.flush();
    WireBatch batch = parse(framed(bytes.toByteArray()));
    BatchRefusedException refused =
        assertThrows(
            BatchRefusedException.class,
            () -> new BatchValidator(Instant::now).validate(batch, ""));
    assertTrue(String.valueOf(refused.getMessage()).endsWith("is not UTF-8"), refused.toString());
  }

  private static ByteString framedBatch() {
    return FromDaemon.newBuilder().setBatch(BATCH).build().toByteString();
  }

  private static byte[] framed(byte[] batch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(FromDaemon.BATCH_FIELD_NUMBER, batch);
    out.flush();
    return bytes.toByteArray();
  }

  private static WireBatch parse(byte[] message) {
    return new IncomingMarshaller().parse(new ByteArrayInputStream(message)).batch().orElseThrow();
  }

  private static void assertSame(Batch expected, WireBatch batch) {
    assertArrayEquals(
        expected.getNodeParentList().stream().mapToInt(i -> i).toArray(), batch.nodeParent());
    assertArrayEquals(
        expected.getNodeFrameList().stream().mapToInt(i -> i).toArray(), batch.nodeFrame());
    assertEquals(expected.getStringsList(), batch.strings().texts());
    Batch rest =
        batch.rest().toBuilder()
            .clearStrings()
            .clearNodeParent()
            .clearNodeFrame()
            .setUnknownFields(expected.getUnknownFields())
            .build();
    Batch wanted = expected.toBuilder().clearStrings().clearNodeParent().clearNodeFrame().build();
    assertEquals(wanted, rest);
  }
}
