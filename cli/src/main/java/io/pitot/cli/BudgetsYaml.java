package io.pitot.cli;

import io.pitot.collector.gate.YamlMap;
import io.pitot.daemon.budget.Budgets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code budgets} of a daemon's YAML: what it may use itself. */
final class BudgetsYaml {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,4}) ?%");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6}) ?(KB|MB|GB)");
  private static final long LEAST_SPOOL = 32L << 20;
  private static final long MOST_SPOOL = 1L << 40;
  private static final long LEAST_RATE = 8L << 10;
  private static final long MOST_RATE = 1L << 40;

  private BudgetsYaml() {}

  static Budgets parse(YamlMap root) {
    Budgets usual = Budgets.DEFAULT;
    YamlMap map = root.map("budgets", "the budgets");
    if (map == null) {
      return usual;
    }
    Budgets budgets =
        new Budgets(
            percent(map, "cpu", usual.cpuShare(), 1_600),
            percent(map, "heap", usual.heapShare(), 100),
            size(map, "spool", "", usual.spoolBytes(), LEAST_SPOOL, MOST_SPOOL),
            size(map, "network", "/s", usual.networkBytesPerSecond(), LEAST_RATE, MOST_RATE));
    map.end("cpu", "heap", "spool", "network");
    return budgets;
  }

  private static double percent(YamlMap map, String key, double usual, int most) {
    String text = map.text(key).strip();
    Matcher matcher = PERCENT.matcher(text);
    if (matcher.matches()) {
      int percent = Integer.parseInt(matcher.group(1));
      if (percent >= 1 && percent <= most) {
        return percent / 100.0;
      }
    }
    if (!text.isEmpty()) {
      map.problem(
          map.lineOfKey(key),
          "'%s' of the budgets is from 1%% to %d%%, as 25%%, not '%s'".formatted(key, most, text));
    }
    return usual;
  }

  private static long size(YamlMap map, String key, String per, long usual, long least, long most) {
    String text = map.text(key).strip();
    Matcher matcher =
        SIZE.matcher(text.endsWith(per) ? text.substring(0, text.length() - per.length()) : "");
    if (matcher.matches()) {
      long bytes = Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
      if (bytes >= least && bytes <= most) {
        return bytes;
      }
    }
    if (!text.isEmpty()) {
      map.problem(
          map.lineOfKey(key),
          "'%s' of the budgets is %d KB%s or more, as 64MB%s, not '%s'"
              .formatted(key, least >> 10, per, per, text));
    }
    return usual;
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "KB" -> 10;
      case "MB" -> 20;
      default -> 30;
    };
  }
}
