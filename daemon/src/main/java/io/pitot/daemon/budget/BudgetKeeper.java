package io.pitot.daemon.budget;

import io.pitot.daemon.fold.Detail;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what the daemon uses and says how much detail windows keep meanwhile. One thread looks;
 * any may ask.
 */
public final class BudgetKeeper implements AutoCloseable {
  /** Between two looks. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(BudgetKeeper.class);

  private final Budgets budgets;
  private final Supplier<Usage> uses;
  private final Duration interval;
  private final DetailLadder ladder = new DetailLadder();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pitot-budget"));
  private volatile State state = new State(Detail.ALL, "", Usage.NONE);

  /**
   * What holds at the moment.
   *
   * @param reason which budget led to it; empty when nothing is left out
   */
  public record State(Detail detail, String reason, Usage usage) {
    /** For people: what is left out and why; empty when nothing is. */
    public String tells() {
      if (detail == Detail.ALL) {
        return "";
      }
      StringBuilder text = new StringBuilder(reason).append(':');
      for (Detail step : Detail.values()) {
        if (step != Detail.ALL && step.compareTo(detail) <= 0) {
          text.append(' ').append(step.tells());
        }
      }
      return text.toString();
    }
  }

  BudgetKeeper(Budgets budgets, Supplier<Usage> uses, Duration interval) {
    this.budgets = budgets;
    this.uses = uses;
    this.interval = interval;
  }

  /** Of this process. */
  public static BudgetKeeper of(Budgets budgets, Supplier<Outgoing> outgoing) {
    return new BudgetKeeper(budgets, new OwnUsage(budgets, outgoing), INTERVAL);
  }

  public void start() {
    long millis = interval.toMillis();
    var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  public State state() {
    return state;
  }

  /** How much windows keep. */
  public Detail detail() {
    return state.detail();
  }

  /** For the collector. */
  public DaemonUse use() {
    State now = state;
    Map<String, Double> limits = budgets.byBudget();
    return new DaemonUse(
        now.usage().byBudget().entrySet().stream()
            .filter(used -> limits.getOrDefault(used.getKey(), Double.MAX_VALUE) < 1e18)
            .map(
                used ->
                    new DaemonUse.Budget(
                        used.getKey(), used.getValue(), limits.getOrDefault(used.getKey(), 0.0)))
            .toList(),
        now.tells(),
        now.usage().residentBytes());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      Usage usage = uses.get();
      Detail before = state.detail();
      Detail now = ladder.look(usage);
      state = new State(now, ladder.reason(), usage);
      if (now.compareTo(before) > 0) {
        log.warn("Less is kept: {}", state.tells());
      } else if (now != before) {
        log.info("More is kept again: {}", now == Detail.ALL ? now.tells() : state.tells());
      }
    } catch (RuntimeException e) {
      log.error("The daemon does not know what it uses; it goes on", e);
    }
  }
}
