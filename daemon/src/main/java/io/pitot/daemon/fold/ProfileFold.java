package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a profile that somebody else has added up into the parts of one window: it has stacks with
 * values and no events with times.
 *
 * <p>What is added is collected until it is about a large window's size and then handed on, so a
 * profile of any size takes bounded memory. The same calls in the same order make the same parts.
 *
 * <p>For one thread.
 */
public final class ProfileFold {
  /** No count or sum of one part is larger: what the collector takes. */
  public static final long MAX_TOTAL = 1L << 58;

  private static final int MAX_FRAMES = 4_000;
  private static final int MAX_STACKS_HELD = 50_000;
  private static final long MAX_FRAMES_HELD = 2_000_000;

  // A row's node, count and sum as varints.
  private static final int ROW_BYTES = 10;

  /**
   * What values are of.
   *
   * @param type such as {@code cpu}
   * @param source where they come from, such as {@code pprof}
   * @param unit of the sums
   */
  public record Kind(String type, String source, String unit) implements Comparable<Kind> {
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::type).thenComparing(Kind::source).thenComparing(Kind::unit);

    @Override
    public int compareTo(Kind other) {
      return ORDER.compare(this, other);
    }
  }

  private record Entry(Stack stack, Kind kind) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byStack = stack.compareTo(other.stack);
      return byStack != 0 ? byStack : kind.compareTo(other.kind);
    }
  }

  private static final class Cell {
    private long count;
    private long sum;
  }

  private final TargetIdentity target;
  private final long startMillis;
  private final WindowSink sink;
  private final FoldLimits limits;
  private final Map<Entry, Cell> cells = new HashMap<>();
  private final Map<Kind, Cell> totals = new HashMap<>();
  private long framesHeld;
  private int nextPart;

  /**
   * A fold of one profile.
   *
   * @param timeMillis since the epoch: everything goes to the window that holds it
   */
  public ProfileFold(TargetIdentity target, long timeMillis, WindowSink sink, FoldLimits limits) {
    this.target = target;
    this.startMillis = timeMillis - Math.floorMod(timeMillis, (long) WindowFold.WINDOW_MILLIS);
    this.sink = sink;
    this.limits = limits;
  }

  /**
   * Adds to a stack.
   *
   * @param rootFirst frame names, as they are to be shown; taken over
   * @param count 1 to {@link #MAX_TOTAL}
   * @param sum 0 to {@link #MAX_TOTAL}
   */
  public void add(Kind kind, List<String> rootFirst, long count, long sum) {
    Cell total = totals.computeIfAbsent(kind, k -> new Cell());
    boolean fits = total.count + count <= MAX_TOTAL && total.sum + sum <= MAX_TOTAL;
    if (!fits || cells.size() >= MAX_STACKS_HELD || framesHeld >= MAX_FRAMES_HELD) {
      handOn();
      total = totals.computeIfAbsent(kind, k -> new Cell());
    }
    total.count += count;
    total.sum += sum;
    Entry entry = new Entry(stack(rootFirst), kind);
    Cell cell = cells.get(entry);
    if (cell == null) {
      cell = new Cell();
      cells.put(entry, cell);
      framesHeld += entry.stack().depth();
    }
    cell.count += count;
    cell.sum += sum;
  }

  /** Hands on what is left. */
  public void finish() {
    handOn();
  }

  private Stack stack(List<String> rootFirst) {
    if (rootFirst.isEmpty()) {
      return new Stack(StackNames.NO_STACK);
    }
    int leftOut = Math.max(0, rootFirst.size() - MAX_FRAMES);
    List<String> frames = new ArrayList<>(rootFirst.size() - leftOut + 1);
    if (leftOut > 0) {
      frames.add(StackNames.TRUNCATED);
    }
    for (String frame : rootFirst.subList(leftOut, rootFirst.size())) {
      frames.add(name(frame));
    }
    return new Stack(frames.toArray(String[]::new));
  }

  private String name(String frame) {
    if (frame.isEmpty()) {
      return "[unknown]";
    }
    int max = limits.maxFrameChars();
    return frame.length() <= max ? frame : frame.substring(0, max - 1) + '…';
  }

  private void handOn() {
    List<Entry> entries = new ArrayList<>(cells.keySet());
    entries.sort(null);
    int next = 0;
    while (next < entries.size()) {
      PrefixTree tree = new PrefixTree();
      Map<Kind, RowColumns> columns = new LinkedHashMap<>();
      int rows = 0;
      while (next < entries.size()
          && tree.sizeBytes() + rows * ROW_BYTES < limits.maxWindowBytes()) {
        Entry entry = entries.get(next++);
        Cell cell = cells.getOrDefault(entry, new Cell());
        columns
            .computeIfAbsent(entry.kind(), kind -> new RowColumns())
            .add(tree.add(entry.stack()), cell.count, cell.sum);
        rows++;
      }
      sink.accept(window(tree, columns));
    }
    cells.clear();
    totals.clear();
    framesHeld = 0;
  }

  private Window window(PrefixTree tree, Map<Kind, RowColumns> columns) {
    List<Window.Rows> rows = new ArrayList<>();
    columns.forEach(
        (kind, column) -> rows.add(column.toRows(kind.type(), kind.source(), kind.unit())));
    return new Window(
        target,
        startMillis,
        WindowFold.WINDOW_MILLIS,
        nextPart++,
        tree.frames(),
        tree.nodeParents(),
        tree.nodeFrames(),
        rows,
        List.of());
  }
}
