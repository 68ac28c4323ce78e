package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as a program tells them in its recording: an event for each, or a running total. */
class RequestsTest {
  private static final int REQUESTS = 500;
  private static final int BEFORE = 1_000;

  @TempDir Path directory;

  @Name("shop.RequestServed")
  static class RequestServed extends Event {}

  @Name("shop.Totals")
  static class Totals extends Event {
    int requests;
    String note = "";
  }

  @Test
  void countsEachEventOnceWithoutAStack() throws Exception {
    FoldedWindows folded = fold("shop.RequestServed", "");

    Map<String, Total> counted = folded.bySource("shop.RequestServed");
    assertEquals(Map.of("[no stack]", new Total(REQUESTS, REQUESTS)), counted);
    assertTrue(
        folded.windows().stream()
            .flatMap(window -> window.rows().stream())
            .anyMatch(rows -> rows.type().equals(RequestSource.TYPE)));
  }

  @Test
  void countsByHowMuchARunningTotalRises() throws Exception {
    // Served before the first total: unknown. The program began anew once, at half of them.
    Map<String, Total> counted = fold("shop.Totals", "requests").bySource("shop.Totals");

    long known = REQUESTS - 1;
    assertEquals(Map.of("[no stack]", new Total(known, known)), counted);
  }

  @Test
  void aFieldThatIsMissingOrATextCountsNothing() throws Exception {
    assertEquals(Map.of(), fold("shop.Totals", "nope").bySource("shop.Totals"));
    assertEquals(Map.of(), fold("shop.Totals", "note").bySource("shop.Totals"));
  }

  @Test
  void anEventThatMakesAProfileTypeStillDoes() throws Exception {
    Path file = record();
    FoldedWindows alone = new FoldedWindows();
    fold(file, new WindowFold(FoldedWindows.TARGET, alone));
    FoldedWindows both = new FoldedWindows();
    RequestSource parks = new RequestSource("jdk.ThreadPark", "");
    fold(file, new WindowFold(FoldedWindows.TARGET, both, FoldLimits.DEFAULT, parks));

    long expected =
        alone.bySource("jdk.ThreadPark").values().stream().mapToLong(Total::count).sum();
    assertTrue(expected > 0);
    assertEquals(
        2 * expected,
        both.bySource("jdk.ThreadPark").values().stream().mapToLong(Total::count).sum());
  }

  @Test
  void theFirstRuleThatFitsTheWholeNameCounts() {
    RequestSource ofShop = new RequestSource("shop.RequestServed", "");
    RequestSource ofOthers = new RequestSource("other.Totals", "requests");
    RequestRules rules =
        new RequestRules(
            List.of(
                new RequestRules.Rule(Pattern.compile("shop"), ofShop),
                new RequestRules.Rule(Pattern.compile("sh.*"), ofOthers)));

    assertEquals(ofShop, rules.of(named("shop")));
    assertEquals(ofOthers, assertNotNullOf(rules, "shopping"));
    assertNull(rules.of(named("workshop")));
    assertNull(RequestRules.NONE.of(named("shop")));
  }

  private static RequestSource assertNotNullOf(RequestRules rules, String service) {
    RequestSource source = rules.of(named(service));
    assertNotNull(source);
    return source;
  }

  private static TargetIdentity named(String service) {
    return new TargetIdentity("host/1/2", new TreeMap<>(Map.of("service", service)));
  }

  private FoldedWindows fold(String event, String field) throws Exception {
    FoldedWindows folded = new FoldedWindows();
    fold(
        record(),
        new WindowFold(
            FoldedWindows.TARGET, folded, FoldLimits.DEFAULT, new RequestSource(event, field)));
    return folded;
  }

  private static void fold(Path file, WindowFold fold) throws Exception {
    Recording.read(file, fold.handlers());
    fold.finish();
  }

  private Path record() throws Exception {
    Path file = Files.createTempFile(directory, "requests", ".jfr");
    try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
      recording.enable(RequestServed.class);
      recording.enable(Totals.class);
      recording.enable("jdk.ThreadPark").withoutThreshold();
      recording.start();
      for (int i = 0; i < REQUESTS; i++) {
        new RequestServed().commit();
        Totals totals = new Totals();
        totals.requests = i < REQUESTS / 2 ? BEFORE + i : i - REQUESTS / 2 + 1;
        totals.commit();
        if (i % 100 == 0) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      recording.stop();
      recording.dump(file);
    }
    return file;
  }
}
