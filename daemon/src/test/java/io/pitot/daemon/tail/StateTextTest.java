package io.pitot.daemon.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldProgress;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StateTextTest {
  private static final TargetIdentity TARGET =
      new TargetIdentity("here/7/1000", new TreeMap<>(Map.of("service", "shop = 1")));

  private static final RecordingIntent INTENT =
      new RecordingIntent("boot", 7, 100, TARGET, 1, 1000, "", true, 5_000);

  private static final Position AT = new Position("2026.jfr", 42, 68);

  private static final TailState STATE =
      new TailState(
          "boot",
          7,
          100,
          TARGET,
          "/tmp/2026",
          true,
          null,
          AT,
          new FoldProgress(10_000, new TreeMap<>(Map.of(20_000L, 2)), Set.of(30_000L)),
          new TailState.Closing(AT, 9, AT, false, Detail.ALL));

  private interface Parser {
    Object parse(String text) throws IOException;
  }

  @Test
  void whatWasWrittenIsReadAndNothingOfItMayBeMissing() throws IOException {
    check(INTENT, INTENT.toText(), RecordingIntent::parse);
    check(STATE, STATE.toText(), TailState::parse);
  }

  private static void check(Object written, String text, Parser parser) throws IOException {
    assertEquals(written, parser.parse(text));
    List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
    for (String missing : lines) {
      String rest =
          lines.stream().filter(line -> !line.equals(missing)).collect(Collectors.joining("\n"));
      // These may be there or not: as many labels, parts and windows as there are, and no position
      // yet.
      if (!missing.matches("(label|part|open)\\..*|.*chunkFile=.*")) {
        assertThrows(IOException.class, () -> parser.parse(rest), missing);
      }
    }
  }
}
