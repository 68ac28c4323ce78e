package io.pitot.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.pitot.ui.browser.Chromium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** What a person sees and does on the pages of a collector; errors of a page are its complaints. */
final class PagesInBrowser implements AutoCloseable {
  private static final int LIMIT_MILLIS = 300_000;
  private static final int MOST_TABS = 80;

  private final Playwright playwright;
  private final BrowserContext context;
  private final String url;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  final Page page;

  private PagesInBrowser(Playwright playwright, Browser browser, String url) {
    this.playwright = playwright;
    this.url = url;
    this.context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1300, 850));
    context.setDefaultTimeout(LIMIT_MILLIS);
    this.page = context.newPage();
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) {
            complaints.add("asked for " + request.url());
          }
        });
  }

  static PagesInBrowser of(Servers servers) {
    Playwright playwright = Chromium.playwright();
    return new PagesInBrowser(playwright, Chromium.launch(playwright), servers.url());
  }

  void open(String pathAndQuery) {
    page.navigate(url + pathAndQuery);
  }

  void press(String... keys) {
    Arrays.asList(keys).forEach(page.keyboard()::press);
  }

  /** With the tabulator alone, until the focus is there. */
  void tabTo(String selector) {
    for (int tabs = 0; tabs < MOST_TABS; tabs++) {
      page.keyboard().press("Tab");
      if ((boolean)
          page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not lead to " + selector);
  }

  /** Drags over the middle of a drawing; the ends are parts of its width. */
  void drag(String selector, double from, double to) {
    Locator drawing = page.locator(selector).first();
    drawing.scrollIntoViewIfNeeded();
    var box = drawing.boundingBox();
    page.mouse().move(box.x + from * box.width, box.y + box.height / 2);
    page.mouse().down();
    page.mouse().move(box.x + to * box.width, box.y + box.height / 2);
    page.mouse().up();
  }

  Download downloaded(Runnable ask) {
    return page.waitForDownload(ask);
  }

  /** Map, lock, waits and target of a service in which threads wait for one key of a map. */
  void showsWhatThreadsWaitFor(String service) throws IOException {
    String of = "?service=" + service;
    open("/locks" + of);
    Locator rows = page.locator(".sorted tbody tr");
    assertThat(rows.first()).containsText("ConcurrentHashMap");
    page.locator(".lane-lock button").first().click();
    assertThat(page.locator(".lane-thread").first()).isVisible();
    page.locator(".sorted tbody a").first().click();
    assertThat(page.locator(".overlap figcaption")).containsText("waiting for the lock");
    assertThat(page.locator(".map-detail")).containsText("Pauses inside its waits");
    drag(".lanes-canvas", 0.1, 0.95);
    assertThat(page.locator(".wait-flame .told")).containsText("kept waits");
    assertThat(page.locator(".wait-flame .frame-table")).containsText("RateCache");
    for (String whose : List.of("Owners", "Owners on CPU", "own waits")) {
      page.locator(".two-ways").getByText(whose).first().click();
      assertThat(page.locator(".wait-flame .told")).not().isEmpty();
    }
    page.goBack();

    open("/maps" + of);
    assertThat(page.locator(".rows-chosen")).containsText("RateCache");
    assertThat(page.locator(".map-detail")).containsText("Threads waiting");
    assertThat(page.locator(".bin-heat")).isVisible();

    open("/heatmap" + of + "&type=single+waits");
    drag(".heat-canvas", 0.02, 0.98);
    assertThat(page.locator(".wait-flame .told")).containsText("kept waits");
    press("w");
    assertThat(page.locator(".wait-flame .frame-table")).containsText("request-");

    open("/service/" + service);
    assertThat(page.locator(".live")).containsText("live");
    assertThat(page.locator(".two-lists")).containsText("RateCache");
    asksTheNodeFor(service);
  }

  /** The last minutes as a file, and a drill. */
  private void asksTheNodeFor(String service) throws IOException {
    open("/targets");
    assertThat(page.locator("table.list").first()).containsText("ms/s");
    Locator target =
        page.locator("table.list")
            .last()
            .locator("tbody tr")
            .filter(new Locator.FilterOptions().setHasText(service))
            .filter(new Locator.FilterOptions().setHasText("recording"))
            .first();
    target.locator("summary").click();
    Download recording = downloaded(() -> target.getByText("Last 5 min").click());
    byte[] head = Arrays.copyOf(Files.readAllBytes(recording.path()), 3);
    assertEquals("FLR", new String(head, StandardCharsets.US_ASCII));
    target.getByText("Drill for 1 min").click();
    // A daemon that has much to do refuses, and says so.
    assertThat(target).containsText(Pattern.compile("Drill until|no drill: "));
  }

  /** The waits of a lock that are pauses of the JVM, down to the single ones. */
  void showsThePausesInsideWaits(String service, String lockClass) {
    open("/locks?service=" + service);
    page.locator(".sorted tbody a").getByText(lockClass).first().click();
    assertThat(page.locator(".overlap figcaption")).containsText("inside GC pauses");
    Locator pause = page.locator(".map-detail .list tbody tr").first();
    assertThat(pause.locator(".badge")).hasText("gc");
    pause.locator("summary").click();
    assertThat(pause.locator("li").first()).containsText(" of ");
    open("/service/" + service);
    assertThat(page.locator(".pauses")).containsText("Allocation Failure");
    assertThat(page.locator(".why-verdict")).not().isEmpty();
  }

  @Override
  public void close() {
    context.close();
    playwright.close();
    assertEquals(List.of(), complaints);
  }
}
