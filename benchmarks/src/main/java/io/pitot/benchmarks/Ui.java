package io.pitot.benchmarks;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import io.pitot.benchmarks.ui.LargeAnswers;
import io.pitot.benchmarks.ui.Stopwatch;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code benchmarks/run ui [ROUNDS]}: how long the pages take in Chromium over large answers, from
 * the last byte of the answer to what is on screen; what a frame costs while the pointer hovers,
 * drags and zooms.
 */
final class Ui {
  private static final long SEED = 42;
  private static final int DEFAULT_ROUNDS = 7;
  private static final int LOCKS = 200;
  private static final int MOVES = 120;

  private final UiServer server;
  private final Browser browser;
  private final int rounds;

  private Ui(UiServer server, Browser browser, int rounds) {
    this.server = server;
    this.browser = browser;
    this.rounds = rounds;
  }

  public static void main(String[] args) throws Exception {
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      new Ui(server, browser, args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS).run();
    }
  }

  private void run() {
    server.answer("services", "{\"services\":[],\"collecting\":[]}");
    server.answer("services/shop/types", "{\"service\":\"shop\",\"types\":[]}");
    server.answer("services/shop/releases", "{\"service\":\"shop\",\"releases\":[]}");
    server.answer("flame", LargeAnswers.flame(100_000, SEED));
    paint("100,000 nodes: response to paint", "flame", "/flame?service=shop");
    interact();
    server.answer("flame", LargeAnswers.flame(1_000_000, SEED));
    paint("1,000,000 nodes: response to paint", "flame", "/flame?service=shop");
    server.answer("flame", LargeAnswers.deepFlame(5_000));
    paint("depth 5,000: response to paint", "flame", "/flame?service=shop&layout=icicle");
    server.answer("timeline", LargeAnswers.day(SEED));
    paint("24 h heatmap: response to paint", "timeline", "/heatmap?service=shop&type=cpu");
    lanes();
  }

  private void paint(String figure, String apiPath, String address) {
    double[] millis = new double[rounds];
    double[] cpuMillis = new double[rounds];
    double[] megabytes = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      int at = round;
      open(
          address,
          (page, watch) -> {
            millis[at] = watch.paintMillis(apiPath);
            cpuMillis[at] = watch.cpuMillis();
            megabytes[at] = watch.heapMegabytes();
          });
    }
    Figure.print(figure, "ms", millis);
    Figure.print(
        figure.replaceFirst(":.*", ": CPU from the first script to paint"), "ms", cpuMillis);
    Figure.print(figure.replaceFirst(":.*", ": heap"), "MB", megabytes);
  }

  /** Hover, zoom, drag and search over 100,000 nodes. */
  private void interact() {
    open(
        "/flame?service=shop",
        (page, watch) -> {
          watch.paintMillis("flame");
          BoundingBox box = page.locator(".flame-canvas").first().boundingBox();
          frames("100,000 nodes: frame of hover", watch, at -> move(page, box, at));
          frames(
              "100,000 nodes: frame of zoom",
              watch,
              at -> page.keyboard().press(at % 8 < 4 ? "+" : "-"));
          for (int wider = 0; wider < 4; wider++) {
            page.keyboard().press("+");
          }
          move(page, box, 0);
          page.mouse().down();
          frames("100,000 nodes: frame of drag", watch, at -> move(page, box, at));
          page.mouse().up();
          double[] millis = new double[rounds];
          for (int round = 0; round < rounds; round++) {
            millis[round] =
                watch.runMillis(
                    """
                    const input = document.querySelector('input.search');
                    input.value = 'Part1%d.*step[0-9]+5$';
                    input.dispatchEvent(new Event('input'))
                    """
                        .formatted(round));
          }
          Figure.print("100,000 nodes: regex search", "ms", millis);
        });
  }

  /** 200 lanes, all of them open, under 1,000 pauses; and what a frame of moving costs. */
  private void lanes() {
    server.answer("locks", LargeAnswers.locks(LOCKS, SEED));
    server.answer("waits", LargeAnswers.waits(100_000, LOCKS, SEED));
    server.answer("pauses", LargeAnswers.pauses(1_000));
    server.answer("holders", "{\"service\":\"shop\",\"looks\":[],\"leftOut\":0,\"beyondLimit\":0}");
    server.answer(
        "why",
        """
        {"service":"shop","fromMillis":0,"toMillis":1,"verdict":"nothing","sentence":"",
         "instances":1,"windows":1,"watchedNanos":1,"evidence":[]}
        """);
    String open =
        IntStream.range(0, 20)
            .mapToObj(lock -> "monitor%20com.acme.Lock" + lock)
            .collect(Collectors.joining("%7C"));
    String address = "/locks?service=shop&lanes=200&open=" + open;
    paint("200 lanes, 1,000 pauses: response to paint", "locks", address);
    double[] millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      int at = round;
      open(address, (page, watch) -> millis[at] = watch.shownMillis("waits", ".lane-thread"));
    }
    Figure.print("200 lanes, 100,000 waits: response to threads", "ms", millis);
    open(
        address,
        (page, watch) -> {
          watch.paintMillis("locks");
          // With the single waits there, each open lane has its threads below it.
          page.locator(".lane-thread").first().waitFor();
          BoundingBox box = page.locator(".lanes-canvas").boundingBox();
          frames("200 lanes, 100,000 waits: frame of hover", watch, at -> move(page, box, at));
          for (int wider = 0; wider < 4; wider++) {
            page.getByText("+", new Page.GetByTextOptions().setExact(true)).click();
          }
          move(page, box, 0);
          page.keyboard().down("Shift");
          frames(
              "200 lanes, 100,000 waits: frame of moving",
              watch,
              at -> page.mouse().wheel(at % 8 < 4 ? 40 : -40, 0));
          page.keyboard().up("Shift");
        });
  }

  private static void frames(String figure, Stopwatch watch, Consumer<Integer> act) {
    watch.watchFrames();
    for (int at = 0; at < MOVES; at++) {
      act.accept(at);
    }
    Figure.print(figure + ", work", "ms", watch.frameWorkMillis());
    Figure.print(figure + ", interval", "ms", watch.frameIntervalMillis());
  }

  private static void move(Page page, BoundingBox box, int at) {
    page.mouse()
        .move(
            box.x + box.width * (0.1 + 0.8 * (at % 40) / 40),
            box.y + box.height * (0.95 - 0.6 * (at % 15) / 15));
  }

  @FunctionalInterface
  private interface Opened {
    void use(Page page, Stopwatch watch);
  }

  private void open(String address, Opened opened) {
    try (BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900))) {
      Page page = context.newPage();
      page.setDefaultTimeout(120_000);
      Stopwatch watch = Stopwatch.on(context, page);
      page.navigate(server.url(address));
      opened.use(page, watch);
    }
  }
}
