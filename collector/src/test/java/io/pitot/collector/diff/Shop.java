package io.pitot.collector.diff;

import io.pitot.collector.tree.Stacks;
import java.util.Random;

/** What the instances of a small shop do; every line's number of events scatters by a tenth. */
final class Shop {
  private static final String HANDLE = "java.lang.Thread.run;shop.Server.serve;shop.Shop.handle;";
  private static final String MAP = "java.util.concurrent.ConcurrentHashMap";

  private final Random random;
  private final Stacks stacks = new Stacks();

  private Shop(Random random) {
    this.random = random;
  }

  /** Allocations of one instance. */
  static Stacks allocations(Random random) {
    return new Shop(random).allocate().stacks;
  }

  /** The same when a map is made for every request. */
  static Stacks allocationsWithMap(Random random) {
    Shop shop = new Shop(random).allocate();
    String price = HANDLE + "shop.Price.total;";
    shop.add(price + MAP, 60, 512);
    shop.add(
        price + MAP + ".put;" + MAP + ".putVal;" + MAP + ".initTable;" + MAP + "$Node[]",
        150,
        1024);
    shop.add(price + MAP + ".put;" + MAP + ".putVal;" + MAP + "$Node", 100, 1024);
    return shop.stacks;
  }

  /** CPU samples of one instance, with {@code extra} samples in a hash map below pricing. */
  static Stacks cpu(Random random, int extra) {
    Shop shop = new Shop(random);
    shop.add(HANDLE + "shop.Parser.parse;java.lang.String.indexOf", 900, 1);
    shop.add(HANDLE + "shop.Parser.parse", 500, 1);
    shop.add(HANDLE + "shop.Price.total", 300, 1);
    shop.add(HANDLE + "shop.Price.total;java.util.HashMap.get", 100 + extra, 1);
    shop.add(HANDLE + "shop.Render.page;java.lang.StringBuilder.append", 700, 1);
    shop.add("java.lang.Thread.run;shop.Janitor.sweep", 200, 1);
    return shop.stacks;
  }

  private Shop allocate() {
    add(HANDLE + "shop.Parser.parse;byte[]", 400, 2048);
    add(HANDLE + "shop.Parser.parse;java.lang.String", 300, 512);
    add(HANDLE + "shop.Price.total;java.math.BigDecimal", 200, 512);
    add(HANDLE + "shop.Render.page;java.lang.StringBuilder.append;char[]", 150, 4096);
    add("java.lang.Thread.run;shop.Janitor.sweep;long[]", 40, 1024);
    return this;
  }

  private void add(String stack, int count, int sum) {
    long events = Math.max(1, Math.round(count * (1 + 0.1 * random.nextGaussian())));
    stacks.add(stack, events, events * sum);
  }
}
