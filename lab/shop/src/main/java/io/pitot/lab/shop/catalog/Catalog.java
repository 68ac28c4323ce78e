package io.pitot.lab.shop.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** All products, searched by word. */
public final class Catalog {
  private static final List<String> MATERIALS =
      List.of("Oak", "Linen", "Steel", "Wool", "Glass", "Copper", "Bamboo", "Leather");
  private static final List<String> THINGS =
      List.of("Table", "Lamp", "Kettle", "Blanket", "Shelf", "Bowl", "Chair", "Basket", "Clock");
  private static final List<String> ROOMS =
      List.of("Kitchen", "Study", "Garden", "Bedroom", "Workshop");

  private final List<Product> products;

  private Catalog(List<Product> products) {
    this.products = products;
  }

  public static Catalog of(int size) {
    Random random = new Random(size);
    List<Product> products = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String description =
          pick(MATERIALS, random.nextInt())
              + " "
              + pick(THINGS, random.nextInt())
              + " for the "
              + pick(ROOMS, random.nextInt());
      products.add(
          new Product(
              "SKU-" + (100_000 + i),
              description,
              500 + random.nextInt(50_000),
              1 + 4 * random.nextDouble()));
    }
    return new Catalog(List.copyOf(products));
  }

  public List<Product> products() {
    return products;
  }

  /** A word that people search for. */
  public String word(int number) {
    return pick(number % 3 == 0 ? MATERIALS : THINGS, number / 3);
  }

  /** The best rated products whose description has the word. */
  public List<Product> search(String word, int limit) {
    String wanted = word.toLowerCase(Locale.ROOT);
    List<Product> found = new ArrayList<>();
    for (Product product : products) {
      if (matches(product, wanted)) {
        found.add(product);
      }
    }
    found.sort(Comparator.comparingDouble(Product::rating).reversed());
    return found.subList(0, Math.min(limit, found.size()));
  }

  private static boolean matches(Product product, String wanted) {
    return product.description().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private static String pick(List<String> words, int number) {
    return words.get(Math.floorMod(number, words.size()));
  }
}
