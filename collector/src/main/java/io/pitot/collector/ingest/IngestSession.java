package io.pitot.collector.ingest;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.pitot.collector.store.LateWindowException;
import io.pitot.collector.store.LimitExceededException;
import io.pitot.collector.store.QueueFullException;
import io.pitot.collector.store.StoreUnavailableException;
import io.pitot.collector.store.WindowBatch;
import io.pitot.proto.v1.Ack;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.Refusal.Reason;
import io.pitot.proto.v1.ToDaemon;
import io.pitot.proto.v1.Welcome;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon's stream. Messages are read one at a time, and none while too many batches are
 * unanswered or answers pile up on the way out, so a fast daemon waits instead of filling memory.
 * Answers come from the store's thread; the monitor guards what both sides touch.
 */
final class IngestSession implements StreamObserver<Incoming> {
  private static final Logger log = LoggerFactory.getLogger(IngestSession.class);
  private static final int MAX_NODE_CHARS = 255;

  private final IngestServer server;
  private final ServerCallStreamObserver<ToDaemon> daemon;
  private final HeldBytes.OfStream held;
  private final Runnable nextMessage;

  /** Who it is as the network tells; what it calls itself anybody may. */
  private final String origin = Origin.ofStream();

  private final Patience patience = new Patience();
  private volatile @Nullable String node;
  private boolean reading;
  private boolean resting;
  private boolean halfClosed;
  private boolean draining;
  private boolean ended;
  private int unanswered;

  IngestSession(
      IngestServer server, ServerCallStreamObserver<ToDaemon> daemon, HeldBytes.OfStream held) {
    this.server = server;
    this.daemon = daemon;
    this.held = held;
    this.nextMessage = () -> daemon.request(1);
    held.belongsTo(this);
    daemon.disableAutoRequest();
    daemon.setOnReadyHandler(this::readOn);
    daemon.setOnCancelHandler(this::closed);
    daemon.setOnCloseHandler(this::closed);
  }

  /** Asks for the first message. */
  void start() {
    synchronized (this) {
      reading = true;
    }
    daemon.request(1);
  }

  @Override
  public void onNext(Incoming incoming) {
    held.taken();
    server.turns().ended();
    incoming.unreadable().ifPresent(this::unreadable);
    incoming.batch().ifPresentOrElse(this::batch, () -> other(incoming.message()));
    synchronized (this) {
      // Not before the batch counts as unanswered: an answer would let one more be read.
      reading = false;
    }
    readOn();
  }

  private void unreadable(Status why) {
    server.counters().countRefused("unreadable");
    end(why);
  }

  private void other(FromDaemon message) {
    switch (message.getMessageCase()) {
      case HELLO -> hello(message.getHello());
      case BATCH -> batch(WireBatch.of(message.getBatch()));
      case TARGETS -> {
        if (greeted()) {
          server.board().replace(nodeName(), message.getTargets());
        }
      }
      case RECORDING -> server.requests().recordings().received(this, message.getRecording());
      case LIVE -> server.requests().liveViews().received(this, message.getLive());
      case DRILL -> server.requests().drills().received(this, message.getDrill());
      case MESSAGE_NOT_SET -> log.debug("Ignored a message of a kind this version does not know");
    }
  }

  @Override
  public void onError(Throwable cause) {
    closed();
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    completeWhenAnswered();
  }

  /** Asks the daemon for something that a person wants. */
  void ask(ToDaemon question) {
    send(question);
  }

  boolean isOf(String nodeName) {
    return nodeName.equals(node);
  }

  /** Refuses what comes from now on; what was received is still answered. */
  synchronized void drain() {
    draining = true;
  }

  synchronized boolean isAnswered() {
    return ended || unanswered == 0;
  }

  synchronized int unanswered() {
    return unanswered;
  }

