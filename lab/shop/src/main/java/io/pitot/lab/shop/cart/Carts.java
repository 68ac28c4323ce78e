package io.pitot.lab.shop.cart;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All carts by visitor. */
public final class Carts {
  private final ConcurrentMap<String, Cart> byVisitor = new ConcurrentHashMap<>();

  public Cart of(String visitor) {
    return byVisitor.computeIfAbsent(visitor, v -> new Cart());
  }
}
