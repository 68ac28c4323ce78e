package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.collector.store.Kept;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a service's data is kept, as in {@code raw:1h,windows:2h,tens:6h,history:7d}. */
final class KeptText {
  private static final Pattern LEVEL =
      Pattern.compile("(raw|windows|tens|history):([0-9]{1,4})([hd])");

  private KeptText() {}

  /**
   * Reads it.
   *
   * @param others what holds for levels that are not named
   */
  static Kept read(String service, String text, Kept others) throws Failure {
    Kept kept = others;
    Set<String> named = new HashSet<>();
    for (String level : text.split(",", -1)) {
      Matcher matcher = LEVEL.matcher(level.strip());
      if (!matcher.matches()) {
        throw new Failure(
            ExitCode.USAGE,
            "--keep %s=%s: '%s' is not like windows:2h, tens:6h or history:7d"
                .formatted(service, text, level));
      }
      if (!named.add(matcher.group(1))) {
        throw new Failure(
            ExitCode.USAGE,
            "--keep %s=%s: %s stands there twice".formatted(service, text, matcher.group(1)));
      }
      int number = Integer.parseInt(matcher.group(2));
      Duration time =
          matcher.group(3).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
      kept =
          switch (matcher.group(1)) {
            case "raw" -> new Kept(time, kept.windows(), kept.tens(), kept.history());
            case "windows" -> new Kept(kept.raw(), time, kept.tens(), kept.history());
            case "tens" -> new Kept(kept.raw(), kept.windows(), time, kept.history());
            default -> new Kept(kept.raw(), kept.windows(), kept.tens(), time);
          };
    }
    return kept;
  }
}
