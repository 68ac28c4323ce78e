package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordedEvent;

/** Maps that grow, in the places in which applications keep theirs, until each site is told. */
public final class Registered {
  private static final Map<String, Object> BEANS = new ConcurrentHashMap<>();
  private static final Map<String, Map<Integer, Integer>> BY_TENANT = new HashMap<>();

  private Registered() {}

  /** A singleton as an enum. */
  @SuppressWarnings("ImmutableEnumChecker") // as applications have them
  enum Catalogue {
    INSTANCE {
      @Override
      void grow() {
        Told.grow(prices);
      }
    };

    final Map<Integer, Integer> prices = new HashMap<>();

    abstract void grow();
  }

  /** What singletons inherit. */
  abstract static class Repository {
    final Set<Integer> known = new HashSet<>();
  }

  /** A singleton as Kotlin and Scala make them. */
  static final class Orders extends Repository {
    static final Orders INSTANCE = new Orders();
  }

  /** A service that only a registry holds. */
  static final class Carts {
    final Map<Integer, Integer> open = new HashMap<>();
    final List<Map<Integer, Integer>> closed = new ArrayList<>(List.of(new HashMap<>()));
  }

  /** Loaded, but used by nobody: it tells when somebody looks into it too deeply. */
  static final class Dormant {
    static final Map<Integer, Integer> HISTORY = new HashMap<>();

    static {
      System.out.println("woken up");
    }
  }

  public static void main(String[] arguments) throws Exception {
    Class.forName(
        Registered.class.getName() + "$Dormant", false, Registered.class.getClassLoader());
    Set<String> awaited = new HashSet<>(Set.of(arguments));
    Carts carts = new Carts();
    BEANS.put("carts", carts);
    BY_TENANT.put("acme", new HashMap<>());
    try (Told told = new Told("pitot.MapSite", site -> isLast(site, awaited))) {
      Told.awaitAgent();
      Catalogue.INSTANCE.grow();
      for (int i = 0; i < 100_000; i++) {
        Orders.INSTANCE.known.add(i);
      }
      Told.grow(carts.open);
      Told.grow(carts.closed.get(0));
      Told.grow(BY_TENANT.get("acme"));
      told.await();
    }
    System.out.println("not told: " + awaited);
  }

  private static boolean isLast(RecordedEvent site, Set<String> awaited) {
    awaited.remove(site.getString("field") + "=" + site.getString("holder"));
    return awaited.isEmpty();
  }
}
