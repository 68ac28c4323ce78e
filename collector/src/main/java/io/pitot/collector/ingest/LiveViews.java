package io.pitot.collector.ingest;

import io.pitot.proto.v1.LiveAnswer;
import io.pitot.proto.v1.LiveRequest;
import io.pitot.proto.v1.ToDaemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has daemons send what JVMs do flush by flush while somebody looks. It ends by itself. For any
 * number of threads.
 */
public final class LiveViews {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_AWAITED = 1_024;

  /** Answered by why not; the empty text is yes. */
  private final Questions<String> questions;

  /**
   * What came of it for one target.
   *
   * @param refusal why it is not shown; empty when it is
   */
  public record Shown(ReportedTarget target, String refusal) {}

  LiveViews(Function<String, @Nullable IngestSession> sessionOfNode) {
    questions = new Questions<>(sessionOfNode, PATIENCE, MOST_AWAITED, Function.identity());
  }

  /** Asks the daemons of the targets' nodes; waits for their answers, seconds at most. */
  public List<Shown> show(List<ReportedTarget> targets, Duration time, String requester) {
    List<CompletableFuture<Shown>> answers = new ArrayList<>();
    for (ReportedTarget target : targets) {
      answers.add(ask(target, time, requester).thenApply(why -> new Shown(target, why)));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  void received(IngestSession from, LiveAnswer answer) {
    questions.answered(from, answer.getId(), answer.getRefusal());
  }

  void ended(IngestSession session) {
    questions.ended(session);
  }

  private CompletableFuture<String> ask(ReportedTarget target, Duration time, String requester) {
    return questions.ask(
        target.label("node"),
        id ->
            ToDaemon.newBuilder()
                .setLive(
                    LiveRequest.newBuilder()
                        .setId(id)
                        .setTargetId(target.id())
                        .setSeconds((int) time.toSeconds())
                        .setRequester(requester))
                .build());
  }
}
