package io.pitot.agent;

/**
 * Which method gets which hooks.
 *
 * @param type the map that the hooks are told of, by its internal name; of {@link Hooks#STEP} the
 *     iterator or view
 * @param least how many places the method must have at least that hooks belong to; of {@link
 *     Hooks#BINS} how many of its monitors belong to a node that nobody else can hold yet
 * @param most the same at most; of {@link Hooks#BINS} how many monitors there are
 */
record MethodWeave(
    Hooks hooks, String type, String method, String descriptor, int least, int most) {

  /** What is inserted. */
  enum Hooks {
    /** An operation that only reads: it can walk into a watch. */
    READ,
    /** The same of one key, its first argument. */
    READ_KEY,
    /** An operation that reads a map which may turn into a ring. */
    WALK,
    /** A step of an iterator, or a look through a view: it reads the map that this belongs to. */
    STEP,
    /** An operation that changes modCount; it may replace values as well. */
    WRITE,
    /** The same of HashMap.putVal, with as little as possible. */
    PUT,
    /** HashMap.resize: from its begin to its returns. */
    RESIZE,
    /** ConcurrentHashMap.transfer: resizing, or helping with it. */
    TRANSFER,
    /** An operation of ConcurrentHashMap that locks a bin. */
    BINS,
    /** Where a bin becomes a tree. */
    COLLIDING,
    /** Where entries of a ConcurrentHashMap are counted. */
    COUNTING,
    /** The constructor of an exception. */
    CONSTRUCTED
  }

  static MethodWeave of(Hooks hooks, String type, String method, String descriptor) {
    return new MethodWeave(hooks, type, method, descriptor, 0, 0);
  }

  /** The method is not what the hooks were made for. */
  static final class UnexpectedShape extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnexpectedShape(String message) {
      super(message);
    }
  }
}
