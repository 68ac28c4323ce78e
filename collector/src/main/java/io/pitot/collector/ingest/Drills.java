package io.pitot.collector.ingest;

import io.pitot.proto.v1.DrillAnswer;
import io.pitot.proto.v1.DrillRequest;
import io.pitot.proto.v1.ToDaemon;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has daemons look more closely at a JVM for a while. The JVM itself ends it; what it brings comes
 * in the JVM's windows. For any number of threads.
 */
public final class Drills {
  private static final Logger log = LoggerFactory.getLogger(Drills.class);

  /** A JVM may take long to answer its daemon. */
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  /** Each of them holds a thread of the web server. */
  private static final int MOST_AWAITED = 8;

  private final Questions<Begun> questions;

  /**
   * What came of it.
   *
   * @param refusal why there is none; empty when it runs
   * @param fromMillis ms since the epoch, by the clock of the node
   * @param untilMillis when the JVM ends it
   */
  public record Begun(String refusal, long fromMillis, long untilMillis) {}

  Drills(Function<String, @Nullable IngestSession> sessionOfNode) {
    questions = new Questions<>(sessionOfNode, PATIENCE, MOST_AWAITED, why -> new Begun(why, 0, 0));
  }

  /**
   * Asks the daemon of the target's node; waits until the JVM has answered it.
   *
   * @param requester for the logs on both sides
   */
  public Begun begin(ReportedTarget target, Duration length, String requester) {
    log.info("{} asks for a drill of {} s in {}", requester, length.toSeconds(), target.id());
    Begun begun =
        questions
            .ask(
                target.label("node"),
                id ->
                    ToDaemon.newBuilder()
                        .setDrill(
                            DrillRequest.newBuilder()
                                .setId(id)
                                .setTargetId(target.id())
                                .setSeconds((int) length.toSeconds())
                                .setRequester(requester))
                        .build())
            .join();
    if (!begun.refusal.isEmpty()) {
      log.info("{} gets no drill in {}: {}", requester, target.id(), begun.refusal);
    }
    return begun;
  }

  void received(IngestSession from, DrillAnswer answer) {
    questions.answered(
        from,
        answer.getId(),
        new Begun(answer.getRefusal(), answer.getFromMillis(), answer.getUntilMillis()));
  }

  void ended(IngestSession session) {
    questions.ended(session);
  }
}
