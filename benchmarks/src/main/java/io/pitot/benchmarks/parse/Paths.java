package io.pitot.benchmarks.parse;

/** Methods that call each other; which one is next, and from which line, is in the path's bits. */
@SuppressWarnings("UnusedVariable")
final class Paths {
  private Paths() {}

  static Object call(long path, int left, int what) {
    if (left == 0) {
      return DiverseStacks.arrive(what);
    }
    long next = Long.rotateLeft(path, 5);
    return switch ((int) (path & 7)) {
      case 0 -> Orders.accept(next, left - 1, what);
      case 1 -> Orders.price(next, left - 1, what);
      case 2 -> Orders.reserve(next, left - 1, what);
      case 3 -> Catalog.find(next, left - 1, what);
      case 4 -> Catalog.describe(next, left - 1, what);
      case 5 -> Session.load(next, left - 1, what);
      case 6 -> Session.store(next, left - 1, what);
      default -> Session.check(next, left - 1, what);
    };
  }

  /** Three methods. */
  static final class Orders {
    private Orders() {}

    static Object accept(long path, int left, int what) {
      return (path & 1) == 0 ? call(path >>> 1, left, what) : Catalog.find(path >>> 1, left, what);
    }

    static Object price(long path, int left, int what) {
      if ((path & 1) == 0) {
        return call(path >>> 1, left, what);
      }
      return Catalog.describe(path >>> 1, left, what);
    }

    static Object reserve(long path, int left, int what) {
      if ((path & 1) == 0) {
        return call(path >>> 1, left, what);
      }
      return Session.check(path >>> 1, left, what);
    }
  }

  /** Two methods. */
  static final class Catalog {
    private Catalog() {}

    static Object find(long path, int left, int what) {
      if ((path & 2) == 0) {
        return call(path ^ left, left, what);
      }
      return call(path, left, what);
    }

    static Object describe(long path, int left, int what) {
      return call(path, left, what);
    }
  }

  /** Three methods. */
  static final class Session {
    private Session() {}

    static Object load(long path, int left, int what) {
      return call(path, left, what);
    }

    static Object store(long path, int left, int what) {
      return (path & 4) == 0 ? call(path, left, what) : load(path, left, what);
    }

    static Object check(long path, int left, int what) {
      return call(path, left, what);
    }
  }
}
