package io.pitot.collector.watch;

import org.jspecify.annotations.Nullable;

/**
 * A finding on its way to one webhook. It is kept as JSON; the address is not in it, because it may
 * be a secret.
 *
 * @param webhook the fingerprint of the webhook's address
 * @param place the webhook's host, for people
 * @param body empty when it is no longer needed
 * @param state {@code pending}, {@code delivered}, {@code failed} after too many attempts, or
 *     {@code dropped} because too many were waiting
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
  static final String DROPPED = "dropped";

  boolean isPending() {
    return state.equals(PENDING);
  }

  Delivery delivered(long nowMillis) {
    return after(DELIVERED, attempts + 1, nowMillis, null);
  }

  Delivery again(long dueMillis, String why) {
    return after(PENDING, attempts + 1, dueMillis, why);
  }

  Delivery failed(long nowMillis, String why) {
    return after(FAILED, attempts + 1, nowMillis, why);
  }

  Delivery dropped(long nowMillis, String why) {
    return after(DROPPED, attempts, nowMillis, why);
  }

  private Delivery after(String newState, int newAttempts, long newAtMillis, @Nullable String why) {
    String kept = newState.equals(PENDING) ? body : "";
    return new Delivery(finding, webhook, place, kept, newState, newAttempts, newAtMillis, why);
  }

  String key() {
    return finding + "\0" + webhook;
  }
}
