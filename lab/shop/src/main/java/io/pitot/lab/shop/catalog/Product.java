package io.pitot.lab.shop.catalog;

/**
 * Something that the shop sells.
 *
 * @param sku the shop's own number for it
 */
public record Product(String sku, String description, long listPriceCents, double rating) {}
