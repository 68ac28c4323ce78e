package io.pitot.collector.watch;

import io.pitot.collector.gate.GatePolicy.Webhook;
import io.pitot.collector.gate.PolicyFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A webhook with its address and its secret.
 *
 * @param secret null for none
 */
record Receiver(URI url, Webhook.Format format, String secretHeader, @Nullable String secret) {

  /**
   * Takes addresses and secrets from the environment.
   *
   * @throws IllegalArgumentException when one is missing; the message is for a person
   */
  static List<Receiver> of(List<Webhook> webhooks, Map<String, String> environment) {
    List<Receiver> receivers = new ArrayList<>();
    for (Webhook webhook : webhooks) {
      String url =
          webhook.urlVariable().isEmpty()
              ? webhook.url()
              : required(environment, webhook.urlVariable(), webhook.line());
      if (!PolicyFile.isHttp(url)) {
        throw new IllegalArgumentException(
            "the webhook of line %s: %s holds no http or https address"
                .formatted(webhook.line(), webhook.urlVariable()));
      }
      String secret =
          webhook.secretVariable().isEmpty()
              ? null
              : required(environment, webhook.secretVariable(), webhook.line());
      receivers.add(
          new Receiver(URI.create(url), webhook.format(), webhook.secretHeader(), secret));
    }
    return List.copyOf(receivers);
  }

  /** Tells webhooks apart without naming the address. */
  String id() {
    return Fingerprint.of(url.toString());
  }

  private static String required(Map<String, String> environment, String name, int line) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the webhook of line %s needs the environment's variable %s, which is not set"
              .formatted(line, name));
    }
    return value.strip();
  }
}
