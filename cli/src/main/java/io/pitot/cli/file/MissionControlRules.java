package io.pitot.cli.file;

import io.pitot.cli.file.RuleFinding.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultToolkit;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/** The rules of JDK Mission Control over one recording, which it holds in memory as a whole. */
public final class MissionControlRules {
  /** Of heap for a byte of a recording; measured, see docs/import.md. */
  public static final int HEAP_PER_BYTE = 10;

  private static final Comparator<RuleFinding> WORST_FIRST =
      Comparator.comparing(RuleFinding::weight)
          .thenComparing(Comparator.comparingDouble(RuleFinding::score).reversed())
          .thenComparing(RuleFinding::name);

  private MissionControlRules() {}

  /** What all rules say of a recording, the worst first. */
  public static final class Evaluation {
    private final IItemCollection events;

    private Evaluation(IItemCollection events) {
      this.events = events;
    }

    /** How many rules there are. */
    public int rules() {
      return RuleRegistry.getRules().size();
    }

    /**
     * Evaluates the rules.
     *
     * @param done hears how many are
     */
    public List<RuleFinding> run(IntConsumer done) throws InterruptedException {
      Map<IRule, Future<IResult>> results =
          RulesToolkit.evaluateParallel(
              RuleRegistry.getRules(),
              events,
              IPreferenceValueProvider.DEFAULT_VALUES,
              Runtime.getRuntime().availableProcessors());
      List<RuleFinding> findings = new ArrayList<>();
      for (Map.Entry<IRule, Future<IResult>> each : results.entrySet()) {
        findings.add(finding(each.getKey(), each.getValue()));
        done.accept(findings.size());
      }
      findings.sort(WORST_FIRST);
      return findings;
    }
  }

  /**
   * Loads a recording.
   *
   * @throws IOException when Mission Control cannot read it
   */
  public static Evaluation load(Path recording) throws IOException {
    // It logs each oddity of a recording with a stack trace.
    LogManager.getLogManager().reset();
    try {
      return new Evaluation(JfrLoaderToolkit.loadEvents(recording.toFile()));
    } catch (CouldNotLoadRecordingException | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(cause.toString(), e);
    }
  }

  private static RuleFinding finding(IRule rule, Future<IResult> future)
      throws InterruptedException {
    try {
      IResult result = future.get();
      if (result != null) {
        return finding(rule, result);
      }
      return failed(rule, "it gave no result");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError outOfMemory) {
        throw outOfMemory;
      }
      return failed(rule, String.valueOf(e.getCause()));
    }
  }

  private static RuleFinding finding(IRule rule, IResult result) {
    IQuantity score = result.getResult(TypedResult.SCORE);
    return new RuleFinding(
        rule.getId(),
        rule.getName(),
        rule.getTopic() == null ? "" : rule.getTopic(),
        weight(result.getSeverity()),
        score == null ? result.getSeverity().getLimit() : score.doubleValue(),
        text(result, result.getSummary()),
        text(result, result.getExplanation()),
        text(result, result.getSolution()));
  }

  private static RuleFinding failed(IRule rule, String why) {
    return new RuleFinding(
        rule.getId(),
        rule.getName(),
        rule.getTopic() == null ? "" : rule.getTopic(),
        Weight.FAILED,
        -1,
        "the rule failed: " + why,
        "",
        "");
  }

  private static Weight weight(Severity severity) {
    return switch (severity) {
      case WARNING -> Weight.WARNING;
      case INFO -> Weight.INFORMATION;
      case OK -> Weight.OK;
      case NA, IGNORE -> Weight.NOT_APPLICABLE;
    };
  }

  private static String text(IResult result, @Nullable String template) {
    String filled = ResultToolkit.populateMessage(result, template, false);
    return filled == null ? "" : PlainText.of(filled);
  }
}
