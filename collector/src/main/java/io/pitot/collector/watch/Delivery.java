package io.pitot.collector.watch;

import org.jspecify.annotations.Nullable;

/**
 * A finding on its way to one webhook. It is kept as JSON; the address is not in it, because it may
 * be a secret.
 *
 * @param webhook the fingerprint of the webhook's address
 * @param place the webhook's host, for people
 * @param state {@code pending}, {@code delivered} or {@code failed}
 * @param error of the last attempt; null when there was none
 */
public record Delivery(
    String finding,
    String webhook,
    String place,
    String body,
    String state,
    int attempts,
    long atMillis,
    @Nullable String error) {
  static final String PENDING = "pending";
  static final String DELIVERED = "delivered";
  static final String FAILED = "failed";

  Delivery after(String newState, long newAtMillis, @Nullable String newError) {
    return new Delivery(
        finding, webhook, place, body, newState, attempts + 1, newAtMillis, newError);
  }

  String key() {
    return finding + "\0" + webhook;
  }
}
