package io.pitot.benchmarks.ui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.List;

/**
 * Times within the page. A paint counts from the moment the answer has arrived to the frame after
 * the one in which something was drawn on a canvas.
 */
public final class Stopwatch {
  private static final String PROBE =
      """
      (() => {
        let tellPainted;
        const probe = window.pitotProbe = { isPainted: false, work: [], frames: [] };
        probe.painted = new Promise((tell) => { tellPainted = tell; });
        const settle = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
        for (const name of ['fillRect', 'fillText']) {
          const drawn = CanvasRenderingContext2D.prototype[name];
          CanvasRenderingContext2D.prototype[name] = function (...given) {
            // The first rectangle clears the canvas; text and coloured frames come after it.
            if (!probe.isPainted && (name === 'fillText' || given[0] > 0)) {
              probe.isPainted = true;
              settle(tellPainted);
            }
            return drawn.apply(this, given);
          };
        }
        const ask = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (callback) => ask((millis) => {
          const began = performance.now();
          callback(millis);
          probe.work.push([millis, performance.now() - began]);
        });
        probe.watchFrames = () => {
          probe.work.length = probe.frames.length = 0;
          const next = (millis) => { probe.frames.push(millis); probe.watching && ask(next); };
          probe.watching = true;
          ask(next);
        };
      })();
      """;

  private final Page page;
  private final CDPSession session;

  private Stopwatch(Page page, CDPSession session) {
    this.page = page;
    this.session = session;
  }

  /** Before the page is opened. */
  public static Stopwatch on(BrowserContext context, Page page) {
    page.addInitScript(PROBE);
    CDPSession session = context.newCDPSession(page);
    JsonObject domain = new JsonObject();
    domain.addProperty("timeDomain", "threadTicks");
    session.send("Performance.enable", domain);
    return new Stopwatch(page, session);
  }

  /** CPU time of the page's main thread since it was opened; a busy machine does not add to it. */
  public double cpuMillis() {
    for (JsonElement metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject one = metric.getAsJsonObject();
      if (one.get("name").getAsString().equals("TaskDuration")) {
        return 1_000 * one.get("value").getAsDouble();
      }
    }
    throw new IllegalStateException("this Chromium tells no TaskDuration");
  }

  /** From the last byte of this answer, such as of {@code flame}, to what it drew on screen. */
  public double paintMillis(String apiPath) {
    return number(
        """
        async () => await pitotProbe.painted - Math.max(...performance.getEntriesByType('resource')
          .filter((entry) => new URL(entry.name).pathname === '/api/v1/%s')
          .map((entry) => entry.responseEnd))
        """
            .formatted(apiPath));
  }

  /** The same to the first frame in which there is an element of this selector. */
  public double shownMillis(String apiPath, String selector) {
    return number(
        """
        async () => {
          while (!document.querySelector('%s')) await new Promise(requestAnimationFrame);
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - Math.max(...performance.getEntriesByType('resource')
            .filter((entry) => new URL(entry.name).pathname === '/api/v1/%s')
            .map((entry) => entry.responseEnd));
        }
        """
            .formatted(selector, apiPath));
  }

  /** Frames from now on. */
  public void watchFrames() {
    page.evaluate("pitotProbe.watchFrames()");
  }

  /** What the page worked in each frame in which it drew since then. */
  @SuppressWarnings("unchecked")
  public double[] frameWorkMillis() {
    List<Number> millis =
        (List<Number>)
            page.evaluate(
                """
                () => {
                  pitotProbe.watching = false;
                  const byFrame = new Map();
                  pitotProbe.work.forEach(([at, millis]) => byFrame.set(at, (byFrame.get(at) ?? 0) + millis));
                  return [...byFrame.values()];
                }
                """);
    return millis.stream().mapToDouble(Number::doubleValue).toArray();
  }

  /** How far frames were apart since then. */
  @SuppressWarnings("unchecked")
  public double[] frameIntervalMillis() {
    List<Number> millis =
        (List<Number>)
            page.evaluate("pitotProbe.frames.slice(1).map((at, i) => at - pitotProbe.frames[i])");
    return millis.stream().mapToDouble(Number::doubleValue).toArray();
  }

  /** JavaScript's heap with the memory of typed arrays, after a collection. */
  public double heapMegabytes() {
    session.send("HeapProfiler.collectGarbage");
    JsonObject usage = session.send("Runtime.getHeapUsage");
    double bytes = usage.get("usedSize").getAsDouble();
    if (usage.has("backingStorageSize")) {
      bytes += usage.get("backingStorageSize").getAsDouble();
    }
    return bytes / 1e6;
  }

  double number(String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  /** How long the page takes over a piece of JavaScript. */
  public double runMillis(String statements) {
    return number(
        "() => { const began = performance.now(); %s; return performance.now() - began; }"
            .formatted(statements));
  }
}
