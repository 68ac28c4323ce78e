package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
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
  private static final int AXIS = 18;
  private static final int LOCK = 40;
  private static final int THREAD = 16;
  private static final String[] CLASSES = {
    "java.util.Hashtable", "java.util.concurrent.locks.ReentrantLock$NonfairSync", "shop.Odd<b>Lock"
  };

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @Test
  void lanesOpenToThreadsAndAStretchLeadsToWaitersAndOwners() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      server.answer("locks", locks());
      server.answer("pauses", pauses());
      server.answer("why", Answers.WHY);
      server.answer("waits", waits());
      server.answer("holders", holders());
      server.answer("samples", samples());
      server.answer("services/shop/types", Answers.TYPES);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page =
            browser.newPage(
                new Browser.NewPageOptions().setViewportSize(1300, 760).setColorScheme(scheme));
        page.setDefaultTimeout(120_000);
        page.onPageError(complaints::add);
        page.navigate(server.url("/locks?service=shop"));

        assertThat(page.locator("h1")).hasText("Locks of shop");
        assertThat(page.locator(".why-verdict")).containsText("Map Threads waited 91.0 s for maps");
        assertThat(page.locator(".lane-lock")).hasCount(3);
        assertThat(page.locator(".list tbody tr").first()).containsText("java.util.Hashtable");
        assertThat(page.locator(".list tbody tr").first()).containsText("http-7");
        // Markup in a name is text.
        assertThat(page.locator(".list tbody tr").nth(2)).containsText("shop.Odd<b>Lock");
        assertThat(page.locator(".convoys").last()).containsText("http-1 waited for Hashtable");
        assertThat(page.locator(".convoys").last())
            .containsText("who waited for ReentrantLock$NonfairSync");

        page.getByText("▸ Hashtable").click();
        assertThat(page.locator(".lane-thread")).containsText("http-1");
        hoverLane(page, 0.5, AXIS + LOCK + THREAD / 2.0);
        assertThat(page.locator(".tooltip:not([hidden])")).containsText("http-1 waited 600 s");
        assertThat(page.locator(".tooltip:not([hidden])")).containsText("http-2 held it before");

        page.locator(".list a").first().click();
        assertThat(page.locator(".overlap figcaption"))
            .containsText("90.10 % waiting for the lock");
        assertThat(page.getByText("Pauses inside its waits")).isVisible();
        assertThat(page.locator(".map-detail .list tbody tr").first()).containsText("G1New");
        assertThat(page.locator(".map-detail")).containsText("All 1 waits of it that were kept");
        page.locator(".map-detail .list summary").first().click();
        assertThat(page.locator(".map-detail .list li").first()).containsText("http-1: ");

        // By keys: to the lane of the thread, and to its wait.
        page.locator(".lanes-canvas").focus();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".tooltip:not([hidden])")).containsText("java.util.Hashtable");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator(".tooltip:not([hidden])")).containsText("http-2 held it before");
        page.locator(".lanes-canvas").blur();
        assertThat(page.locator(".tooltip:not([hidden])")).hasCount(0);

        page.locator(".lanes-canvas").focus();
        for (String key : List.of("ArrowRight", "Shift+ArrowRight", "Enter")) {
          page.keyboard().press(key);
        }
        assertThat(page).hasURL(Pattern.compile("sel=\\d{13}-\\d{13}"));
        page.goBack();
        assertThat(page.locator(".wait-flame")).isHidden();

        selectByDrag(page);
        assertThat(page).hasURL(Pattern.compile("sel=\\d{13}-\\d{13}"));
        assertThat(page.locator(".wait-flame .told")).containsText("2 kept waits");
        page.locator(".two-ways button").nth(1).click();
        assertThat(page.locator(".wait-flame .told")).containsText("LockHolder");
        assertThat(page.locator(".wait-flame .frame-table")).containsText("Cart.hold");
        page.locator(".two-ways").getByText("on CPU").click();
        assertThat(page.locator(".wait-flame .told")).containsText("1 sample of owners on a CPU");
        assertThat(page.locator(".wait-flame .told")).containsText("3 more are in the sums alone");
        assertThat(page.locator(".wait-flame .frame-table")).containsText("Cart.sort");
        assertThat(page.locator(".wait-flame .frame-table")).not().containsText("Idle");
        page.locator(".two-ways").getByText("own waits").click();
        assertThat(page.locator(".wait-flame .told")).containsText("1 overlap");
        assertThat(page.locator(".wait-flame .frame-table")).not().containsText("http-2");
        page.keyboard().press("w");
        assertThat(page).hasURL(Pattern.compile("order=time"));
        assertThat(page.locator(".wait-flame .frame-table")).containsText("http-2");
        assertThat(page.locator(".convoys").first()).containsText("5 threads for Hashtable");

        // The same waits within their seconds.
        long from = START_MILLIS + 2_000_000L;
        page.navigate(
            server.url(
                "/heatmap?service=shop&type=single+waits&from=%d&to=%d&a=%d-%d&order=time"
                    .formatted(from, from + 600_000, from + 1_000, from + 9_000)));
        assertThat(page.locator(".wait-flame .told")).containsText("2 kept waits");
        assertThat(page.locator(".wait-flame .frame-table")).containsText("http-1");
        page.navigate(
            server.url(
                "/heatmap?service=shop&type=single+samples&from=%d&to=%d&a=%d-%d"
                    .formatted(from, from + 600_000, from, from + 500_000)));
        assertThat(page.locator(".wait-flame .told")).hasText("2 kept samples of CPU lie in it.");
        assertThat(page.locator(".wait-flame .frame-table")).containsText("Idle.spin");
        page.close();
      }
    }
    assertEquals(List.of(), complaints);
  }

  static String locks() {
    Random random = new Random(7);
    List<String> rows = new ArrayList<>();
    for (int lock = 0; lock < CLASSES.length; lock++) {
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
                  CLASSES[lock],
                  9_000 / (lock + 1),
                  Arrays.toString(total),
                  Arrays.toString(total),
                  Arrays.toString(net)));
    }
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":3,"windows":360,
     "coveredFromMillis":0,"coveredToMillis":%d,"losses":[],"stepSeconds":%d,"startMillis":%d,
     "total":{"waits":16500,"totalNanos":170000000000,"gcNanos":15000000000,
       "safepointNanos":20000000,"netNanos":154980000000},
     "locks":[%s],"locksLeftOut":0,"holders":[]}
    """
        .formatted(START_MILLIS + 3_600_000L, STEP_SECONDS, START_MILLIS, String.join(",", rows));
  }

  /** At a height of the lanes' canvas. */
  private static void hoverLane(Page page, double part, double y) {
    BoundingBox lanes = page.locator(".lanes-canvas").boundingBox();
    page.mouse().move(lanes.x + lanes.width * part, lanes.y + y);
  }

  private static void selectByDrag(Page page) {
    page.locator(".lanes-canvas").scrollIntoViewIfNeeded();
    hoverLane(page, 0.25, AXIS + 20);
    page.mouse().down();
    hoverLane(page, 0.75, AXIS + 20);
    page.mouse().up();
  }

  /** One waits for a Hashtable whose owner waits for a lock, across the middle of the lanes. */
  static String waits() {
    String wait =
        """
        {"instance":"a","kind":"%s","lockClass":"%s","mapId":0,"startMicros":%d,
         "durationNanos":600000000000,"gcNanos":9,"safepointNanos":0,"thread":"%s","owner":"%s",
         "stack":["shop.Main.main","shop.Cart.add"]}
        """;
    long start = (START_MILLIS + 2_000_000L) * 1_000;
    return "{\"service\":\"shop\",\"waits\":[%s,%s],\"leftOut\":4,\"beyondLimit\":0}"
        .formatted(
            wait.formatted("monitor", "java.util.Hashtable", start, "http-1", "http-2"),
            wait.formatted("lock", CLASSES[1], start, "http-2", "http-3"));
  }

  /** One of an owner while others wait for it, one of somebody else. */
  static String samples() {
    return """
    {"service":"shop","samples":[
      {"instance":"a","thread":"http-2","atMicros":%1$d,"stack":["shop.Main.main","shop.Cart.sort"]},
      {"instance":"a","thread":"http-9","atMicros":%1$d,"stack":["shop.Main.main","shop.Idle.spin"]}],
     "leftOut":3,"beyondLimit":0,"detailFromMillis":0}
    """
        .formatted((START_MILLIS + 2_300_000L) * 1_000);
  }

  static String holders() {
    return """
    {"service":"shop","looks":[{"instance":"a","atMillis":%d,"lockId":1,
      "lockClass":"java.util.Hashtable","mapClass":"","thread":"http-2","waiters":3,
      "longestWaitNanos":90000000,"waitNanos":200000000,
      "stack":["shop.Main.main","shop.Cart.hold(Cart.java:7)"]},
     {"instance":"a","atMillis":%d,"lockId":1,
      "lockClass":"java.util.Hashtable","mapClass":"","thread":"http-2","waiters":5,
      "longestWaitNanos":90000000,"waitNanos":200000000,
      "stack":["shop.Main.main","shop.Cart.hold(Cart.java:7)"]}],"leftOut":0,"beyondLimit":0}
    """
        .formatted(START_MILLIS + 2_300_000L, START_MILLIS + 3_599_000L);
  }

  static String pauses() {
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
