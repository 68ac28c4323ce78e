package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ReducedMotion;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees and does, in a real browser; a console error or a foreign request fails. */
class PagesTest {
  private static final String FLAME = "/flame?service=shop&type=cpu";
  private static final int ROW_HEIGHT = 18;

  private static Playwright playwright;
  private static Browser browser;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private UiServer server;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void startBrowser() {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    playwright = Chromium.playwright();
    browser = Chromium.launch(playwright);
  }

  @AfterAll
  static void stopBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void openPage() throws IOException {
    server = new UiServer();
    server.answer("services", Answers.SERVICES);
    server.answer("fleet", Answers.FLEET);
    server.answer("services/shop/types", Answers.TYPES);
    server.answer("services/shop/releases", Answers.RELEASES);
    server.answer("services/shop/newest", Answers.newest(1));
    server.answer("live", Answers.LIVE);
    server.answer("flame", Answers.FLAME);
    server.answer("diff", Answers.DIFF);
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(1300, 800)
                // A zoom is done at once, and what stands under the pointer is certain.
                .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(120_000);
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request
              .url()
              .matches("(" + Pattern.quote(server.url("/")) + "|file:|data:|blob:).*")) {
            complaints.add("asked for " + request.url());
          }
        });
  }

  @AfterEach
  void closePage() {
    context.close();
    server.close();
    assertEquals(List.of(), complaints);
  }

  @Test
  void servicesAreListedAndLeadToTheirProfiles() {
    // Services are listed before the collector has looked at each of them.
    server.answer("fleet", Answers.FLEET.replace("\"asOfMillis\":2000", "\"asOfMillis\":0"));
    page.navigate(server.url("/"));

    Locator rows = page.locator("table.list tbody tr");
    assertThat(rows.nth(1)).containsText("shop");
    assertThat(rows.nth(1).locator("td").nth(1)).hasText("…");
    server.answer("fleet", Answers.FLEET);
    assertThat(rows.first()).containsText("till");
    assertThat(rows.first().locator(".badge").first()).hasText("Race");
    assertThat(rows.nth(1)).containsText("25.00 %");
    assertThat(rows.nth(1)).containsText("12.0 MiB/s");
    page.getByText("Allocation").click();
    assertThat(rows.first()).containsText("shop");

    page.getByText("compare", new Page.GetByTextOptions().setExact(true)).click();

    assertThat(page).hasURL(Pattern.compile("/diff\\?service=shop&base=1.0&candidate=1.1"));
    assertThat(page.locator(".verdict")).containsText("FAIL");
  }

  @Test
  void aServiceShowsWhatANewReleaseDidWorseAndWhenItWasDeployed() {
    server.answer("series", Answers.SERIES);
    server.answer("timeline", Answers.TIMELINE);
    server.answer("services/shop/findings", Answers.FINDINGS);
    server.answer("why", Answers.WHY);
    server.answer("locks", LocksPageTest.locks());
    server.answer("pauses", Answers.PAUSES);
    server.answer("maps", MapsPageTest.maps(""));
    server.answer("vitals", Answers.VITALS);
    page.navigate(server.url("/service/shop"));

    assertThat(page.locator(".why-verdict")).containsText("Threads waited 91.0 s for maps");
    assertThat(page.getByText("CPU of its machine")).isVisible();
    assertThat(page.locator(".two-lists")).containsText("Carts.byUser");

    assertThat(page.locator(".comparisons")).containsText("1.0 → 1.1: FAIL at look 2");
    Locator found = page.locator("tr").filter(new Locator.FilterOptions().setHasText("confirmed"));
    assertThat(found).containsText("allocates <b>more</b>. Keep one map.");
    assertThat(found).containsText("(look 1)");
    assertThat(found).containsText("hooks.example.com: pending (HTTP 503)");
    assertThat(page.locator(".timeline .deploy title").first()).containsText("1.1 deployed");
    // Each kind of pause is one band through the time line of each type.
    assertThat(page.locator(".timeline .band-gc")).hasCount(2);
    assertThat(page.locator(".timeline .band-safepoint")).hasCount(2);
    assertThat(page.locator(".chart time").first())
        .hasAttribute("title", "1970-01-01 00:16:40 UTC");

    // What is open and what has the focus stays so when the page looks again.
    page.locator(".why-evidence summary").click();
    page.locator(".why-evidence summary").focus();
    assertThat(page.locator(".live")).hasText("live last data 2 s ago");
    server.answer("why", Answers.WHY.replace("91.0 s", "92.0 s"));
    server.answer("services/shop/newest", Answers.newest(2));
    assertThat(page.locator(".why-verdict")).containsText("92.0 s");
    assertThat(page.locator(".why-evidence li").first()).isVisible();
    assertThat(page.locator(".why-evidence summary")).isFocused();

    page.locator(".timeline").first().focus();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator(".tooltip:not([hidden])")).containsText("UTC");
    page.keyboard().press("Shift+ArrowRight");
    page.keyboard().press("Enter");
    assertThat(page.locator(".tooltip:not([hidden])")).hasCount(0);
    assertThat(page).hasURL(Pattern.compile("/service/shop\\?from=\\d+&to=\\d+"));
    assertThat(page.getByText("A part of the time is chosen")).isVisible();

    found.getByText("1.0 → 1.1").click();
    assertThat(page)
        .hasURL(Pattern.compile("/diff\\?service=shop&base=1.0&candidate=1.1&type=alloc"));
  }

  @Test
  void whatIsBeingCollectedIsShownWithItsProgress() {
    server.answer(
        "fleet",
        """
        {"services":[],"leftOut":0,"collecting":[{"id":"n/1/1","service":"till","release":"2.0","instance":"t1",
          "node":"n","jdk":"17","pid":4711,"state":"recording","reason":"","remedy":"",
          "sinceMillis":1,"windowEndMillis":%d,"windows":0,"labels":{}}]}
        """
            // Later than the slowest browser shows it.
            .formatted(System.currentTimeMillis() + 3_600_000));
    page.navigate(server.url("/"));

    assertThat(page.locator(".collecting")).containsText("till 2.0");
    assertThat(page.locator(".collecting")).containsText("pid 4711");
    assertThat(page.locator(".collecting progress")).isVisible();

    server.answer("fleet", Answers.FLEET);

    assertThat(page.locator("table.list")).containsText("shop");
  }

  @Test
  void aSlowCollectorIsWaitedForAndMarkupInAServicesNameIsText() {
    String service = "<b>x/y";
    for (String list : List.of("types", "releases", "findings")) {
      server.answer("services/" + service + "/" + list, emptyList(list));
    }
    server.answer("series", "{\"series\":[]}");
    server.answer("services/" + service + "/newest", Answers.newest(1));
    CountDownLatch answering = server.hold();
    page.navigate(server.url("/service/%3Cb%3Ex%2Fy"));

    assertThat(page.getByText("Loading …")).isVisible();
    answering.countDown();

    assertThat(page.getByText("Nothing is stored for this service in this range.")).isVisible();
    assertThat(page.locator("h1")).hasText(service);
    assertThat(page.locator(".tab-service")).hasText(service);
    assertEquals(0, page.locator("main b").count());
    // What else is asked of a service is not there in this test, and the page says so.
    assertThat(page.locator(".problem").first()).isVisible();
    page.close();
    assertTrue(complaints.removeIf(line -> line.contains("404")));
  }

  private static String emptyList(String list) {
    return "{\"service\":\"x\",\"%s\":[]}"
        .formatted(list.equals("findings") ? "comparisons" : list);
  }

  @Test
  void anEmptyCollectorSaysWhatToDo() {
    server.answer("fleet", "{\"services\":[],\"leftOut\":0,\"collecting\":[]}");
    page.navigate(server.url("/"));

    assertThat(page.locator(".notice").last()).containsText("./pitot up --pid");
  }

  @Test
  void nodesTellWhatIsRecordedWhatLagsAndWhatIsLost() {
    server.answer("targets", Answers.TARGETS);
    server.answer("status", Answers.STATUS);
    page.navigate(server.url("/"));
    page.keyboard().press("T");

    Locator jvms = page.locator("table.list").last().locator("tbody tr");
    assertThat(jvms.first()).containsText("JDK 8 is too oldrun it on 17");
    assertThat(jvms.nth(1).locator(".warn")).isVisible();
    Locator nodes = page.locator("table.list").first();
    assertThat(nodes).containsText("1 refused");
    assertThat(nodes).containsText("2.5 ms/s");
    assertThat(nodes.locator(".warn").getByText("network 120 %")).isVisible();
    assertThat(nodes).containsText("left out: single waits");
    assertThat(page.getByText("lost: 3 (spool full)")).isVisible();
    assertThat(page.getByText("2 batches refused: too large")).isVisible();
    jvms.nth(1).locator("summary").click();
    assertThat(jvms.nth(1)).containsText("pitot record 4711");
    assertThat(jvms.nth(1)).containsText("pitot drill 4711 --for 60s");
    server.answer("recordings", "FLR");
    Download recording = page.waitForDownload(() -> page.getByText("Last 5 min").click());
    assertEquals("till-t1.jfr", recording.suggestedFilename());

    server.problem("drills", 503, "Service Unavailable", "the daemon spares already");
    page.getByText("Drill for 1 min").click();
    assertThat(jvms.nth(1)).containsText("no drill: the daemon spares already");
    server.answer("drills", "{\"target\":\"n/1/1\",\"instance\":\"t1\"}");
    page.getByText("Drill for 5 min").click();
    long now = System.currentTimeMillis();
    server.answer("targets", Answers.drilled(now - 1_000, now + 3_600_000));
    assertThat(jvms.nth(1)).containsText("Drill until");
    assertThat(jvms.nth(1)).not().containsText("no drill");
    assertThat(page.getByText("Drill for 1 min")).isDisabled();
    server.answer("targets", Answers.drilled(now - 61_000, now - 1_000));
    assertThat(page.getByText("Drill for 1 min")).isEnabled();
    server.answer("services/till/types", Answers.TYPES);
    server.answer("services/till/releases", Answers.RELEASES);
    jvms.nth(1).getByText("flame graph").click();
    assertThat(page)
        .hasURL(Pattern.compile("/flame\\?service=till&from=\\d+0000&to=\\d+0000&match=%7Binst"));
    assertTrue(complaints.removeIf(line -> line.contains("503")));
  }

  @Test
  void clickingAFrameZoomsToItAndBackReturns() {
    openFlame("");

    clickRow(2, 0.1);

    assertThat(page.locator(".frame-path [aria-current]")).hasText("Cart.add");
    assertThat(page).hasURL(Pattern.compile("focus="));
    String zoomed = page.url();

    page.goBack();
    assertThat(page.locator(".frame-path [aria-current]")).hasText("all");

    page.navigate(zoomed);
    assertThat(page.locator(".frame-path [aria-current]")).hasText("Cart.add");
  }

  @Test
  void theTooltipTellsTheFramesShares() {
    openFlame("");

    hoverRow(2, 0.1);

    Locator tooltip = page.locator(".tooltip");
    assertThat(tooltip).containsText("shop.Cart.add");
    assertThat(tooltip).containsText("60 samples");
    assertThat(tooltip).containsText("20 samples");
    assertThat(tooltip).containsText("60.00 %");
    assertThat(tooltip).containsText("66.67 %");
  }

  @Test
  void theSearchCountsMatchesAndTheirShare() {
    openFlame("");

    page.keyboard().press("/");
    page.keyboard().type("Cart|Map");

    assertThat(page.locator(".search-result")).hasText("2 frames in 2 places: 60.00 %");
    assertThat(page).hasURL(Pattern.compile("q=Cart%7CMap"));

    page.keyboard().press("Escape");
    assertThat(page.locator(".search-result")).hasText("");
  }

  @Test
  void everyActionHasAKeyAndTheListNamesIt() {
    openFlame("");

    page.keyboard().press("i");
    assertThat(page).hasURL(Pattern.compile("layout=icicle"));
    page.keyboard().press("t");
    assertThat(page.locator(".frame-table")).isHidden();
    page.keyboard().press("?");
    assertThat(page.locator("dialog.keys")).containsText("Zoom out to everything");
    page.keyboard().press("Escape");

    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("c");

    assertThat(page.locator(".said")).containsText("Copied");
    assertEquals("shop.Main.run", page.evaluate("navigator.clipboard.readText()"));
  }

  @Test
  void enterPressesTheFocusedButtonAndElseZoomsToTheSelectedFrame() {
    openFlame("");

    page.getByText("Icicle").focus();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("layout=icicle"));

    page.locator(".flame-canvas").focus();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    assertThat(page.locator(".frame-path [aria-current]")).hasText("Main.run");
  }

  @Test
  void aNameFromAJvmIsTextAndNeverMarkup() {
    openFlame("&q=Bold");

    assertThat(page.locator(".frame-table")).containsText("Bold<b>.run");
    assertEquals(0, page.locator(".frame-table b").count());
  }

  @Test
  void whatIsMissingStandsBesideTheNumbers() {
    String drill = "{\"reason\":\"drill\",\"count\":2,\"unit\":\"recordings\"}";
    server.answer("flame", Answers.FLAME.replace("\"bytes\"}]", "\"bytes\"}," + drill + "]"));
    openFlame("");

    assertThat(page.locator(".told")).containsText("missing: 7 bytes (jfr data lost)");
    // More than usual is not missing.
    assertThat(page.locator(".told .chip")).hasText("a drill recorded more than usual");
    assertThat(page.locator(".told")).containsText("3 instances");
  }

  @Test
  void aComparisonShowsItsFindingsAndZoomsToThem() {
    // Without a word about what to compare the last two releases are.
    page.navigate(server.url("/diff?service=shop&type=alloc"));
    assertThat(page).hasURL(Pattern.compile("base=1.0&candidate=1.1"));

    assertThat(page.locator(".verdict")).containsText("shop.Cart.add got more expensive");
    assertThat(page.locator(".verdict")).containsText("0.70 points");
    assertThat(page.locator(".verdict")).containsText("not compared: 1 and 1 on JDK 25");

    assertThat(page.locator(".findings .cost")).hasText("0 B → 4.77 MiB per second");
    assertThat(page.locator(".findings")).containsText("map allocation");
    assertThat(page.locator(".findings .advice")).hasText("Keep one map.");
    page.locator(".findings summary").click();
    assertThat(page.locator(".findings li")).hasText("0 B -> 5.00 MB per second");

    page.locator(".findings button").click();

    assertThat(page.locator(".frame-path [aria-current]")).hasText("Cart.add");
    hoverRow(2, 0.5);
    assertThat(page.locator(".tooltip")).containsText("New in 1.1");
    assertThat(page.locator(".tooltip")).containsText("+31.50 to +35.10");
    assertThat(page.locator(".tooltip")).containsText("3 of 3");
    page.getByLabel("Widths").selectOption("base");
    assertThat(page).hasURL(Pattern.compile("widths=base"));
  }

  @Test
  void twoRangesOfTimeAreChosenAndCompared() {
    page.navigate(server.url("/diff?service=shop&base=1.0&candidate=1.1&type=alloc"));
    assertThat(page.locator(".verdict")).isVisible();
    // What the colours mean.
    assertThat(page.locator(".color-legend")).containsText("significantly less, or gone");

    page.getByLabel("Compare").selectOption("day");
    assertThat(page)
        .hasURL(
            Pattern.compile(
                "type=alloc&baseFrom=now-25h&baseTo=now-24h&candidateFrom=now-1h&candidateTo=now$"));
    page.getByLabel("Base from").fill("2026-11-20T10:00:07");
    page.getByLabel("Base from").press("Enter");
    assertThat(page)
        .hasURL(Pattern.compile("baseFrom=\\d{13}&baseTo=\\d{13}&candidateFrom=now-1h"));
    assertThat(page.getByLabel("Compare")).hasValue("free");
    assertThat(page.locator(".verdict")).isVisible();
    page.goBack();
    assertThat(page.getByLabel("Compare")).hasValue("day");
    page.getByLabel("Compare").selectOption("");
    assertThat(page).hasURL(Pattern.compile("base=1.0&candidate=1.1"));
    assertThat(page.getByLabel("Base from")).isHidden();
  }

  @Test
  void aProfileIsShownInTheOrderOfTime() {
    server.answer("samples", LocksPageTest.samples());
    openFlame("&drop=shop.Idle.spin");

    page.keyboard().press("w");
    assertThat(page).hasURL(Pattern.compile("order=time"));
    assertThat(page.getByText("In the order of time: 2 kept samples")).isVisible();
    assertThat(page.getByText("3 more are in the sums alone")).isVisible();
    assertThat(page.locator(".frame-table")).containsText("http-2");
    assertThat(page.locator(".frame-table")).containsText("Cart.sort");
    assertThat(page.locator(".frame-table")).not().containsText("Idle.spin");
    page.keyboard().press("w");
    assertThat(page.locator(".frame-table")).containsText("Map.put");
    // Of allocations nothing is kept one by one.
    server.answer("flame", Answers.FLAME.replace("\"type\":\"cpu\"", "\"type\":\"alloc\""));
    page.navigate(server.url("/flame?service=shop&type=alloc"));
    assertThat(page.locator(".told").first()).containsText("100 samples");
    assertThat(page.getByText("In order of time")).isHidden();
  }

  /** Looked at after the page itself, within each frame that has another size. */
  @Test
  void aDrawingIsNeverStretched() {
    openFlame("");
    page.evaluate(
        """
        () => {
          const canvas = document.querySelector('.flame-canvas');
          window.stretched = [];
          window.widths = [];
          new ResizeObserver(() => {
            window.widths.push(canvas.clientWidth);
            if (canvas.width !== canvas.clientWidth || canvas.height !== canvas.clientHeight) {
              window.stretched.push([canvas.width, canvas.clientWidth, canvas.height, canvas.clientHeight]);
            }
          }).observe(canvas);
        }
        """);
    for (int size : new int[] {900, 1100, 700}) {
      page.setViewportSize(size, size - 200);
      page.waitForFunction(
          """
          size => document.documentElement.clientWidth === size
              && window.widths.at(-1) === document.querySelector('.flame-canvas').clientWidth
          """,
          size);
    }
    assertEquals(true, page.evaluate("new Set(window.widths).size >= 3"));
    assertEquals(List.of(), page.evaluate("window.stretched"));
  }

  @Test
  void aProblemIsShownAndThePageGoesOnWhenItHasPassed() {
    server.problem("flame", 503, "The store is busy", "Ask again in a moment.");
    page.navigate(server.url(FLAME));

    assertThat(page.locator(".problem")).containsText("Ask again in a moment.");
    server.answer("flame", Answers.FLAME);

    assertThat(page.locator(".told")).containsText("100 samples");
    // The browser itself writes a line for an answer of 503.
    assertTrue(complaints.removeIf(line -> line.contains("503")));
  }

  @Test
  void aCollectorThatWantsATokenIsGivenOne() {
    server.demand("secret");
    page.navigate(server.url("/"));

    page.getByLabel("Token").fill("secret");
    page.getByText("Present this token").click();

    assertThat(page.locator("table.list")).containsText("shop");
    assertTrue(complaints.removeIf(line -> line.contains("401")));
  }

  @Test
  void newerDataAreFollowedWhileThePageIsSeenAndNothingMoves() {
    openFlame("");
    page.keyboard().press("l");
    assertThat(page).hasURL(Pattern.compile("live=on"));
    assertThat(page.locator(".live")).containsText("live");
    clickRow(2, 0.1);
    page.locator(".flame-canvas").focus();
    page.keyboard().press("ArrowUp");
    page.keyboard().press("ArrowUp");
    server.answer("flame", Answers.FLAME.replace("\"windows\":42", "\"windows\":43"));
    server.answer("services/shop/newest", Answers.newest(2));
    assertThat(page.locator(".told")).containsText("43 windows");
    assertThat(page.locator(".frame-path [aria-current]")).hasText("Cart.add");
    page.keyboard().press("c");
    assertThat(page.locator(".said")).containsText("Copied");
    assertEquals("java.util.Map.put", page.evaluate("navigator.clipboard.readText()"));

    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
    AtomicInteger looks = new AtomicInteger();
    page.onRequest(request -> looks.addAndGet(request.url().endsWith("/newest") ? 1 : 0));
    page.waitForTimeout(3_000);
    // One may have been on its way.
    assertTrue(looks.get() <= 1, looks + " looks at what nobody sees");
    server.answer("flame", Answers.FLAME.replace("\"windows\":42", "\"windows\":44"));
    server.answer("services/shop/newest", Answers.newest(3));
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(page.locator(".told")).containsText("44 windows");
  }

  @Test
  void aFrameIsTurnedRoundSandwichedAndLeftOut() {
    openFlame("");

    page.keyboard().press("r");
    assertThat(page.locator(".look-chips")).containsText("reversed");
    hoverRow(1, 0.05);
    assertThat(page.locator(".tooltip:not([hidden])")).containsText("Idle.wait");
    page.locator(".look-chips button").click();

    clickRow(2, 0.1);
    page.locator(".flame-canvas").first().focus();
    page.keyboard().press("s");
    assertThat(page.locator(".sandwich-middle")).containsText("Cart.add 60 samples");
    page.goBack();

    page.keyboard().press("d");
    assertThat(page.locator(".look-chips")).containsText("without Cart.add");
    assertThat(page.locator(".frame-table")).not().containsText("Map.put");
    assertThat(page.locator(".frame-table")).containsText("Bold<b>.run");
    page.locator(".look-chips button").click();
    page.keyboard().press("u");
    page.keyboard().press("k");
    page.keyboard().press("o");
    assertThat(page).hasURL(Pattern.compile("recursion=collapse&color=kind&order=weight"));
    for (String key : List.of("h", "f")) {
      page.locator(".flame-canvas").first().focus();
      page.keyboard().press("ArrowUp");
      page.keyboard().press("ArrowUp");
      page.keyboard().press(key);
    }
    assertThat(page.locator(".look-chips")).containsText("Main.run");
    assertThat(page).hasURL(Pattern.compile("hide=shop.Main.run&only="));
    page.locator(".frame-table th button").first().click();
    assertThat(page).hasURL(Pattern.compile("frames=self"));
  }

  @Test
  void coloursTellHowMethodsRanAndALegendNamesThem() {
    openFlame("");
    server.answer("flame", Answers.FLAME_WITH_KINDS);

    page.keyboard().press("k");
    Locator legend = page.locator(".color-legend");
    assertThat(legend).containsText("interpreted 55.26 %");
    assertThat(legend).containsText("JIT compiled 23.68 %");
    assertThat(legend).containsText("inlined 21.05 %");
    for (int theme = 0; theme < 2; theme++) {
      awaitColor(1, 0.85, "interpreted");
      awaitColor(2, 0.55, "JIT compiled");
      awaitColor(3, 0.35, "inlined");
      awaitColor(1, 0.97, "not recorded");
      page.getByLabel("Dark or light").click();
    }
    hoverRow(2, 0.1);
    Locator tooltip = page.locator(".tooltip:not([hidden])");
    assertThat(tooltip).containsText("75.00 % JIT compiled");
    assertThat(tooltip).containsText("25.00 % interpreted");
    hoverRow(1, 0.97);
    assertThat(tooltip).containsText("kind not recorded");

    page.keyboard().press("k");
    assertThat(legend).containsText("application");
    assertThat(page).hasURL(Pattern.compile("color=code"));
    page.keyboard().press("k");
    assertThat(legend).isHidden();
    server.answer("flame", Answers.FLAME_WITHOUT_KINDS);
    page.navigate(server.url(FLAME + "&color=kind"));
    assertThat(legend).containsText("Kind not recorded");
  }

  /** Until the frame has the colour that the legend shows beside the words. */
  private void awaitColor(int depth, double part, String words) {
    page.waitForFunction(
        """
        ([depth, part, words, rowHeight]) => {
          const entry = [...document.querySelectorAll('.color-legend span')]
            .find((span) => span.textContent.startsWith(words));
          const named = document.createElement('canvas').getContext('2d');
          named.fillStyle = getComputedStyle(entry.querySelector('.swatch')).backgroundColor;
          named.fillRect(0, 0, 1, 1);
          const canvas = document.querySelector('.flame-canvas');
          const scale = canvas.height / canvas.clientHeight;
          const drawn = canvas.getContext('2d').getImageData(part * canvas.width,
            canvas.height - (depth + 0.25) * rowHeight * scale, 1, 1);
          return [0, 1, 2].every((at) => drawn.data[at] === named.getImageData(0, 0, 1, 1).data[at]);
        }
        """,
        List.of(depth, part, words, ROW_HEIGHT));
  }

  @Test
  void aFileIsFetchedWithTheTokenAndThePictureIsOfTheScreen() throws IOException {
    server.demand("secret");
    page.navigate(server.url("/"));
    page.getByLabel("Token").fill("secret");
    page.getByText("Present this token").click();
    assertThat(page.locator("table.list")).containsText("shop");
    openFlame("");

    Download stacks = page.waitForDownload(() -> page.getByText("collapsed stacks").click());
    assertEquals("shop-cpu.txt", stacks.suggestedFilename());
    assertTrue(Files.readString(stacks.path()).contains("shop.Cart.add"));
    Download picture = page.waitForDownload(() -> page.getByText("PNG").click());
    assertEquals((byte) 'P', Files.readAllBytes(picture.path())[1]);
    assertTrue(complaints.removeIf(line -> line.contains("401")));
  }

  @Test
  void aHeatmapLeadsToAFlameGraphAndASecondStretchToWhatIsDifferent() {
    server.answer("timeline", Answers.DAY);
    page.navigate(server.url("/heatmap?service=shop&type=cpu"));

    assertThat(page.locator(".heat-legend")).isVisible();
    BoundingBox heat = page.locator(".heat-canvas").boundingBox();
    dragIn(heat, 0.1, 0.3);
    assertThat(page.locator(".wait-flame .told")).containsText("100 samples");
    dragIn(heat, 0.6, 0.8);
    assertThat(page.locator(".wait-flame .verdict")).containsText("Cart.add got more expensive");
    assertThat(page).hasURL(Pattern.compile("a=\\d+-\\d+&b=\\d+-\\d+"));
    page.goBack();
    assertThat(page.locator(".wait-flame .told")).containsText("100 samples");

    // The same by keys alone.
    page.goBack();
    assertThat(page.locator(".wait-flame")).isHidden();
    page.keyboard().press("?");
    assertThat(page.locator("dialog.keys")).containsText("On a chart: stretch a range");
    page.keyboard().press("Escape");
    page.locator(".heat-canvas").focus();
    for (String key : List.of("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")) {
      page.keyboard().press(key);
    }
    assertThat(page.locator(".wait-flame .told")).containsText("100 samples");
  }

  private void dragIn(BoundingBox box, double from, double to) {
    page.mouse().move(box.x + from * box.width, box.y + box.height / 2);
    page.mouse().down();
    page.mouse().move(box.x + to * box.width, box.y + box.height / 2);
    page.mouse().up();
  }

  @Test
  void oneFileNeedsNoServer(@TempDir Path folder) throws IOException {
    for (String answer : List.of(Answers.FLAME, Answers.DIFF)) {
      Path file = Files.writeString(folder.resolve("page.html"), SelfContainedPage.of(answer));
      page.navigate(file.toUri().toString());

      assertThat(page.locator(".flame-canvas")).isVisible();
      clickRow(1, 0.3);
      assertThat(page.locator(".frame-path [aria-current]")).hasText("Main.run");
      assertThat(page.locator(".frame-table")).containsText("Cart.add");
    }
  }

  @Test
  void darkAndLightAreChosenAndKept() {
    openFlame("");
    Object before = page.evaluate("getComputedStyle(document.body).backgroundColor");

    page.getByLabel("Dark or light").click();
    Object after = page.evaluate("getComputedStyle(document.body).backgroundColor");
    page.reload();

    assertTrue(!before.equals(after), "still " + before);
    assertEquals(after, page.evaluate("getComputedStyle(document.body).backgroundColor"));
  }

  private void openFlame(String more) {
    page.navigate(server.url(FLAME + more));
    assertThat(page.locator(".told")).containsText("100 samples");
  }

  private void clickRow(int depth, double part) {
    hoverRow(depth, part);
    page.mouse().down();
    page.mouse().up();
  }

  /** The root is at the bottom. */
  private void hoverRow(int depth, double part) {
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))");
    BoundingBox box = page.locator(".flame-canvas").boundingBox();
    page.mouse().move(box.x + part * box.width, box.y + box.height - (depth + 0.5) * ROW_HEIGHT);
  }
}
