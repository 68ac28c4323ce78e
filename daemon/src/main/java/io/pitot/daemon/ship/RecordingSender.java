package io.pitot.daemon.ship;

import com.google.protobuf.ByteString;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.RecordingPart;
import io.pitot.proto.v1.RecordingRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends recordings that people asked for, one at a time, in parts and behind the batches. What is
 * on its way when the stream ends is given up: whoever asked is told by the collector. For the
 * shipper's thread alone.
 */
final class RecordingSender {
  private static final Logger log = LoggerFactory.getLogger(RecordingSender.class);

  static final int PART_BYTES = 64 * 1024;
  private static final long DISTANCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_SECONDS = TimeUnit.HOURS.toSeconds(24);

  private final RecordingDesk desk;
  private final SendPace pace;
  private final Consumer<Runnable> mailbox;
  private boolean isCopying;
  private @Nullable Outgoing outgoing;
  private long lastNanos = System.nanoTime() - DISTANCE_NANOS;

  private record Outgoing(
      CollectorStream stream, RecordingRequest request, Path file, InputStream content) {}

  /**
   * Makes a sender.
   *
   * @param mailbox takes what is to be done on the shipper's thread
   */
  RecordingSender(RecordingDesk desk, SendPace pace, Consumer<Runnable> mailbox) {
    this.desk = desk;
    this.pace = pace;
    this.mailbox = mailbox;
  }

  void asked(CollectorStream by, RecordingRequest request) {
    long nowNanos = System.nanoTime();
    if (isCopying || outgoing != null || nowNanos - lastNanos < DISTANCE_NANOS) {
      refuse(by, request, "the daemon is busy with another recording: ask again in a minute");
      return;
    }
    lastNanos = nowNanos;
    isCopying = true;
    Duration last =
        Duration.ofSeconds(
            Math.min(Integer.toUnsignedLong(request.getLastSeconds()), LONGEST_SECONDS));
    var unused =
        CompletableFuture.supplyAsync(
                () -> desk.copy(request.getTargetId(), last, request.getMaxBytes()),
                task -> new Thread(task, "pitot-recording").start())
            .whenComplete(
                (answer, error) -> mailbox.accept(() -> copied(by, request, answer, error)));
  }

  /** Sends as much as the connection and the pace take. */
  void send(CollectorStream current) {
    Outgoing sending = outgoing;
    if (sending == null || sending.stream != current) {
      abandon();
      return;
    }
    try {
      while (outgoing != null && current.isReady() && pace.maySend(System.nanoTime())) {
        byte[] content = sending.content.readNBytes(PART_BYTES);
        boolean isLast = content.length < PART_BYTES;
        send(
            current,
            part(sending.request).setContent(ByteString.copyFrom(content)).setLast(isLast));
        if (isLast) {
          abandon();
        }
      }
    } catch (IOException e) {
      refuse(current, sending.request, "reading the copy failed: " + e);
      abandon();
    }
  }

  /** Forgets what is on its way. */
  void abandon() {
    if (outgoing == null) {
      return;
    }
    try {
      outgoing.content.close();
      Files.deleteIfExists(outgoing.file);
    } catch (IOException e) {
      log.warn("{} was not removed: {}", outgoing.file, e.toString());
    }
    outgoing = null;
  }

  private void copied(
      CollectorStream by,
      RecordingRequest request,
      RecordingDesk.@Nullable Answer answer,
      @Nullable Throwable error) {
    isCopying = false;
    if (answer == null) {
      log.error("Cannot copy a recording of {}", request.getTargetId(), error);
      refuse(by, request, "the daemon failed: " + error);
    } else if (answer.file() == null) {
      refuse(by, request, answer.refusal());
    } else {
      begin(by, request, answer.file());
    }
  }

  private void begin(CollectorStream by, RecordingRequest request, Path file) {
    try {
      log.info(
          "{} asked for the last {} s of {}: {} KB are sent",
          request.getRequester(),
          Integer.toUnsignedString(request.getLastSeconds()),
          request.getTargetId(),
          Files.size(file) / 1024);
      outgoing = new Outgoing(by, request, file, Files.newInputStream(file));
    } catch (IOException e) {
      refuse(by, request, "reading the copy failed: " + e);
    }
  }

  private static void refuse(CollectorStream by, RecordingRequest request, String why) {
    log.info(
        "{} asked for a recording of {} and was refused: {}",
        request.getRequester(),
        request.getTargetId(),
        why);
    send(by, part(request).setRefusal(why).setLast(true));
  }

  private static RecordingPart.Builder part(RecordingRequest request) {
    return RecordingPart.newBuilder().setId(request.getId());
  }

  private static void send(CollectorStream stream, RecordingPart.Builder part) {
    stream.send(FromDaemon.newBuilder().setRecording(part).build());
  }
}
