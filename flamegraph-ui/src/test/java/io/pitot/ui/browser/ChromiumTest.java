package io.pitot.ui.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.Test;

class ChromiumTest {
  @Test
  void startsTheBrowserOfThisMachine() {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");

    try (Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page page = browser.newPage();
      page.setContent("<p>pitot</p>");

      assertEquals("pitot", page.locator("p").textContent());
    }
  }
}
