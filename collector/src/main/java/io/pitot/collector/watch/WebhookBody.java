package io.pitot.collector.watch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pitot.collector.gate.GatePolicy.Webhook;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a webhook is sent of a finding. */
final class WebhookBody {
  private WebhookBody() {}

  /** The generic body. Fields may be added. */
  private record FindingJson(
      String event,
      String id,
      String service,
      String base,
      String candidate,
      String mode,
      int look,
      String type,
      @JsonProperty("class") String findingClass,
      String frame,
      @Nullable String applicationFrame,
      List<String> path,
      double changePoints,
      double lowPoints,
      double highPoints,
      double q,
      String sentence,
      String advice) {}

  /** Slack and what understands the same. */
  private record SlackJson(String text) {}

  static String of(Webhook.Format format, Watched watched, WatchedFinding finding) {
    return NoteJson.text(
        switch (format) {
          case JSON -> json(watched, finding);
          case SLACK -> new SlackJson(slackText(watched, finding));
        });
  }

  private static FindingJson json(Watched watched, WatchedFinding finding) {
    return new FindingJson(
        "regression",
        finding.id(),
        watched.service(),
        watched.base(),
        watched.candidate(),
        watched.mode(),
        watched.looks(),
        finding.type(),
        finding.findingClass(),
        finding.frame(),
        finding.applicationFrame(),
        finding.path(),
        finding.changePoints(),
        finding.lowPoints(),
        finding.highPoints(),
        finding.q(),
        finding.sentence(),
        finding.advice());
  }

  private static String slackText(Watched watched, WatchedFinding finding) {
    String text =
        String.format(
            Locale.ROOT,
            "*%s %s* got worse than %s (%s, %+.2f points): %s %s",
            watched.service(),
            watched.candidate(),
            watched.base(),
            finding.type(),
            finding.changePoints(),
            finding.sentence(),
            finding.advice());
    // The three characters that Slack wants escaped.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").strip();
  }
}
