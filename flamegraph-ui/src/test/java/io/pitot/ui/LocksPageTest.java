package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.pitot.ui.browser.Chromium;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of locks in a real browser; a console error fails. */
class LocksPageTest {
  private static final int POINTS = 180;
  private static final int STEP_SECONDS = 20;
  private static final long START_MILLIS = 1_795_000_000_000L;

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @Test
  void lanesAndBandsTellWhyAndLeadToTheFlameGraph() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      server.answer("locks", locks());
      server.answer("pauses", pauses());
      server.answer(
          "why",
          """
          {"service":"shop","fromMillis":0,"toMillis":1,"verdict":"map","sentence":
           "Threads waited 91.0 s for maps (2.1 threads at any time), net of pauses.","instances":3,
           "windows":9,"watchedNanos":90000000000,"evidence":[]}
          """);
      server.answer("flame", Answers.FLAME);
      server.answer("services/shop/types", Answers.TYPES);
      server.answer("services/shop/releases", Answers.RELEASES);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page =
            browser.newPage(
                new Browser.NewPageOptions().setViewportSize(1300, 760).setColorScheme(scheme));
        page.onPageError(complaints::add);
        page.navigate(server.url("/locks?service=shop"));

        assertThat(page.locator("h1")).hasText("Locks of shop");
        assertThat(page.locator(".verdict")).containsText("MAP Threads waited 91.0 s for maps");
        assertThat(page.locator(".lock-lanes li")).hasCount(3);
        assertThat(page.locator(".list tbody tr").first()).containsText("java.util.Hashtable");
        assertThat(page.locator(".list tbody tr").first()).containsText("http-7");
        // Markup in a name is text.
        assertThat(page.locator(".list tbody tr").nth(2)).containsText("shop.Odd<b>Lock");

        assertTrue(page.locator("path.pause-gc").first().getAttribute("d").length() > 100);
        BoundingBox lanes = page.locator(".lanes").boundingBox();
        page.mouse().move(lanes.x + lanes.width * 0.25, lanes.y + 20);
        page.mouse().down();
        page.mouse().move(lanes.x + lanes.width * 0.5, lanes.y + 20);
        page.mouse().up();
        assertThat(page)
            .hasURL(Pattern.compile("/flame\\?service=shop&type=lock&from=\\d{13}&to=\\d{13}"));
        page.close();
      }
    }
    assertEquals(List.of(), complaints);
  }

  private static String locks() {
    Random random = new Random(7);
    List<String> rows = new ArrayList<>();
    String[] classes = {
      "java.util.Hashtable",
      "java.util.concurrent.locks.ReentrantLock$NonfairSync",
      "shop.Odd<b>Lock"
    };
    for (int lock = 0; lock < classes.length; lock++) {
      long[] total = new long[POINTS];
      long[] net = new long[POINTS];
      for (int at = 60; at < 170; at++) {
        total[at] = (long) ((3 - lock) * (at > 110 ? 1.5e10 : 4e9) * random.nextDouble());
        net[at] = total[at] * (at % 9 == 0 ? 2 : 9) / 10;
      }
      rows.add(
          """
          {"kind":"%s","lockClass":"%s","frame":"shop.Cart.add","heldUp":true,"instances":3,
           "sum":{"waits":%d,"totalNanos":91000000000,"gcNanos":9000000000,
             "safepointNanos":12000000,"netNanos":81988000000},
           "p50Nanos":2000000,"p99Nanos":48000000,"maxNanos":911000000,"shortWaits":0,
           "shortNanos":0,"owners":[{"thread":"http-7","share":0.62}],"sites":[],
           "line":{"waits":%s,"totalNanos":%s,"netNanos":%s}}
          """
              .formatted(
                  lock == 1 ? "lock" : "monitor",
                  classes[lock],
                  9_000 / (lock + 1),
                  Arrays.toString(total),
                  Arrays.toString(total),
                  Arrays.toString(net)));
    }
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":3,"windows":360,
     "coveredFromMillis":0,"coveredToMillis":1,"losses":[],"stepSeconds":%d,"startMillis":%d,
     "total":{"waits":16500,"totalNanos":170000000000,"gcNanos":15000000000,
       "safepointNanos":20000000,"netNanos":154980000000},
     "locks":[%s],"locksLeftOut":0}
    """
        .formatted(STEP_SECONDS, START_MILLIS, String.join(",", rows));
  }

  private static String pauses() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(
          """
          {"instance":"a","kind":"%s","name":"G1New","cause":"x","startMicros":%d,
           "durationNanos":%d,"stoppingNanos":0,"gcNanos":0}
          """
              .formatted(
                  i % 10 == 0 ? "safepoint" : "gc",
                  (START_MILLIS + 1_200_000L + i * 22_000L) * 1_000,
                  i % 9 == 0 ? 4_000_000_000L : 300_000_000L));
    }
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":3,"windows":360,
     "watchedNanos":3600000000000,"totalNanos":75000000000,"reasons":[],"pauses":[%s],
     "leftOut":0,"leftOutNanos":0,"beyondLimit":0}
    """
        .formatted(String.join(",", rows));
  }
}
