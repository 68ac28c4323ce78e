package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields that hold maps: static fields of application classes, then the fields of what
 * those hold, then what stands in maps, lists and arrays that were found on the way, as in a
 * registry of services. Reads only classes that are initialised already and calls no method of
 * anything that it finds, compares only identities, and stops when its time is over. That is the
 * processor's: on a busy machine the clock's would be over before the search has begun.
 */
final class SiteSearch {
  private static final long BUDGET_NANOS = 200_000_000;

  private static final int MAX_OBJECTS = 20_000;

  /** An AtomicReference may hold itself. */
  private static final int MAX_WRAPPERS = 8;

  /** A runtime image may lack java.management. */
  private static final boolean CAN_MANAGE =
      ModuleLayer.boot().findModule("java.management").isPresent();

  record Site(String field, String holder, String certainty) {
    static final Site UNKNOWN = new Site("", "unknown", "unknown");
  }

  /** What is looked for. */
  private interface Wanted {
    /** Whether it is: then what stands in it is of no interest. */
    boolean take(Object value, String field, String holder);

    /** Whether nothing is left to look for. */
    boolean isComplete();
  }

  private final Instrumentation instrumentation;
  private boolean wasLate;
  private long tookNanos;

  SiteSearch(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** The sites of those maps that were found. */
  Map<Object, Site> find(List<Object> maps) {
    Maps wanted = new Maps(maps);
    search(wanted);
    return wanted.found;
  }

  /**
   * The object of the class and identity hash, where fields lead to it; null when it is not found.
   */
  @Nullable Object findLock(String className, int identityHash) {
    Lock wanted = new Lock(className, identityHash);
    search(wanted);
    return wanted.found;
  }

  /** Whether the time was over before the latest search was. */
  boolean wasLate() {
    return wasLate;
  }

  /** How much of the processor the latest search took. */
  long tookNanos() {
    return tookNanos;
  }

  private void search(Wanted wanted) {
    Search search = new Search(wanted);
    search.run(instrumentation.getAllLoadedClasses());
    wasLate = search.isLate();
    tookNanos = search.takenNanos();
  }

  /** Only objects of the maps' classes are asked for their identity hash, since that marks them. */
  @SuppressWarnings("IdentityHashMapUsage") // maps as keys: equality would read them
  private static final class Maps implements Wanted {
    private final Map<Object, Boolean> maps = new IdentityHashMap<>();
    private final Set<Class<?>> types = new HashSet<>();
    private final Map<Object, Site> found = new IdentityHashMap<>();

    Maps(List<Object> maps) {
      for (Object map : maps) {
        this.maps.put(map, true);
        types.add(map.getClass());
      }
    }

    @Override
    public boolean take(Object value, String field, String holder) {
      if (!types.contains(value.getClass()) || !maps.containsKey(value)) {
        return false;
      }
      Site before = found.get(value);
      if (before == null) {
        found.put(value, new Site(field, holder, "certain"));
      } else if (!before.field().equals(field) && !holder.equals(Search.ENTRY)) {
        found.put(value, new Site(before.field(), before.holder(), "shared"));
      }
      return true;
    }

    @Override
    public boolean isComplete() {
      return found.size() == maps.size();
    }
  }

  private static final class Lock implements Wanted {
    private final String className;
    private final int identityHash;
    private @Nullable Object found;

    Lock(String className, int identityHash) {
      this.className = className;
      this.identityHash = identityHash;
    }

    @Override
    public boolean take(Object value, String field, String holder) {
      if (!value.getClass().getName().equals(className)
          || System.identityHashCode(value) != identityHash) {
        return false;
      }
      found = value;
      return true;
    }

    @Override
    public boolean isComplete() {
      return found != null;
    }
  }

  /** One search: what is near is looked at before what is far. */
  private static final class Search {
    private static final String ENTRY = "entry";

    private final Wanted wanted;
    private final long begunNanos = System.nanoTime();
    private final long begunCpuNanos = cpuNanos();
    private boolean isOver;
    private final List<Object> singletons = new ArrayList<>();
    private final List<Holding> holdings = new ArrayList<>();

    /** A map, list or array, and the field that it was found in. */
    private record Holding(Object holder, String field) {}

    Search(Wanted wanted) {
      this.wanted = wanted;
    }

    void run(Class<?>[] loaded) {
      for (Class<?> type : loaded) {
        if (isLate()) {
          return;
        }
        if (isApplication(type) && Probe.isInitialized(type)) {
          fields(type, null, "static");
        }
      }
      for (int i = 0; i < singletons.size() && !isLate(); i++) {
        hop(singletons.get(i), "one hop");
      }
      // Those that are found in objects that stand in one are looked at, too.
      for (int i = 0; i < holdings.size() && !isLate() && !wanted.isComplete(); i++) {
        Holding holding = holdings.get(i);
        for (Object element : Contents.of(holding.holder)) {
          reach(element, holding.field, ENTRY);
          if (isApplication(element.getClass())) {
            hop(element, ENTRY);
          }
        }
      }
    }

    /** Asks for the processor's time when the clock's is over, since that costs more. */
    private boolean isLate() {
      if (!isOver && System.nanoTime() - begunNanos > BUDGET_NANOS) {
        isOver = takenNanos() >= BUDGET_NANOS;
      }
      return isOver;
    }

    private long takenNanos() {
      return begunCpuNanos < 0 ? System.nanoTime() - begunNanos : cpuNanos() - begunCpuNanos;
    }

    /** Of this thread so far; -1 where nobody can say. */
    private static long cpuNanos() {
      return CAN_MANAGE ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : -1;
    }

    private void hop(Object object, String holder) {
      for (Class<?> type = object.getClass();
          type != null && isApplication(type);
          type = type.getSuperclass()) {
        fields(type, object, holder);
      }
    }

    /** The fields of the object, or the static ones. */
    private void fields(Class<?> type, @Nullable Object object, String holder) {
      for (Field field : SiteSearch.fields(type)) {
        boolean isStatic = Modifier.isStatic(field.getModifiers());
        if (isStatic != (object == null) || field.getType().isPrimitive()) {
          continue;
        }
        Object value = object == null ? Probe.staticValue(field) : Probe.value(object, field);
        if (value != null) {
          reach(value, type.getName() + "." + field.getName(), holder);
          if (isStatic && isApplication(value.getClass()) && singletons.size() < MAX_OBJECTS) {
            singletons.add(value);
          }
        }
      }
    }

    private void reach(Object value, String field, String holder) {
      Object inside = value;
      for (int depth = 0;
          depth < MAX_WRAPPERS && inside != null && !wanted.take(inside, field, holder);
          depth++) {
        if (Contents.isHolder(inside) && holdings.size() < MAX_OBJECTS) {
          holdings.add(new Holding(inside, field));
        }
        inside = Contents.wrapped(inside);
      }
    }
  }

  private static boolean isApplication(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !Stack.isOurs(type)
        && !type.isArray()
        && !type.isHidden();
  }

  static Field[] fields(Class<?> type) {
    try {
      return type.getDeclaredFields();
    } catch (LinkageError | SecurityException missing) {
      return new Field[0];
    }
  }
}
