package io.pitot.lab.shop.checkout;

import io.pitot.lab.shop.pricing.Quote;

/** Goods that are reserved and not paid yet. */
record Order(String visitor, Quote quote) {}
