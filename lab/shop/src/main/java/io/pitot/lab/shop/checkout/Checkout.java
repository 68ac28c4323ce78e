package io.pitot.lab.shop.checkout;

import io.pitot.lab.shop.pricing.Quote;

/** Turns a quote into an order: takes the goods from stock, then hands it to the payment desk. */
public final class Checkout {
  private final Warehouse warehouse;
  private final PaymentDesk payments;

  public Checkout(Warehouse warehouse, PaymentDesk payments) {
    this.warehouse = warehouse;
    this.payments = payments;
  }

  public void order(String visitor, Quote quote) {
    warehouse.reserve(quote);
    payments.submit(new Order(visitor, quote));
  }
}
