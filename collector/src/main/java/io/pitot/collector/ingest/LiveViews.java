package io.pitot.collector.ingest;

import io.pitot.proto.v1.LiveAnswer;
import io.pitot.proto.v1.LiveRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has daemons send what JVMs do flush by flush while somebody looks. It ends by itself. For any
 * number of threads.
 */
public final class LiveViews {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Of one daemon's answers; those that are never given would pile up. */
  private static final int MOST_AWAITED = 1_024;

  private final Function<String, @Nullable IngestSession> sessionOfNode;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Awaited> awaited = new ConcurrentHashMap<>();

  /**
   * What came of it for one target.
   *
   * @param refusal why it is not shown; empty when it is
   */
  public record Shown(ReportedTarget target, String refusal) {}

  private record Awaited(IngestSession daemon, CompletableFuture<String> refusal) {}

  LiveViews(Function<String, @Nullable IngestSession> sessionOfNode) {
    this.sessionOfNode = sessionOfNode;
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
    Awaited asked = awaited.get(answer.getId());
    if (asked != null && asked.daemon == from) {
      asked.refusal.complete(answer.getRefusal());
    }
  }

  private CompletableFuture<String> ask(ReportedTarget target, Duration time, String requester) {
    String node = target.label("node");
    IngestSession daemon = sessionOfNode.apply(node);
    if (daemon == null) {
      return CompletableFuture.completedFuture(
          "the daemon of node %s is not connected".formatted(node));
    }
    if (awaited.size() >= MOST_AWAITED) {
      return CompletableFuture.completedFuture("daemons do not answer: ask again in a minute");
    }
    long id = lastId.incrementAndGet();
    CompletableFuture<String> refusal = new CompletableFuture<>();
    awaited.put(id, new Awaited(daemon, refusal));
    daemon.ask(
        LiveRequest.newBuilder()
            .setId(id)
            .setTargetId(target.id())
            .setSeconds((int) time.toSeconds())
            .setRequester(requester)
            .build());
    return refusal
        .completeOnTimeout(
            "the daemon of node %s did not answer: is it of this version?".formatted(node),
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS)
        .whenComplete((why, error) -> awaited.remove(id));
  }
}
