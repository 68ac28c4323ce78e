package io.pitot.collector.ingest;

import io.pitot.proto.v1.ToDaemon;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Questions to daemons, each of which is answered once, or not in time. For any number of threads.
 *
 * @param <A> an answer
 */
final class Questions<A> {
  private final Function<String, @Nullable IngestSession> sessionOfNode;
  private final Duration patience;
  private final int mostAwaited;
  private final Function<String, A> refused;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Awaited<A>> awaited = new ConcurrentHashMap<>();

  private record Awaited<A>(IngestSession daemon, CompletableFuture<A> answer) {}

  /**
   * Makes it.
   *
   * @param mostAwaited so many may be unanswered: those that never are would pile up
   * @param refused the answer that says why there is none
   */
  Questions(
      Function<String, @Nullable IngestSession> sessionOfNode,
      Duration patience,
      int mostAwaited,
      Function<String, A> refused) {
    this.sessionOfNode = sessionOfNode;
    this.patience = patience;
    this.mostAwaited = mostAwaited;
    this.refused = refused;
  }

  /**
   * Asks the daemon of a node.
   *
   * @param question with the number that the answer will name
   * @return never fails
   */
  CompletableFuture<A> ask(String node, LongFunction<ToDaemon> question) {
    IngestSession daemon = sessionOfNode.apply(node);
    if (daemon == null) {
      return refusal("the daemon of node %s is not connected".formatted(node));
    }
    if (awaited.size() >= mostAwaited) {
      return refusal("daemons do not answer: ask again in a minute");
    }
    long id = lastId.incrementAndGet();
    CompletableFuture<A> answer = new CompletableFuture<>();
    awaited.put(id, new Awaited<>(daemon, answer));
    daemon.ask(question.apply(id));
    return answer
        .completeOnTimeout(
            refused.apply(
                "the daemon of node %s did not answer within %s s: is it of this version?"
                    .formatted(node, patience.toSeconds())),
            patience.toSeconds(),
            TimeUnit.SECONDS)
        .whenComplete((done, error) -> awaited.remove(id));
  }

  void answered(IngestSession from, long id, A answer) {
    Awaited<A> asked = awaited.get(id);
    if (asked != null && asked.daemon == from) {
      asked.answer.complete(answer);
    }
  }

  void ended(IngestSession session) {
    for (Awaited<A> asked : awaited.values()) {
      if (asked.daemon == session) {
        asked.answer.complete(refused.apply("the daemon's connection broke off: ask again"));
      }
    }
  }

  private CompletableFuture<A> refusal(String why) {
    return CompletableFuture.completedFuture(refused.apply(why));
  }
}
