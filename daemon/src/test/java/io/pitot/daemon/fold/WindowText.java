package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Window.Loss;
import io.pitot.daemon.fold.Window.Rows;
import java.util.ArrayList;
import java.util.List;

/** Windows as text: {@code type source root;...;leaf count sum}. */
final class WindowText {
  /** A row with its stack as text. */
  record Row(String type, String source, String stack, long count, long sum) {}

  private WindowText() {}

  static List<Row> rows(Window window) {
    List<Row> list = new ArrayList<>();
    for (Rows rows : window.rows()) {
      for (int i = 0; i < rows.node().length; i++) {
        String stack = stack(window, rows.node()[i]);
        list.add(new Row(rows.type(), rows.source(), stack, rows.count()[i], rows.sum()[i]));
      }
    }
    return list;
  }

  static String of(Window window) {
    StringBuilder text = new StringBuilder();
    text.append(window.startMillis()).append(" part ").append(window.part()).append('\n');
    for (Row row : rows(window)) {
      text.append("%s %s %d %d\n".formatted(row.source(), row.stack(), row.count(), row.sum()));
    }
    for (Loss loss : window.losses()) {
      text.append("lost %s %d %s\n".formatted(loss.reason(), loss.count(), loss.unit()));
    }
    return text.toString();
  }

  static String stack(Window window, int node) {
    String text = "";
    for (int at = node; at > 0; at = window.nodeParent()[at - 1]) {
      String frame = window.frames().get(window.nodeFrame()[at - 1]);
      text = text.isEmpty() ? frame : frame + ';' + text;
    }
    return text;
  }
}
