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

  private static void answer(UiServer server) {
    server.answer("services", Answers.SERVICES);
    server.answer("fleet", Answers.FLEET);
    server.answer("services/shop/types", Answers.TYPES);
    server.answer("services/shop/releases", Answers.RELEASES);
    server.answer("services/shop/findings", Answers.FINDINGS);
    server.answer("series", Answers.SERIES);
    server.answer("timeline", Answers.DAY);
    server.answer("vitals", Answers.VITALS);
    server.answer("why", Answers.WHY);
    server.answer("flame", Answers.FLAME_WITH_KINDS);
    server.answer("diff", Answers.DIFF);
    server.answer("locks", LocksPageTest.locks());
    server.answer("pauses", LocksPageTest.pauses());
    server.answer("waits", LocksPageTest.waits());
    server.answer("holders", LocksPageTest.holders());
    server.answer("maps", MapsPageTest.maps(""));
    server.answer("targets", Answers.TARGETS);
    server.answer("status", Answers.STATUS);
  }

  /** Contrast by WCAG 2.1, of each text with the nearest background below it; names of controls. */
  private static final String FAULTS =
      """
      () => {
        const channels = (text) => {
          const context = new OffscreenCanvas(1, 1).getContext('2d');
          context.fillStyle = text;
          context.fillRect(0, 0, 1, 1);
          return [...context.getImageData(0, 0, 1, 1).data];
        };
        const backgroundOf = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (channels(color)[3] === 255) return channels(color);
          }
          return channels('white');
        };
        const luminance = ([r, g, b]) => [r, g, b].map((channel) => channel / 255)
          .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
          .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
        const contrast = (one, other) => {
          const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
          return (light + 0.05) / (dark + 0.05);
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
