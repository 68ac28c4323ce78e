package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every page, light and dark: all text can be read, all that takes the focus has a name. */
class ThemesTest {
  /** Address and what is there when the page is whole. */
  private static final Map<String, String> PAGES =
      new TreeMap<>(
          Map.of(
              "/", "table.list",
              "/service/shop", ".two-lists",
              "/flame?service=shop&type=cpu&color=kind", ".color-legend .swatch",
              "/heatmap?service=shop&type=cpu&a=1795280400000-1795281000000", ".wait-flame .told",
              "/locks?service=shop&lock=monitor+java.util.Hashtable", ".overlap",
              "/maps?service=shop", ".map-detail",
              "/diff?service=shop&base=1.0&candidate=1.1&type=alloc", ".findings",
              "/targets", ".sorted"));

  @Test
  void everythingCanBeReadAndHasAName() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    List<String> wrong = new ArrayList<>();
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      answer(server);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page = browser.newPage(new Browser.NewPageOptions().setColorScheme(scheme));
        page.setDefaultTimeout(120_000);
        page.onPageError(wrong::add);
        for (Map.Entry<String, String> one : PAGES.entrySet()) {
          page.navigate(server.url(one.getKey()));
          assertThat(page.locator(one.getValue()).first()).isVisible();
          for (Object fault : (List<?>) page.evaluate(FAULTS)) {
            wrong.add(scheme + " " + one.getKey() + ": " + fault);
          }
        }
        page.close();
      }
    }
    assertEquals(List.of(), wrong);
  }

  /** Names of 300 letters, and causes of pauses of a line, in a wide and in a narrow window. */
  @Test
  void nothingLeavesItsPlaceHoweverLongNamesAre() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    List<String> wrong = new ArrayList<>();
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      answer(server, ThemesTest::lengthened);
      for (int width : new int[] {1280, 900}) {
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(width, 900));
        page.setDefaultTimeout(120_000);
        page.onPageError(wrong::add);
        for (Map.Entry<String, String> one : PAGES.entrySet()) {
          page.navigate(server.url(one.getKey()));
          assertThat(page.locator(one.getValue()).first()).isVisible();
          for (Object fault : (List<?>) page.evaluate(OVERFLOWS)) {
            wrong.add(width + " " + one.getKey() + ": " + fault);
          }
        }
        page.close();
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static String lengthened(String answer) {
    String name = "OrderOfACustomerWithoutAnyDelivery".repeat(9);
    return answer
        .replaceAll("shop\\.(Cart|Carts|Index|Main|Odd<b>Lock)\\b", "shop." + name + ".$1")
        .replaceAll(
            "\"(instance|thread|otherThread|owner|node)\":\"(\\w)", "\"$1\":\"" + name + "$2")
        .replaceAll(
            "\"(cause|reason|remedy|detail|key)\":\"",
            "\"$1\":\"" + "GCLocker Initiated GC of " + name + " ")
        .replace(
            "{\"service\":\"shop\",\"releases\":[\"1.0\"",
            "{\"service\":\"" + name + "\",\"releases\":[\"1.0-" + name + "\"");
  }

  private static final String OVERFLOWS =
      """
      () => {
        const faults = new Set();
        const main = document.querySelector('main');
        const tell = (element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`;
        const isClipped = (element, box) => {
          for (let at = element; at && at !== box; at = at.parentElement) {
            if (at !== element && getComputedStyle(at).overflowX !== 'visible') return true;
          }
          return element.ownerSVGElement !== null && element.ownerSVGElement !== undefined;
        };
        const within = (box) => {
          const { right } = box.getBoundingClientRect();
          const outside = [...box.querySelectorAll('*')].filter((inner) => inner.checkVisibility()
            && inner.getBoundingClientRect().right > right + 1 && !isClipped(inner, box));
          if (outside.length > 0) faults.add(`${tell(outside.at(-1))} leaves ${box.className || box.tagName} by ${
            Math.round(outside.at(-1).getBoundingClientRect().right - right)}`);
        };
        document.querySelectorAll('main, .top, .card, .notice, .race, .verdict, .wait-flame, .lock-lanes, .overlap')
          .forEach((box) => box.checkVisibility() && within(box));
        if (main.scrollWidth > main.clientWidth) faults.add(`${main.scrollWidth} of ${main.clientWidth} pixels`);
        return [...faults];
      }
      """;

  /** Frames on a canvas, faded ones too; and what must be told apart by people who see no red. */
  @Test
  void whatIsDrawnCanBeReadAndToldApartByEverybody() throws Exception {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    List<String> wrong = new ArrayList<>();
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      answer(server);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page = browser.newPage(new Browser.NewPageOptions().setColorScheme(scheme));
        page.setDefaultTimeout(120_000);
        page.navigate(server.url("/targets"));
        for (Object fault : (List<?>) page.evaluate(COLOR_FAULTS, scheme == ColorScheme.DARK)) {
          wrong.add(scheme + " " + fault);
        }
        page.close();
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static void answer(UiServer server) {
    answer(server, text -> text);
  }

  private static void answer(UiServer server, UnaryOperator<String> made) {
    server.answer("services", made.apply(Answers.SERVICES));
    server.answer("fleet", made.apply(Answers.FLEET));
    server.answer("services/shop/types", made.apply(Answers.TYPES));
    server.answer("services/shop/releases", made.apply(Answers.RELEASES));
    server.answer("services/shop/findings", made.apply(Answers.FINDINGS));
    server.answer("series", made.apply(Answers.SERIES));
    server.answer("timeline", made.apply(Answers.DAY));
    server.answer("vitals", made.apply(Answers.VITALS));
    server.answer("why", made.apply(Answers.WHY));
    server.answer("flame", made.apply(Answers.FLAME_WITH_KINDS));
    server.answer("diff", made.apply(Answers.DIFF));
    server.answer("locks", made.apply(LocksPageTest.locks()));
    server.answer("pauses", made.apply(LocksPageTest.pauses()));
    server.answer("waits", made.apply(LocksPageTest.waits()));
    server.answer("holders", made.apply(LocksPageTest.holders()));
    server.answer("maps", made.apply(MapsPageTest.maps("")));
    server.answer("samples", made.apply(LocksPageTest.samples()));
    server.answer("targets", made.apply(Answers.TARGETS));
    server.answer("status", made.apply(Answers.STATUS));
  }

  /** How colours are seen: WCAG 2.1's contrast; Machado 2009 for those who lack a kind of cone. */
  private static final String SEEING =
      """
      const channels = (text) => {
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        context.fillStyle = text;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
      };
      const linear = (color) => color.slice(0, 3).map((channel) => channel / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      const luminance = (color) => linear(color)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
      const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      };
      const over = (top, alpha, below) => top.slice(0, 3).map((part, at) => alpha * part + (1 - alpha) * below[at]);
      const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, part, at) => sum + part * vector[at], 0));
      const SIGHTS = {
        full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        'no red': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        'no green': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        'no blue': [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
      };
      const oklab = (rgb) => times([[0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]],
      times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005]], rgb).map(Math.cbrt));
      const apart = (one, other, sight) => {
        const [a, b] = [one, other].map((color) => oklab(times(SIGHTS[sight], linear(color))
          .map((part) => Math.min(1, Math.max(0, part)))));
        return Math.hypot(...a.map((part, at) => part - b[at]));
      };
      """;

  private static final String COLOR_FAULTS =
      "async (dark) => {"
          + SEEING
          + """
        const palette = await import('/ui/render/palette.js');
        const { FADED } = await import('/ui/render/flame-painter.js');
        const faults = [];
        const { ink, page, match } = palette.paletteFor(dark);
        const names = ['all', '(merged)', '[truncated]', '[no stack]'];
        for (let i = 0; i < 2000; i++) names.push(`com.acme${i}.x.Some.run`, `java.util.x${i}.Some.run`);
        const more = (strength) => palette.diffColor(1, false, strength, dark);
        const less = (strength) => palette.diffColor(-1, false, strength, dark);
        const [isNew, neither] = [palette.diffColor(1, true, 1, dark), palette.diffColor(0, false, 0, dark)];
        const kinds = ['interpreted', 'jit_compiled', 'inlined', 'native', 'c1_compiled', 'cpp', 'kernel', 'unknown'];
        const fills = new Set([match, isNew, neither, ...palette.frameColors(names, dark),
          ...palette.classColors(['byte[]', 'java.util.HashMap$Node', 'a.b.C'], dark),
          ...['application', 'jdk', 'generated', 'none'].map((code) => palette.codeColor(code, dark)),
          ...kinds.map((kind) => palette.kindColor(kind, dark)),
          ...[0, 0.25, 0.5, 0.75, 1].flatMap((strength) => [more(strength), less(strength)])]);
        fills.delete('');
        for (const fill of fills) {
          for (const [look, [ofFill, ofText]] of Object.entries(FADED)) {
            const behind = over(channels(fill), ofFill, channels(page));
            const ratio = contrast(over(channels(ink), ofText, behind), behind);
            if (ratio < 4.5) faults.push(`label on ${fill}, ${look}: contrast ${ratio.toFixed(2)}`);
          }
        }
        const line = (at) => {
          const probe = document.createElement('i');
          probe.style.color = `var(--line-${at})`;
          document.body.append(probe);
          return getComputedStyle(probe).color;
        };
        const lanes = palette.lanePalette(dark);
        const pairs = [[line(0), line(1)], [line(0), line(2)], [line(1), line(2)], [lanes.net, lanes.paused],
          [lanes.gc, lanes.safepoint], [isNew, neither], [isNew, less(1)], [isNew, more(1)],
          ...[0, 0.5, 1].flatMap((strength) => [[more(strength), less(strength)],
            [more(strength), neither], [less(strength), neither]])];
        for (const [one, other] of pairs) {
          for (const sight of Object.keys(SIGHTS)) {
            const distance = apart(channels(one), channels(other), sight);
            if (distance < 0.05) faults.push(`${one} and ${other} with ${sight}: ${distance.toFixed(3)} apart`);
          }
        }
        for (let at = 0; at < 6; at++) {
          const ratio = contrast(channels(line(at)), channels(page));
          if (ratio < 3) faults.push(`line ${at}: contrast ${ratio.toFixed(2)}`);
        }
        const steps = palette.heatPalette(dark).steps.map((step) => oklab(linear(channels(step)))[0]);
        steps.slice(1).forEach((step, at) => {
          if (Math.abs(step - steps[at]) < 0.04) faults.push(`steps ${at} and ${at + 1} of heat`);
        });
        return faults;
      }
      """;

  /** Contrast by WCAG 2.1, of each text with the nearest background below it; names of controls. */
  private static final String FAULTS =
      "() => {"
          + SEEING
          + """
        const backgroundOf = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (channels(color)[3] === 255) return channels(color);
          }
          return channels('white');
        };
        const faults = new Set();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
          const element = text.parentElement;
          if (text.data.trim() && element.checkVisibility() && !element.closest(':disabled, noscript, option')) {
            const ratio = contrast(channels(getComputedStyle(element).color), backgroundOf(element));
            if (ratio < 4.5) faults.add(`${text.data.trim().slice(0, 30)}: contrast ${ratio.toFixed(2)}`);
          }
        }
        for (const control of document.querySelectorAll('a, button, input, select, canvas, [role=img], [tabindex]')) {
          const name = control.textContent.trim() || control.getAttribute('aria-label')
            || control.labels?.[0]?.textContent || control.title;
          if (control.checkVisibility() && !name) faults.add(`no name: ${control.outerHTML.slice(0, 60)}`);
        }
        return [...faults];
      }
      """;
}
