package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of maps in a real browser; a console error fails. */
class MapsPageTest {
  private static final int POINTS = 60;

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @Test
  void aMapIsNamedWithWhatIsWrongAndWhatToDo() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      server.answer("why", Answers.WHY);
      server.answer("locks", LocksPageTest.locks());
      server.answer("series", Answers.SERIES);
      server.answer("maps", maps("{\"instance\":\"s1\",\"state\":\"armed\"," + AGENT_TEXTS + "}"));
      Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1300, 760));
      page.setDefaultTimeout(120_000);
      page.onPageError(complaints::add);
      page.navigate(server.url("/maps?service=shop"));

      Locator rows = page.locator(".rows-chosen tbody tr");
      assertThat(rows).hasCount(2);
      assertThat(rows.first()).containsText("Carts.byUser");
      assertThat(rows.first().locator(".badge")).hasText("contention");
      assertThat(page.locator(".map-detail")).containsText("Bin 7 has 90 % of the waiting");
      assertThat(page.locator(".bin-heat")).isVisible();
      assertThat(page.locator(".map-detail .timeline")).hasCount(3);
      assertThat(page.getByText("Monitors of maps")).isVisible();
      assertThat(page.getByText("agent is not loaded")).hasCount(0);

      rows.nth(1).locator("a").click();
      assertThat(page).hasURL(Pattern.compile("map=shop.Index"));
      assertThat(page.locator(".race h4").first()).containsText("http-1 was changing it: put");
      assertThat(page.locator(".race .frame-own").first()).containsText("Index.add<b>");
      assertThat(page.locator(".race").nth(1)).containsText("k<i>1");
      assertEquals(0, page.locator("main b, main i:not(.heat-legend i)").count());

      server.answer("maps", maps(""));
      page.reload();
      assertThat(page.locator(".command").first())
          .containsText("-javaagent:/opt/pitot/agent/pitot-agent.jar");
      assertThat(page.getByText("The map agent is not loaded.")).isVisible();
    }
    assertEquals(List.of(), complaints);
  }

  private static final String AGENT_TEXTS = "\"detail\":\"\",\"leftOut\":\"\"";

  static String maps(String agent) {
    String put = "[\"java.lang.Thread.run(Thread.java:1)\",\"shop.Index.add<b>(Index.java:7)\"]";
    String races =
        """
        "races":[{"operation":"put","otherOperation":"get","thread":"http-1","otherThread":"http-2",
          "key":"","stack":%1$s,"otherStack":%1$s,"count":3,"instances":1}],
        "checkThenActs":[{"operation":"get","otherOperation":"put","thread":"http-1",
          "otherThread":"http-2","key":"k<i>1","stack":%1$s,"otherStack":[],"count":1,"instances":1}],
        "failFasts":[]
        """
            .formatted(put);
    String none = "\"races\":[],\"checkThenActs\":[],\"failFasts\":[]";
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":1,"windows":9,"losses":[],
     "stepSeconds":10,"startMillis":1795000000000,"maps":[%s,%s],"agents":[%s],"eventsLeftOut":0}
    """
        .formatted(
            map("java.util.concurrent.ConcurrentHashMap", "shop.Carts.byUser", 9_000, none),
            map("java.util.HashMap", "shop.Index.all", 0, races),
            agent);
  }

  private static String map(String mapClass, String site, long waits, String faults) {
    long[] line = new long[POINTS];
    Arrays.fill(line, waits * 1_000);
    List<String> shapes = new ArrayList<>();
    for (int at = 0; at < POINTS; at++) {
      shapes.add(
          """
          {"atMillis":%d,"size":%d,"tableLength":4096,"binsUsed":900,"longestChain":3,
           "treeBins":0,"estimatedBytes":90000}
          """
              .formatted(1_795_000_000_000L + at * 10_000L, 100 * at));
    }
    return """
    {"mapClass":"%1$s","site":"%2$s","holder":"static","certainty":"certain","instances":1,"maps":1,
     "waits":{"waits":%3$d,"totalNanos":%4$d,"gcNanos":0,"safepointNanos":0,"netNanos":%4$d},
     "p99Nanos":900000,"maxNanos":2000000,"shortWaits":5,"shortNanos":900,"resizes":%5$d,
     "resizeNanos":70000,"tableLength":4096,"size":6000,"longestChain":3,"treeBins":0,
     "keyClass":"java.lang.String","estimatedBytes":90000,
     "growth":{"fromSize":0,"toSize":0,"fromMillis":0,"toMillis":0},"hotBins":"",
     "stack":["shop.Main.main","%2$s"],%6$s,
     "history":{"waits":%7$s,"nanos":%7$s,"resizes":%7$s,"shapes":[%8$s],
      "bins":[{"bin":7,"waits":90,"nanos":9000,"line":%7$s},
        {"bin":9,"waits":9,"nanos":1000,"line":%7$s}],
      "latency":[{"upToNanos":2048,"waits":90},{"upToNanos":4096,"waits":9}]}}
    """
        .formatted(
            mapClass,
            site,
            waits,
            waits * 100_000,
            waits / 1_000,
            faults,
            Arrays.toString(line),
            String.join(",", shapes));
  }
}
