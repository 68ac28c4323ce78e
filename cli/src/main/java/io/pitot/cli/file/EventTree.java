package io.pitot.cli.file;

import io.pitot.collector.tree.TreeBuilder;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.StackTrace;
import java.util.HashMap;
import java.util.Map;

/**
 * Adds up the events of one type by their stacks, exactly as recorded: no class is put below. They
 * are counted by the ids of their chunk, and each stack is looked up once, at the chunk's end.
 */
final class EventTree implements EventHandler, ChunkHandler {
  private static final String TRUNCATED = "[truncated]";
  private static final String NO_STACK = "[no stack]";
  private static final String UNRESOLVED = "[unresolved]";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TreeBuilder tree = new TreeBuilder();
  private final TreeBuilder kinds = new TreeBuilder();
  private final Map<Long, long[]> valuesByStack = new HashMap<>();
  private EventAmount amount = new EventAmount("samples", null);
  private boolean isDeclared;
  private boolean hasStacks;
  private long events;
  private long unresolved;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis;

  @Override
  public void layout(EventType type) {
    isDeclared = true;
    hasStacks |= type.has("stackTrace");
    amount = EventAmount.of(type);
  }

  @Override
  public void event(Event event) {
    events++;
    long[] values = valuesByStack.computeIfAbsent(event.stackTraceId(), id -> new long[2]);
    values[0]++;
    values[1] += amount.of(event);
    fromMillis = Math.min(fromMillis, event.startNanos() / NANOS_PER_MILLI);
    toMillis = Math.max(toMillis, event.endNanos() / NANOS_PER_MILLI);
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    valuesByStack.forEach(
        (stackId, values) -> tree.add(node(stackId, values[0], constants), values[0], values[1]));
    valuesByStack.clear();
  }

  boolean isDeclared() {
    return isDeclared;
  }

  /** Whether events of the type have stacks at all. */
  boolean hasStacks() {
    return hasStacks;
  }

  TreeBuilder tree() {
    return tree;
  }

  /** How the frames ran: kinds, and methods below them. */
  TreeBuilder kinds() {
    return kinds;
  }

  String unit() {
    return amount.unit();
  }

  long events() {
    return events;
  }

  /** Events of which the recording does not hold the stack. */
  long unresolved() {
    return unresolved;
  }

  long fromMillis() {
    return events == 0 ? 0 : fromMillis;
  }

  long toMillis() {
    return toMillis;
  }

  private int node(long stackId, long count, Constants constants) {
    if (stackId == 0) {
      return below(TreeBuilder.ROOT, NO_STACK);
    }
    StackTrace stack = constants.stack(stackId);
    if (stack == null) {
      unresolved += count;
      return below(TreeBuilder.ROOT, UNRESOLVED);
    }
    if (stack.depth() == 0 && !stack.truncated()) {
      return below(TreeBuilder.ROOT, NO_STACK);
    }
    int node = stack.truncated() ? below(TreeBuilder.ROOT, TRUNCATED) : TreeBuilder.ROOT;
    for (int frame = stack.depth() - 1; frame >= 0; frame--) {
      node = below(node, stack.name(frame));
      int kind = kinds.child(TreeBuilder.ROOT, kinds.frame(stack.kind(frame).word()));
      kinds.add(kinds.child(kind, kinds.frame(stack.name(frame))), count, count);
    }
    return node;
  }

  private int below(int node, String frame) {
    return tree.child(node, tree.frame(frame));
  }
}