  /** Ends the stream from this side. */
  synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      daemon.onError(status.asRuntimeException());
    }
  }

  private void hello(Hello hello) {
    if (node != null) {
      end(Status.FAILED_PRECONDITION.withDescription("a second Hello in one stream"));
      return;
    }
    if (hello.getWireVersion() != IngestServer.WIRE_VERSION) {
      end(
          Status.FAILED_PRECONDITION.withDescription(
              "the daemon speaks wire version %s and this collector version %s: upgrade the older"
                  .formatted(
                      Integer.toUnsignedString(hello.getWireVersion()),
                      IngestServer.WIRE_VERSION)));
      return;
    }
    if (hello.getNode().isEmpty() || hello.getNode().length() > MAX_NODE_CHARS) {
      end(
          Status.INVALID_ARGUMENT.withDescription(
              "Hello names a node of %s characters: expected 1 to %s"
                  .formatted(hello.getNode().length(), MAX_NODE_CHARS)));
      return;
    }
    node = hello.getNode();
    log.info("Daemon of {} (version {}) is connected", node, hello.getSoftwareVersion());
    send(
        ToDaemon.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setWireVersion(IngestServer.WIRE_VERSION)
                    .setSoftwareVersion(server.softwareVersion())
                    .setMaxBatchBytes(IngestLimits.MAX_BATCH_BYTES)
                    .setMaxUnansweredBatches(IngestLimits.MAX_UNANSWERED_BATCHES))
            .build());
  }

  private void batch(WireBatch batch) {
    if (!greeted()) {
      return;
    }
    long sequence = batch.rest().getSequence();
    synchronized (this) {
      unanswered++;
      if (draining) {
        refuse(sequence, Reason.UNAVAILABLE, "the collector is shutting down", true);
        return;
      }
    }
    try {
      WindowBatch valid = server.validator().validate(batch, origin);
      server
          .store()
          .append(valid, batch.sizeBytes())
          .whenComplete((done, failure) -> answer(sequence, valid, failure));
    } catch (BatchRefusedException e) {
      refuse(
          sequence,
          e.reason(),
          e.isRetryable() ? "early" : word(e.reason()),
          e.getMessage(),
          e.isRetryable());
    } catch (RuntimeException e) {
      log.error("Cannot check a batch of target {}", batch.rest().getTarget().getId(), e);
      refuse(sequence, Reason.INVALID, "the collector failed on this batch: " + e, false);
    }
  }

  private void answer(long sequence, WindowBatch batch, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      patience.accepted();
      server.counters().countAccepted(batch);
      answered(ToDaemon.newBuilder().setAck(Ack.newBuilder().setSequence(sequence)).build());
    } else if (cause instanceof QueueFullException) {
      rest(patience.refusedMillis());
      refuse(sequence, Reason.UNAVAILABLE, "behind", text(cause), true);
    } else if (cause instanceof StoreUnavailableException) {
      refuse(sequence, Reason.UNAVAILABLE, text(cause), true);
    } else if (cause instanceof LateWindowException) {
      refuse(sequence, Reason.LIMIT, "late", text(cause), false);
    } else if (cause instanceof LimitExceededException) {
      refuse(sequence, Reason.LIMIT, text(cause), false);
    } else {
      refuse(sequence, Reason.INVALID, "the collector failed on this batch: " + cause, false);
    }
  }

  private void refuse(long sequence, Reason reason, @Nullable String why, boolean retryable) {
    refuse(sequence, reason, word(reason), why, retryable);
  }

  private static String word(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses a batch.
   *
   * @param counted the word that it is counted under
   */
  private void refuse(
      long sequence, Reason reason, String counted, @Nullable String why, boolean retryable) {
    server.counters().countRefused(counted);
    if (!retryable) {
      rest(patience.refusedMillis());
    }
    answered(
        ToDaemon.newBuilder()
            .setRefusal(
                Refusal.newBuilder()
                    .setSequence(sequence)
                    .setReason(reason)
                    .setExplanation(why == null ? "" : why)
                    .setRetryable(retryable))
            .build());
  }

  private void answered(ToDaemon answer) {
    synchronized (this) {
      unanswered--;
      send(answer);
      completeWhenAnswered();
    }
    readOn();
  }

  private synchronized void send(ToDaemon message) {
    if (!ended) {
      daemon.onNext(message);
    }
  }

  private synchronized void completeWhenAnswered() {
    if (halfClosed && unanswered == 0 && !ended) {
      ended = true;
      daemon.onCompleted();
    }
  }

  private void readOn() {
    synchronized (this) {
      boolean room = unanswered < IngestLimits.MAX_UNANSWERED_BATCHES && daemon.isReady();
      if (!room || reading || resting || ended || halfClosed) {
        return;
      }
      reading = true;
    }
    server.turns().await(nextMessage);
  }

  /** Reads nothing for this long. */
  private synchronized void rest(long millis) {
    if (millis > 0 && !resting) {
      resting = true;
      server.later(millis, this::rested);
    }
  }

  private void rested() {
    synchronized (this) {
      resting = false;
    }
    readOn();
  }

  private synchronized void closed() {
    ended = true;
    server.turns().leave(nextMessage);
    server.ended(this);
  }

  private boolean greeted() {
    if (node == null) {
      end(Status.FAILED_PRECONDITION.withDescription("the first message has to be a Hello"));
    }
    return node != null;
  }

  private String nodeName() {
    return node == null ? "" : node;
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
