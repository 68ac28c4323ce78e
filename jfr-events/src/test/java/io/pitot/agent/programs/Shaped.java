package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A tree and a map of the right size that only grow, a table that stays when its entries are gone,
 * maps of one request, and maps that begin too small, over and over.
 */
public final class Shaped {
  private static final int COLLIDING = 256;

  /** On a busy machine one gets too little of the processor for a storm. */
  private static final int PAGE_THREADS = 3;

  private static final int EXPECTED = 20_000;
  private static final Map<Integer, Integer> TREE = new TreeMap<>();
  private static final Map<Integer, Integer> EMPTIED = new HashMap<>();

  private Shaped() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.awaitAgent();
    for (int i = 0; i < 800_000; i++) {
      EMPTIED.put(i, i);
    }
    EMPTIED.keySet().removeIf(key -> key > 10);
    try (Told tree = new Told("pitot.MapShape", Shaped::isOfTree);
        Told presized = new Told("pitot.MapShape", Shaped::isOfOrders);
        Told emptied = new Told("pitot.MapShape", Shaped::isOfEmptied);
        Told request = new Told("pitot.MapShape", Shaped::collides);
        Told requestSite = new Told("pitot.MapSite", Shaped::isOfAnswer);
        Told small = new Told("pitot.SmallResizes", Shaped::isOfPage)) {
      List<Thread> pages = new ArrayList<>();
      for (int i = 0; i < PAGE_THREADS; i++) {
        pages.add(new Thread(() -> makePages(small)));
      }
      pages.forEach(Thread::start);
      Map<Integer, Integer> orders = orders();
      long end = System.nanoTime() + Told.LIMIT_NANOS;
      while (System.nanoTime() - end < 0
          && !(tree.isTold()
              && presized.isTold()
              && emptied.isTold()
              && request.isTold()
              && requestSite.isTold())) {
        for (int i = 0; i < 100; i++) {
          TREE.put(TREE.size(), i);
          orders.put(TREE.size() % EXPECTED, i);
        }
        if (answer() != COLLIDING) {
          throw new IllegalStateException("an entry is lost");
        }
        Thread.sleep(10);
      }
      for (Thread thread : pages) {
        thread.join();
      }
      System.out.println(orders.size() + " orders");
    }
  }

  private static Map<Integer, Integer> orders() {
    return new ConcurrentHashMap<>(EXPECTED);
  }

  private static void makePages(Told told) {
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (System.nanoTime() - end < 0 && !told.isTold()) {
      if (page().size() != 1_500) {
        throw new IllegalStateException("an entry is lost");
      }
    }
  }

  /** 16 bins to 2,048. */
  private static Map<Integer, Integer> page() {
    Map<Integer, Integer> page = new HashMap<>();
    for (int i = 0; i < 1_500; i++) {
      page.put(i, i);
    }
    return page;
  }

  public static boolean isOfPage(RecordedEvent resizes) {
    return resizes.getString("stack").contains("Shaped.page(Shaped.java:")
        && resizes.getString("mapClass").equals(HashMap.class.getName())
        && resizes.getInt("newCapacity") == 2_048;
  }

  private static int answer() {
    Map<String, Integer> parameters = new HashMap<>();
    for (int i = 0; i < COLLIDING; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 1; bit < COLLIDING; bit <<= 1) {
        name.append((i & bit) == 0 ? "Aa" : "BB");
      }
      parameters.put(name.toString(), i);
    }
    return parameters.size();
  }

  public static boolean isOfAnswer(RecordedEvent site) {
    return site.getString("firstStack").contains("Shaped.answer(Shaped.java:");
  }

  private static boolean isOf(RecordedEvent shape, Class<?> mapClass) {
    return shape.getString("mapClass").equals(mapClass.getName());
  }

  public static boolean isOfTree(RecordedEvent shape) {
    return isOf(shape, TreeMap.class) && shape.getLong("size") >= 10_000;
  }

  public static boolean isOfOrders(RecordedEvent shape) {
    return isOf(shape, ConcurrentHashMap.class) && shape.getInt("tableLength") == 1 << 15;
  }

  public static boolean isOfEmptied(RecordedEvent shape) {
    return isOf(shape, HashMap.class)
        && shape.getLong("size") == 11
        && shape.getLong("largestSize") >= 1 << 18
        && shape.getInt("tableLength") == 1 << 21;
  }

  public static boolean collides(RecordedEvent shape) {
    return shape.getInt("longestChain") == COLLIDING
        && shape.getString("keyClass").equals(String.class.getName());
  }
}
