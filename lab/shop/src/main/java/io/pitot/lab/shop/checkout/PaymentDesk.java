package io.pitot.lab.shop.checkout;

import io.pitot.lab.shop.pricing.Quote;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Two clerks that sign one order after the other and wait for the next. */
public final class PaymentDesk {
  private static final int CLERKS = 2;
  private static final int SIGNATURE_ROUNDS = 200;

  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(256);
  private final AtomicLong turnedAway = new AtomicLong();

  public void open() {
    for (int i = 1; i <= CLERKS; i++) {
      Thread clerk = new Thread(this::work, "clerk-" + i);
      clerk.setDaemon(true);
      clerk.start();
    }
  }

  void submit(Order order) {
    if (!orders.offer(order)) {
      turnedAway.incrementAndGet();
    }
  }

  private void work() {
    try {
      while (true) {
        sign(orders.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String sign(Order order) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] signature = receipt(order).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < SIGNATURE_ROUNDS; i++) {
      signature = digest.digest(signature);
    }
    return HexFormat.of().formatHex(signature);
  }

  private static String receipt(Order order) {
    StringBuilder receipt = new StringBuilder(order.visitor());
    for (Quote.Line line : order.quote().lines()) {
      receipt.append('\n').append(line.quantity()).append(" x ").append(line.sku());
    }
    return receipt.append('\n').append(order.quote().totalCents()).toString();
  }
}
