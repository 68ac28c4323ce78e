package io.pitot.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import io.pitot.cli.local.ShopFleet;
import io.pitot.ui.browser.Chromium;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code pitot demo --once} runs once; then a collector of its own is started on the demo's data,
 * and every command asks it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration DEMO_LIMIT = PATIENCE.plusMinutes(5);

  @TempDir static Path data;

  private Pitot.Ended demo;
  private Servers servers;

  @BeforeAll
  void runDemo() throws Exception {
    try (Pitot pitot =
        Pitot.start(
            "demo",
            "--once",
            "--patience",
            Long.toString(PATIENCE.toMinutes()),
            "--data",
            data.toString())) {
      demo = pitot.awaitEnd(DEMO_LIMIT);
    }
    servers = Servers.startCollector(data.resolve("collector"), 0, 0);
  }

  @AfterAll
  void stopCollector() throws Exception {
    servers.close();
  }

  @Test
  void namesThePlantedRegression() {
    assertEquals(0, demo.exitCode(), demo.out() + demo.err());
    assertTrue(demo.out().contains("flame graph"), demo.out());
    assertTrue(demo.out().contains(": FAIL"), demo.out());
    assertTrue(demo.out().contains(ShopFleet.PLANTED_FRAME), demo.out());
  }

  @Test
  void leavesNoJvmBehind() {
    assertEquals(List.of(), ProcessHandle.allProcesses().filter(this::isOfTheShop).toList());
  }

  /** Known by the log that it writes. */
  private boolean isOfTheShop(ProcessHandle process) {
    try {
      Path output = Path.of("/proc", Long.toString(process.pid()), "fd", "1");
      return Files.readSymbolicLink(output).startsWith(data.resolve("shop"));
    } catch (IOException hasEnded) {
      return false;
    }
  }

  @Test
  void listsServicesReleasesAndTypes() throws Exception {
    JsonNode service =
        servers
            .json("services")
            .path("services")
            .valueStream()
            .filter(each -> each.path("service").asString().equals("shop"))
            .findFirst()
            .orElseThrow();
    JsonNode releases = servers.json("releases", "shop").path("releases");
    JsonNode types = servers.json("types", "shop").path("types");

    // Both begin at once; which is seen first is a matter of luck.
    assertEquals(
        List.of("1.0", "1.1"),
        service.path("releases").valueStream().map(JsonNode::asString).sorted().toList());
    assertEquals(2 * instancesOfEach(), service.path("instances").asInt());
    assertEquals(instancesOfEach(), releases.path(0).path("instances").asInt());
    assertEquals(Jdks.all().size(), releases.path(0).path("jdks").size());
    assertEquals(
        List.of("alloc", "cpu", "lock", "park"),
        types.valueStream().map(type -> type.path("type").asString()).sorted().toList());
    for (String[] command :
        new String[][] {{"services"}, {"releases", "shop"}, {"types", "shop"}}) {
      assertTrue(servers.ask(command).ok().lines().count() > 1, command[0]);
    }
  }

  /** Three on the JDK that runs the demo, and one on each other. */
  private static int instancesOfEach() {
    return 3 + Jdks.all().size() - 1;
  }

  @Test
  void printsFlameGraphsForOtherTools() throws Exception {
    String collapsed = servers.ask("flame", "shop", "--type", "alloc", "--release", "1.1").ok();
    Path pprof = data.resolve("alloc.pb.gz");
    servers.ask("flame", "shop", "--type", "alloc", "-o", "pprof", "-f", pprof.toString()).ok();
    JsonNode speedscope = servers.json("flame", "shop");

    assertTrue(
        collapsed
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        ".*;io\\.pitot\\.lab\\.shop\\.pricing\\.PriceList\\.forRequest;.*"
                            + ";java\\.util\\.concurrent\\.ConcurrentHashMap\\$Node \\d+")),
        collapsed);
    assertTrue(
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(pprof)))
                .readAllBytes()
                .length
            > 1_000);
    assertEquals("cpu", speedscope.path("type").asString());
    assertTrue(
        servers
            .ask("flame", "shop", "-o", "speedscope")
            .ok()
            .contains("speedscope.app/file-format-schema"));
  }

  @Test
  void comparesWithinEachJdkAndCombinesWhatTheyTell() throws Exception {
    JsonNode diff = servers.json("diff", "shop", "1.0", "1.1", "--type", "alloc");
    String text = servers.ask("diff", "shop", "1.0", "1.1", "--type", "alloc").ok();

    assertEquals("FAIL", diff.path("verdict").asString());
    assertEquals(Integer.toString(Runtime.version().feature()), diff.path("jdk").asString());
    assertEquals(Jdks.all().size(), diff.path("strata").size());
    assertEquals(instancesOfEach(), diff.path("candidate").path("instances").asInt());
    assertEquals(0, diff.path("leftOut").size());
    assertTrue(text.contains(ShopFleet.PLANTED_FRAME), text);
  }

  @Test
  void doesNotBlameWhatDidNotChange() throws Exception {
    JsonNode findings =
        servers.json("diff", "shop", "1.0", "1.1", "--type", "alloc").path("findings");

    for (JsonNode finding : findings) {
      if (finding.path("kind").asString().equals("regression")) {
        assertEquals(ShopFleet.PLANTED_FRAME, finding.path("applicationFrame").asString());
      }
    }
    assertFalse(findings.isEmpty());
  }

  @Test
  void writesPagesThatNeedNoServer() throws Exception {
    String flame = servers.ask("flame", "shop", "-o", "html").ok();
    String diff = servers.ask("diff", "shop", "1.0", "1.1", "--type", "alloc", "-o", "html").ok();

    assertTrue(flame.startsWith("<!doctype html>"), flame);
    assertTrue(diff.contains(ShopFleet.PLANTED_FRAME), diff);
  }

  @Test
  void showsThePathFromTheServiceToTheGuiltyFrameInABrowser() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    List<String> complaints = new CopyOnWriteArrayList<>();
    JsonNode diff = servers.json("diff", "shop", "1.0", "1.1", "--type", "alloc");
    String frame = diff.path("findings").path(0).path("frame").asString();
    try (Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1300, 850));
      page.setDefaultTimeout(120_000);
      page.onPageError(complaints::add);
      page.navigate(servers.url() + "/");
      assertThat(page.locator("table.list")).containsText("shop");

      page.navigate(servers.url() + "/flame?service=shop&type=cpu&release=1.1");
      assertThat(page.locator(".told")).containsText("instances");
      assertThat(page.locator(".flame-canvas")).isVisible();
      assertThat(page.locator(".frame-table")).containsText("Catalog");
      page.screenshot(screenshot("flame.png"));
      assertTrue(text(page, "collapsed stacks").contains("Catalog"));
      assertTrue(text(page, "speedscope").contains("speedscope.app/file-format-schema"));
      assertTrue(text(page, "one HTML file").startsWith("<!doctype html>"));
      byte[] pprof =
          new GZIPInputStream(Files.newInputStream(exported(page, "pprof"))).readAllBytes();
      assertTrue(new String(pprof, StandardCharsets.UTF_8).contains("Catalog"));
      assertEquals((byte) 0x89, Files.readAllBytes(exported(page, "PNG"))[0]);

      page.navigate(servers.url() + "/diff?service=shop&base=1.0&candidate=1.1&type=alloc");
      assertThat(page.locator(".verdict")).containsText("FAIL");
      assertThat(page.locator(".verdict")).containsText("PriceList.forRequest");
      page.screenshot(screenshot("diff.png"));

      page.locator(".findings button").first().click();
      assertThat(page.locator(".frame-path [aria-current]")).containsText(lastName(frame));
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void allIsSeenAndDoneWithoutAPointer() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    try (PagesInBrowser pages = PagesInBrowser.of(servers)) {
      Page page = pages.page;
      pages.open("/?from=now-24h");
      assertThat(page.locator("table.list")).containsText("MiB/s");
      pages.tabTo("a[href='/service/shop']");
      pages.press("Enter");
      assertThat(page.locator("h1")).hasText("shop");
      assertThat(page.locator(".timeline").first()).isVisible();
      assertThat(page.locator(".two-lists")).isVisible();

      pages.press("2");
      assertThat(page.locator(".told").first()).containsText("instances");
      pages.press("/");
      page.keyboard().type("Catalog");
      assertThat(page.locator(".search-result")).containsText("%");
      pages.press("Enter");
      page.locator(".search").blur();
      pages.press("Enter");
      assertThat(page.locator(".frame-path [aria-current]")).containsText("Catalog");
      pages.press("s");
      assertThat(page.locator(".sandwich-middle")).containsText("callers above");
      page.goBack();
      page.goBack();
      pages.press("Escape", "w");
      assertThat(page.getByText("In the order of time")).isVisible();
      pages.press("w", "r");
      assertThat(page.locator(".look-chips")).containsText("reversed");
      Object background = page.evaluate("getComputedStyle(document.body).backgroundColor");
      pages.press("D", "?");
      assertThat(page.locator("dialog.keys")).containsText("Dark or light");
      pages.press("Escape");
      assertNotEquals(background, page.evaluate("getComputedStyle(document.body).backgroundColor"));

      // The last two hours of the day, and again.
      pages.press("3");
      assertThat(page.locator(".heat-canvas")).isVisible();
      pages.tabTo(".heat-canvas");
      for (int hour = 0; hour < 13; hour++) {
        pages.press("ArrowDown");
      }
      pages.press("Shift+ArrowUp", "Shift+ArrowUp", "Enter");
      assertThat(page.locator(".wait-flame .told").first()).containsText("samples");
      page.locator(".heat-canvas:focus").waitFor();
      pages.press("ArrowUp", "Shift+ArrowUp", "Enter");
      assertThat(page.locator(".wait-flame").locator(".verdict, .problem")).isVisible();

      pages.press("4");
      assertThat(page.locator("h1")).containsText("Locks of shop");
      pages.press("5");
      assertThat(page.locator(".command").first()).containsText("-javaagent:");
      pages.press("T");
      assertThat(page.locator("h1")).hasText("Nodes and targets");

      pages.open("/diff?service=shop&base=1.0&candidate=1.1&type=alloc");
      assertThat(page.locator(".verdict")).containsText("FAIL");
      pages.tabTo(".findings button");
      pages.press("Enter");
      assertThat(page.locator(".frame-path [aria-current]")).not().hasText("all");
      page.getByLabel("Compare").selectOption("hour");
      assertThat(page.locator(".verdict, .problem").first()).isVisible();
      assertFalse(page.locator(".verdict").getByText("FAIL").isVisible());
    }
  }

  @Test
  void waitsAndErrorsAndNamesWithMarkupAreTold() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    Path stacks = Files.writeString(data.resolve("odd.txt"), "Main<i>.run;Main.work 7\n");
    String ingest = "127.0.0.1:" + servers.grpcPort();
    String[] odd = {"--service", "<b>odd/x", "--release", "1", "--at", "now-10m"};
    Pitot.run(
            Stream.concat(
                    Stream.of("import", stacks.toString(), "--ingest", ingest), Stream.of(odd))
                .toArray(String[]::new))
        .ok();
    try (PagesInBrowser pages = PagesInBrowser.of(servers)) {
      Page page = pages.page;
      pages.open("/?from=now-24h");
      page.locator("table.list").getByText("<b>odd/x").click();
      assertThat(page.locator("h1")).hasText("<b>odd/x");
      assertEquals(0, page.locator("main b, main i").count());

      pages.open("/flame?service=nobody&type=cpu");
      assertThat(page.locator(".problem")).containsText("nobody");

      List<Route> held = new CopyOnWriteArrayList<>();
      page.route(address -> address.contains("/api/v1/flame"), held::add);
      pages.open("/flame?service=shop&type=cpu");
      assertThat(page.getByText("Loading")).isVisible();
      page.unrouteAll();
      held.forEach(Route::resume);
      assertThat(page.locator(".told").first()).containsText("instances");
    }
    try (Servers empty = Servers.startCollector(data.resolve("empty"), 0, 0);
        PagesInBrowser pages = PagesInBrowser.of(empty)) {
      pages.open("/");
      assertThat(pages.page.locator(".notice").last()).containsText("./pitot up --pid");
      pages.press("T");
      assertThat(pages.page.locator(".notice").last()).containsText("./pitot daemon");
    }
  }

  private static Path exported(Page page, String label) {
    return page.waitForDownload(() -> page.locator(".exports").getByText(label).click()).path();
  }

  private static String text(Page page, String label) throws IOException {
    return Files.readString(exported(page, label));
  }

  /** Of a class or a method, as every short form of it ends. */
  private static String lastName(String frame) {
    return frame.substring(frame.lastIndexOf('.') + 1);
  }

  /** Beside the build's other results; the README shows one of them. */
  private static Page.ScreenshotOptions screenshot(String name) {
    return new Page.ScreenshotOptions().setPath(Path.of("target", name));
  }
}
