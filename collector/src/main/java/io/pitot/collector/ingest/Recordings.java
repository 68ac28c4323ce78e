package io.pitot.collector.ingest;

import io.pitot.proto.v1.RecordingPart;
import io.pitot.proto.v1.RecordingRequest;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw recordings, fetched from daemons for people: a few at once, each bounded in size and time.
 * For any number of threads.
 */
public final class Recordings {
  private static final Logger log = LoggerFactory.getLogger(Recordings.class);

  static final long MAX_BYTES = 128L << 20;
  private static final int MAX_AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private final Function<String, @Nullable IngestSession> sessionOfNode;
  private final Semaphore free = new Semaphore(MAX_AT_ONCE);
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, IncomingRecording> incoming = new ConcurrentHashMap<>();

  Recordings(Function<String, @Nullable IngestSession> sessionOfNode) {
    this.sessionOfNode = sessionOfNode;
  }

  /**
   * Has the daemon of the target's node copy and send its last part. Waits for all of it.
   *
   * @param requester for the logs on both sides
   * @return a file that belongs to the caller, who deletes it
   */
  public Path fetch(ReportedTarget target, Duration last, String requester)
      throws RecordingRefusedException, IOException, InterruptedException {
    IngestSession daemon = sessionOfNode.apply(target.label("node"));
    if (daemon == null) {
      throw new RecordingRefusedException(
          "the daemon of node %s is not connected".formatted(target.label("node")));
    }
    if (!free.tryAcquire()) {
      throw new RecordingRefusedException(
          "%s recordings are being fetched already: ask again in a minute".formatted(MAX_AT_ONCE));
    }
    long id = lastId.incrementAndGet();
    try (IncomingRecording recording = IncomingRecording.create(daemon)) {
      incoming.put(id, recording);
      log.info("{} asks for the last {} s of {}", requester, last.toSeconds(), target.id());
      daemon.ask(
          ToDaemon.newBuilder()
              .setRecording(
                  RecordingRequest.newBuilder()
                      .setId(id)
                      .setTargetId(target.id())
                      .setLastSeconds((int) last.toSeconds())
                      .setMaxBytes(MAX_BYTES)
                      .setRequester(requester))
              .build());
      return recording.whole().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String why = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      log.info("{} gets no recording of {}: {}", requester, target.id(), why);
      throw new RecordingRefusedException(why);
    } catch (TimeoutException e) {
      throw new RecordingRefusedException(
          "the daemon of node %s did not send it within %s s: is it of this version?"
              .formatted(target.label("node"), PATIENCE.toSeconds()));
    } finally {
      incoming.remove(id);
      free.release();
    }
  }

  void received(IngestSession from, RecordingPart part) {
    IncomingRecording recording = incoming.get(part.getId());
    if (recording != null && recording.isFrom(from)) {
      recording.take(part);
    }
  }

  void ended(IngestSession session) {
    for (IncomingRecording recording : incoming.values()) {
      if (recording.isFrom(session)) {
        recording.fail("the daemon's connection broke off: ask again");
      }
    }
  }
}
