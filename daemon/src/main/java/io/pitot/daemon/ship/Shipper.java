package io.pitot.daemon.ship;

import io.grpc.Status;
import io.pitot.daemon.budget.DaemonUse;
import io.pitot.daemon.spool.Spool;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.proto.v1.DrillAnswer;
import io.pitot.proto.v1.DrillRequest;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.LiveAnswer;
import io.pitot.proto.v1.LiveRequest;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.ToDaemon;
import io.pitot.proto.v1.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the spool to the collector, for ever.
 *
 * <p>One thread owns all state. It waits for what the collector says (the mailbox, filled by gRPC's
 * threads) or for the next moment at which something is due, and then does what there is to do:
 * connect, give up on a collector that does not answer, report the targets, send batches.
 */
final class Shipper {
  private static final Logger log = LoggerFactory.getLogger(Shipper.class);

  static final int WIRE_VERSION = 1;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long STOP_MILLIS = 5_000;

  private final ShipConfig config;
  private final Spool spool;
  private final WireBytes bytes = new WireBytes();
  private final ShipCounters counters = new ShipCounters(bytes);
  private final SendPace pace;
  private final CollectorLog collectorLog;
  private final TargetReports reports;
  private final RecordingSender recordings;
  private final Desks desks;
  private final Backoff backoff;
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "pitot-ship");
  private volatile boolean stopping;

  private @Nullable CollectorStream stream;
  private @Nullable Session session;
  private long connectAtNanos = System.nanoTime();
  private long openedAtNanos;

  Shipper(
      ShipConfig config,
      Spool spool,
      Supplier<List<TargetStatus>> targets,
      Supplier<DaemonUse> use,
      Desks desks) {
    pace = new SendPace(config.maxBytesPerSecond(), bytes, counters);
    recordings = new RecordingSender(desks.recordings(), pace, mailbox::add);
    this.desks = desks;
    this.config = config;
    this.spool = spool;
    collectorLog = new CollectorLog(config);
    reports = new TargetReports(targets, desks.drills()::last, use, config.timings());
    backoff = new Backoff(config.timings().firstBackoff(), config.timings().maxBackoff());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Something new is in the spool. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      mailbox.add(() -> woken.set(false));
    }
  }

  boolean isRunning() {
    return thread.isAlive();
  }

  ShipStatus status() {
    return counters.status(spool.status());
  }

  /** Stops sending; what is not acknowledged stays in the spool. */
  void stop() throws InterruptedException {
    stopping = true;
    mailbox.add(() -> {});
    thread.join(STOP_MILLIS);
  }

  private void run() {
    while (!stopping) {
      try {
        Runnable message = mailbox.poll(waitNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
        while (message != null) {
          message.run();
          message = mailbox.poll();
        }
        step(System.nanoTime());
      } catch (InterruptedException e) {
        stopping = true;
      } catch (RuntimeException e) {
        log.error("Shipping failed and starts anew", e);
        fail(Status.INTERNAL.withDescription(e.toString()));
      }
    }
    recordings.abandon();
    if (stream != null) {
      stream.close();
    }
  }

  private void step(long nowNanos) {
    if (stream == null) {
      if (nowNanos - connectAtNanos >= 0) {
        connect(nowNanos);
      }
    } else if (session == null) {
      if (nowNanos - openedAtNanos > config.timings().welcome().toNanos()) {
        fail(frozen("did not answer Hello", config.timings().welcome().toSeconds()));
      }
    } else if (session.oldestWaitNanos(nowNanos) > config.timings().answer().toNanos()) {
      fail(frozen("did not answer a batch", config.timings().answer().toSeconds()));
    } else {
      TargetReport report = stream.isReady() ? reports.due(nowNanos) : null;
      if (report != null) {
        stream.send(FromDaemon.newBuilder().setTargets(report).build());
      }
      session.send(nowNanos);
      recordings.send(stream);
    }
  }

  private long waitNanos(long nowNanos) {
    long due = nowNanos + TICK_NANOS;
    if (stream == null) {
      due = connectAtNanos;
    } else if (session != null) {
      due = session.resumeNanos(due);
    }
    return Math.max(0, Math.min(TICK_NANOS, due - nowNanos));
  }

  private void connect(long nowNanos) {
    openedAtNanos = nowNanos;
    Inbox inbox = new Inbox();
    try {
      CollectorStream opened = CollectorStream.open(config, bytes, inbox);
      inbox.belongsTo = opened;
      stream = opened;
      Hello.Builder hello =
          Hello.newBuilder()
              .setWireVersion(WIRE_VERSION)
              .setNode(config.node())
              .setSoftwareVersion(config.softwareVersion());
      opened.send(FromDaemon.newBuilder().setHello(hello).build());
    } catch (SSLException | IllegalArgumentException e) {
      fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e));
    }
  }

  private void fail(Status why) {
    if (stream != null) {
      stream.close();
      stream = null;
    }
    boolean wasGreeted = session != null;
    session = null;
    recordings.abandon();
    long pauseNanos = backoff.nextNanos();
    connectAtNanos = System.nanoTime() + pauseNanos;
    counters.disconnected(collectorLog.away(why, wasGreeted, spool.status()));
  }

  private void welcome(CollectorStream from, Welcome welcome) {
    if (welcome.getWireVersion() != WIRE_VERSION) {
      fail(
          Status.FAILED_PRECONDITION.withDescription(
              "it speaks wire version %s (its software is %s) and this daemon version %d (%s): upgrade the older"
                  .formatted(
                      Integer.toUnsignedString(welcome.getWireVersion()),
                      welcome.getSoftwareVersion(),
                      WIRE_VERSION,
                      config.softwareVersion())));
      return;
    }
    session = new Session(from, welcome, spool, counters, pace, config.timings());
    backoff.reset();
    reports.restart();
    collectorLog.back(welcome.getSoftwareVersion(), spool.status());
    counters.connected();
  }

  private void acknowledged(long sequence, boolean current) {
    // True whichever stream it came by: the batch is durable. Counted first, so that who sees an
    // empty spool sees all counts.
    counters.acknowledged();
    spool.acknowledge(sequence);
    if (current && session != null) {
      session.acknowledged(sequence);
    }
  }

  private void show(CollectorStream from, LiveRequest request) {
    Duration time = Duration.ofSeconds(Integer.toUnsignedLong(request.getSeconds()));
    String refusal = desks.live().show(request.getTargetId(), time, request.getRequester());
    from.send(
        FromDaemon.newBuilder()
            .setLive(LiveAnswer.newBuilder().setId(request.getId()).setRefusal(refusal))
            .build());
  }

  private void drill(CollectorStream from, DrillRequest request) {
    Duration length = Duration.ofSeconds(Integer.toUnsignedLong(request.getSeconds()));
    var unused =
        desks
            .drills()
            .start(request.getTargetId(), length, request.getRequester())
            .thenAccept(answer -> mailbox.add(() -> send(from, request.getId(), answer)));
  }

  /** To whoever asked; when that stream has ended meanwhile, nobody waits any more. */
  private void send(CollectorStream to, long id, DrillDesk.Answer answer) {
    if (to == stream) {
      to.send(
          FromDaemon.newBuilder()
              .setDrill(
                  DrillAnswer.newBuilder()
                      .setId(id)
                      .setRefusal(answer.refusal())
                      .setFromMillis(answer.span().fromMillis())
                      .setUntilMillis(answer.span().untilMillis()))
              .build());
    }
  }

  private static Status frozen(String what, long seconds) {
    return Status.DEADLINE_EXCEEDED.withDescription("it " + what + " for " + seconds + " s");
  }

  /** Passes what gRPC's threads hear on to the shipper's. */
  private final class Inbox implements CollectorStream.Listener {
    private @Nullable CollectorStream belongsTo;

    @Override
    public void received(ToDaemon message) {
      mailbox.add(() -> handle(message));
    }

    @Override
    public void ready() {
      mailbox.add(() -> {});
    }

    @Override
    public void ended(Status why) {
      mailbox.add(
          () -> {
            if (isCurrent()) {
              fail(why);
            }
          });
    }

    private void handle(ToDaemon message) {
      CollectorStream from = belongsTo;
      switch (message.getMessageCase()) {
        case ACK -> acknowledged(message.getAck().getSequence(), isCurrent());
        case WELCOME -> {
          if (from != null && isCurrent() && session == null) {
            welcome(from, message.getWelcome());
          }
        }
        case REFUSAL -> {
          if (isCurrent() && session != null) {
            session.refused(message.getRefusal(), System.nanoTime());
          }
        }
        case RECORDING -> {
          if (from != null && isCurrent()) {
            recordings.asked(from, message.getRecording());
          }
        }
        case LIVE -> {
          if (from != null && isCurrent()) {
            show(from, message.getLive());
          }
        }
        case DRILL -> {
          if (from != null && isCurrent()) {
            drill(from, message.getDrill());
          }
        }
        case MESSAGE_NOT_SET -> {}
      }
    }

    private boolean isCurrent() {
      return stream != null && stream == belongsTo;
    }
  }
}
