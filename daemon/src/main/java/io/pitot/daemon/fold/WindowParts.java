package io.pitot.daemon.fold;

import io.pitot.daemon.fold.StackCounts.Cell;
import io.pitot.daemon.fold.Window.Loss;
import io.pitot.daemon.fold.Window.Rows;
import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what was collected of a window into {@link Window}s: one, or several when one would be too
 * large. The same content makes the same windows.
 */
final class WindowParts {
  // A row's node, count and sum as varints.
  private static final int ROW_BYTES = 10;

  private record Entry(Stack stack, ProfileType type, Cell cell) {
    static final Comparator<Entry> IN_ORDER =
        Comparator.comparing(Entry::stack).thenComparing(Entry::type);
  }

  private final TargetIdentity target;
  private final int maxWindowBytes;

  WindowParts(TargetIdentity target, int maxWindowBytes) {
    this.target = target;
    this.maxWindowBytes = maxWindowBytes;
  }

  /**
   * The windows that the content makes; none when nothing was collected. Losses stand in the first.
   *
   * @param firstPart number of the first window that is returned; the others follow
   */
  List<Window> of(OpenWindow open, int firstPart) {
    List<Entry> entries = entries(open);
    List<Loss> losses = open.losses();
    List<Window> windows = new ArrayList<>();
    int next = 0;
    while (next < entries.size() || (windows.isEmpty() && !losses.isEmpty())) {
      PrefixTree tree = new PrefixTree();
      Map<ProfileType, RowColumns> columns = new EnumMap<>(ProfileType.class);
      int rows = 0;
      while (next < entries.size() && tree.sizeBytes() + rows * ROW_BYTES < maxWindowBytes) {
        Entry entry = entries.get(next++);
        columns
            .computeIfAbsent(entry.type(), key -> new RowColumns())
            .add(tree.add(entry.stack()), entry.cell().count(), entry.cell().sum());
        rows++;
      }
      windows.add(
          new Window(
              target,
              open.startMillis(),
              WindowFold.WINDOW_MILLIS,
              firstPart + windows.size(),
              tree.frames(),
              tree.nodeParents(),
              tree.nodeFrames(),
              rows(columns),
              windows.isEmpty() ? losses : List.of()));
    }
    return windows;
  }

  private static List<Entry> entries(OpenWindow open) {
    List<Entry> entries = new ArrayList<>();
    for (ProfileType type : ProfileType.values()) {
      StackCounts stacks = open.stacks(type);
      boolean leftOut = type.preferred() != null && open.stacks(type.preferred()) != null;
      if (stacks != null && !leftOut) {
        stacks.forEach((stack, cell) -> entries.add(new Entry(stack, type, cell)));
      }
    }
    entries.sort(Entry.IN_ORDER);
    return entries;
  }

  private static List<Rows> rows(Map<ProfileType, RowColumns> columns) {
    List<Rows> rows = new ArrayList<>();
    columns.forEach((type, column) -> rows.add(column.toRows(type)));
    return rows;
  }
}
